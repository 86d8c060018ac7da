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

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: 'migrate keeps the timeout of the health check; kubeadm writes 0s',
    documented: 'migrate',
    commands: /config migrate/,
    line: /timeouts\.controlPlaneComponentHealthCheck: theirs 0s/,
  },
  {
    reason: 'migrate reads UpgradeConfiguration',
    documented: 'migrate',
    commands: /config migrate/,
    line: /theirs fails, ours succeeds/,
    theirs: /could not find a mutator/,
  },
  {
    reason: 'validate and migrate say once that each command reads its own documents',
    documented: 'validate',
    commands: /config (validate|migrate)/,
    line: /only theirs: "?ignored document/,
  },
  {
    reason: 'a document in braces may be YAML',
    documented: 'braces',
    line: /theirs fails, ours succeeds/,
    theirs: /json parse error/,
  },
  {
    reason: 'expires may be used: ttl has no default beside it',
    documented: 'expires',
    line: /theirs fails, ours succeeds/,
    theirs: /TTL and \.Expires fields are mutually exclusive/,
  },
  {
    reason: 'usages without authentication have no default groups',
    documented: 'usages',
    line: /theirs fails, ours succeeds/,
    theirs: /groups cannot be specified unless usage/,
  },
];
