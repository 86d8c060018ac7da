import type { HostView } from '../../host/host.ts';
import { pinProblem } from '../../discovery/ca-pins.ts';
import { parseGoUrl } from '../../net/go-url.ts';
import { isToken } from '../../token/bootstrap-token.ts';
import type { JoinDocument } from '../kinds/join-configuration.ts';
import { apiServerEndpointProblem } from './api-server-endpoint.ts';
import type { Report } from './report.ts';

type DiscoveryDocument = JoinDocument['discovery'];
type TokenDiscovery = NonNullable<DiscoveryDocument['bootstrapToken']>;

/** How a discovery was given: it decides what the way out is called. */
export interface DiscoveryCheck {
  readonly view: Pick<HostView, 'stat'>;
  readonly by: 'flags' | 'file';
  /** Whether what only discovery would refuse, such as an API server at port 0, is wrong already here. */
  readonly checkEndpoint: boolean;
  readonly report: Report;
}

const PRINTED =
  '"kubeadm-ts token create --print-join-command" on a control plane makes a token and prints the whole command';
const TOKEN_FORM = 'this is not a bootstrap token: six lower-case letters or digits, a dot, sixteen of them';
const UNSAFE = 'then whoever knows the token can pose as the cluster';

const WAYS_OUT = {
  nothing: {
    flags:
      'give the address of an API server and a token: kubeadm-ts join <host:port> --token <token> --discovery-token-ca-cert-hash sha256:<hash>, or a kubeconfig of the cluster with --discovery-file',
    file: 'set discovery.bootstrapToken with apiServerEndpoint, token and caCertHashes, or discovery.file with kubeConfigPath',
  },
  both: {
    flags: 'leave out the address and what belongs to it, or --discovery-file',
    file: 'keep discovery.bootstrapToken or discovery.file, not both',
  },
  token: { flags: 'give one with --token', file: 'set it to a token of the cluster' },
  hashes: {
    flags: `give --discovery-token-ca-cert-hash sha256:<hash>, or, unsafely, --discovery-token-unsafe-skip-ca-verification: ${UNSAFE}`,
    file: `set caCertHashes to a list with "sha256:<hash>", or, unsafely, unsafeSkipCAVerification to true: ${UNSAFE}`,
  },
} as const;

/** Check how the cluster is to be found, and say all that is missing at once. */
export async function checkDiscovery(discovery: DiscoveryDocument, given: DiscoveryCheck): Promise<void> {
  const { bootstrapToken, file, tlsBootstrapToken } = discovery;
  const check = { ...given, report: withPrintedCommand(given.report) };
  const { by, report } = check;
  if (bootstrapToken === undefined && file === undefined) {
    const what = tlsBootstrapToken === '' ? 'nothing says' : 'there is a token, but nothing says';
    report('discovery', `${what} which cluster to join`, WAYS_OUT.nothing[by]);
  }
  if (bootstrapToken !== undefined && file !== undefined) {
    const message = 'the cluster can be found with a token or with a file, and both are given';
    return given.report('discovery', message, WAYS_OUT.both[by]);
  }
  if (bootstrapToken !== undefined) {
    checkEndpoint(bootstrapToken, given.checkEndpoint, bootstrapToken.apiServerEndpoint === '' ? report : given.report);
    checkTokenAndHashes(bootstrapToken, check);
  }
  if (file !== undefined) await checkFile(file.kubeConfigPath, given);
  // the same wrong token is said once
  if (tlsBootstrapToken !== '' && tlsBootstrapToken !== bootstrapToken?.token && !isToken(tlsBootstrapToken))
    report('discovery.tlsBootstrapToken', TOKEN_FORM, WAYS_OUT.token[by]);
}

/** Whoever lacks something lacks it all, often: the command that prints everything is named with the first. */
function withPrintedCommand(report: Report): Report {
  let named = false;
  return (path, message, hint) => {
    report(path, message, named ? hint : `${hint ?? ''}; ${PRINTED}`);
    named = true;
  };
}

function checkEndpoint({ apiServerEndpoint }: TokenDiscovery, strict: boolean, report: Report): void {
  const wrong = apiServerEndpointProblem(apiServerEndpoint, strict);
  if (wrong !== undefined) report('discovery.bootstrapToken.apiServerEndpoint', ...wrong);
}

function checkTokenAndHashes(discovery: TokenDiscovery, { by, report, checkEndpoint: strict }: DiscoveryCheck): void {
  const { token, caCertHashes, unsafeSkipCAVerification } = discovery;
  const path = 'discovery.bootstrapToken';
  if (token === '') report(`${path}.token`, 'there is no token to find the cluster with', WAYS_OUT.token[by]);
  else if (!isToken(token)) report(`${path}.token`, TOKEN_FORM, WAYS_OUT.token[by]);
  if (caCertHashes.length === 0 && !unsafeSkipCAVerification)
    report(
      `${path}.caCertHashes`,
      "no hash of the cluster's authority is given, and without one nobody can tell the cluster from an impostor",
      WAYS_OUT.hashes[by],
    );
  // discovery would refuse them: here it is told together with what else is wrong
  const problems = strict ? caCertHashes.flatMap((hash) => pinProblem(hash) ?? []) : [];
  for (const problem of problems) report(`${path}.caCertHashes`, problem, 'write it like sha256:<64 hex digits>');
}

async function checkFile(path: string, { view, report }: DiscoveryCheck): Promise<void> {
  const at = 'discovery.file.kubeConfigPath';
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(path) ?? [];
  if (scheme?.toLowerCase() === 'https') {
    if (!URL.canParse(path) || parseGoUrl(path) === undefined)
      report(at, `${JSON.stringify(path)} is no URL`, 'write it like https://example.com/cluster.conf');
    return;
  }
  const hint = 'name a kubeconfig on this machine, or give an https:// URL';
  if (scheme !== undefined)
    return report(
      at,
      `${JSON.stringify(path)} is neither a path nor an https:// URL: nothing else can be trusted`,
      hint,
    );
  const info = path === '' ? undefined : await view.stat(path);
  if (info?.kind === 'directory') report(at, `${path} is a folder`, hint);
  if (info === undefined)
    report(at, path === '' ? 'the path of the kubeconfig is empty' : `there is no file ${path}`, hint);
}
