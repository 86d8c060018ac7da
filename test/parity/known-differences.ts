/** A difference between the programs that is meant to be. */
export interface KnownDifference {
  readonly reason: string;
  /** A sentence, or the beginning of one, of docs/differences.md that tells users of it. */
  readonly documented: string;
  /** Commands in which it shows; all of them without it. */
  readonly commands?: RegExp;
  /** The line that tells the difference. */
  readonly line: RegExp;
  /** What the file must hold for this to be the reason. */
  readonly file?: RegExp;
  /** What the reference says where this is the reason. */
  readonly theirs?: RegExp;
}

const SUCCEEDS = /theirs fails, ours succeeds/;
const FAILS = /theirs succeeds, ours fails/;

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: 'migrate keeps the time that the health check may take',
    documented: '`config migrate` keeps `controlPlaneComponentHealthCheck`',
    commands: /config migrate/,
    line: /timeouts\.controlPlaneComponentHealthCheck: theirs (0s|4m0s)/,
  },
  {
    reason: 'migrate reads UpgradeConfiguration',
    documented: '`config migrate` reads UpgradeConfiguration',
    commands: /config migrate/,
    line: SUCCEEDS,
    theirs: /could not find a mutator/,
  },
  {
    reason: 'validate and migrate do not warn that each command reads its own documents only',
    documented: 'warns of no "ignored" document, because each is checked',
    commands: /config (validate|migrate)/,
    line: /only theirs: "?ignored document/,
  },
  {
    reason: 'expires of a token works where ttl is not given',
    documented: '`expires` of a bootstrap token works',
    line: SUCCEEDS,
    file: /expires/,
    theirs: /TTL and \.Expires fields are mutually exclusive/,
  },
  {
    reason: 'a token for signing only gets no groups',
    documented: '`usages: [signing]` alone works',
    line: SUCCEEDS,
    theirs: /token groups cannot be specified unless --usages includes/,
  },
  {
    reason: 'a CRI socket with another scheme than unix is refused',
    documented: 'with another scheme than `unix`, such as `tcp://`, is refused',
    line: FAILS,
    file: /criSocket["']?: ["']?(?!unix)[a-z]+:\/\//,
  },
  {
    reason: 'an image repository may be at an IPv6 address, the addon included',
    documented: 'An `imageRepository` at an IPv6 address',
    commands: /init --dry-run/,
    line: SUCCEEDS,
    theirs: /unable to decode CoreDNS Deployment/,
  },
  {
    reason: 'a subnet of IPv4 addresses is not written as IPv6',
    documented: 'A subnet written with IPv4-mapped addresses',
    line: FAILS,
    file: /Subnet: "?::ffff:/,
  },
  {
    reason: 'characters beyond U+FFFF may be escaped as JSON does it',
    documented: 'Characters that are escaped as two halves',
    line: SUCCEEDS,
    theirs: /invalid Unicode character escape code/,
  },
  {
    reason: 'a comment may stand behind a TAB',
    documented: 'a line with nothing but a comment may begin with a TAB',
    line: SUCCEEDS,
    file: /^\t+#/m,
    theirs: /tab character that violates indentation/,
  },
  {
    reason: 'a token that is given twice is stored once',
    documented: 'what would stay as it is is not shown as a change',
    commands: /init --dry-run/,
    line: /update Secret kube-system\/bootstrap-token-/,
    file: /(\w{6}\.\w{16}).*\1/s,
  },
];
