import type { X509Certificate } from 'node:crypto';
import { posix } from 'node:path';
import type { ClusterConfiguration, JoinControlPlane } from '../../pkg/config/types.ts';
import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { JOIN_KUBECONFIGS, kubeconfigPath } from '../../pkg/kubeconfig/kubeconfig-table.ts';
import { parseCertificates } from '../../pkg/pki/certificate-pem.ts';
import { authorityProblem } from '../../pkg/pki/certificate-purpose.ts';
import { periodProblem } from '../../pkg/pki/certificate-period.ts';
import { certificatePaths, type AuthorityName } from '../../pkg/pki/certificate-spec.ts';
import { authoritySpec, leavesOf, SERVICE_ACCOUNT } from '../../pkg/pki/certificate-table.ts';
import { keysMatch, parsePublicKeys } from '../../pkg/pki/key-pem.ts';
import { loadPair, loadPrivateKey } from '../../pkg/pki/load-pair.ts';
import type { JoinedCluster } from '../join-context.ts';

type Warn = (message: string) => void;

const KUBECONFIG_DIR = '/etc/kubernetes';

const COPY =
  'either copy the files from a control plane to the same paths here, or let join fetch them: run `kubeadm-ts init ' +
  'phase upload-certs --upload-certs` on a control plane and give its key here with --certificate-key';
const ENDPOINT =
  'give the cluster an address that outlives its first control plane: set controlPlaneEndpoint with `kubectl -n ' +
  'kube-system edit configmap kubeadm-config`; the certificates of the API servers have to be good for it';

/**
 * What control planes of one cluster share: an endpoint, and, where no certificate key fetches them, the authorities
 * and the key pair of ServiceAccounts. It is told all at once; no flag ignores it.
 *
 * @throws KubeadmError `control-plane-not-ready-to-join`
 */
export async function requireSharedGround(
  view: HostView,
  { certificateKey }: JoinControlPlane,
  { discovered, config }: JoinedCluster,
  warn: Warn,
): Promise<void> {
  const { cluster } = config;
  const noEndpoint = cluster.controlPlaneEndpoint === '';
  const files = certificateKey === '' ? await fileProblems(view, cluster, discovered.caCertificates, warn) : [];
  const problems = [
    ...(noEndpoint ? ['the cluster has no controlPlaneEndpoint: it stands and falls with one machine'] : []),
    ...files,
  ];
  if (problems.length === 0) return;
  const list = problems.map((problem) => `\n\t- ${problem}`).join('');
  throw new KubeadmError(
    'control-plane-not-ready-to-join',
    `this machine cannot become a control plane of the cluster yet:${list}`,
    { hint: [...(noEndpoint ? [ENDPOINT] : []), ...(files.length === 0 ? [] : [COPY])].join('; ') },
  );
}

async function fileProblems(
  view: HostView,
  cluster: ClusterConfiguration,
  caCertificates: string,
  warn: Warn,
): Promise<readonly string[]> {
  const names: readonly AuthorityName[] =
    cluster.etcd.local === undefined ? ['ca', 'front-proxy-ca'] : ['ca', 'front-proxy-ca', 'etcd-ca'];
  const problems: string[] = [];
  for (const name of names) {
    const expected = name === 'ca' ? caCertificates : undefined;
    problems.push(...(await told(() => authorityProblems(view, cluster.certificatesDir, { name, expected }, warn))));
  }
  problems.push(...(await told(() => serviceAccountProblems(view, cluster.certificatesDir))));
  return problems;
}

/** What throws is a problem like the others. */
async function told(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await look();
  } catch (error) {
    return [describeError(error)];
  }
}

/** An authority, and the certificates of which it should be one, where they are known. */
interface Wanted {
  readonly name: AuthorityName;
  readonly expected: string | undefined;
}

async function authorityProblems(
  view: HostView,
  certificatesDir: string,
  { name, expected }: Wanted,
  warn: Warn,
): Promise<readonly string[]> {
  const paths = certificatePaths(certificatesDir, authoritySpec(name));
  const { chain, key } = await loadPair(view, paths);
  if (chain === undefined) return [`${paths.cert} is missing`];
  const [certificate] = chain;
  const refusal = authorityProblem(certificate);
  if (refusal !== undefined) return [`${paths.cert} ${refusal}`];
  if (key === undefined) {
    const absent = await absentBelow(view, certificatesDir, name);
    if (absent !== undefined) return [`${paths.key} is missing${absent}`];
    warn(`there is no ${paths.key}: this authority is kept elsewhere, and nothing that it signs is made here`);
  }
  const expiry = periodProblem(certificate, view.now());
  if (expiry !== undefined) warn(`the authority ${paths.cert} ${expiry}`);
  if (expected !== undefined && !sharesOne(chain, parseCertificates(expected, 'the discovered authority')))
    warn(`${paths.cert} is not the authority by which the cluster was found: see that it comes from that cluster`);
  return [];
}

/**
 * Without its key, an authority has to have signed everything for a further control plane already.
 *
 * @returns `undefined` where it has; otherwise what to say of it, which is nothing where the key is merely missing
 */
async function absentBelow(view: HostView, certificatesDir: string, name: AuthorityName): Promise<string | undefined> {
  const pairs = leavesOf(name).map((leaf) => certificatePaths(certificatesDir, leaf));
  const kubeconfigs = name === 'ca' ? JOIN_KUBECONFIGS.map((spec) => kubeconfigPath(KUBECONFIG_DIR, spec)) : [];
  const paths = [...pairs.flatMap(({ cert, key }) => [cert, key]), ...kubeconfigs];
  const found = await Promise.all(paths.map((path) => view.stat(path)));
  const absent = paths.filter((_, index) => found[index] === undefined);
  if (absent.length === 0) return undefined;
  if (absent.length === paths.length) return '';
  return `; where it is kept elsewhere, all that it signs has to be here already, and these are missing: ${absent.join(', ')}`;
}

function sharesOne(some: readonly X509Certificate[], others: readonly X509Certificate[]): boolean {
  return some.some((one) => others.some((other) => one.fingerprint256 === other.fingerprint256));
}

async function serviceAccountProblems(view: HostView, certificatesDir: string): Promise<readonly string[]> {
  const privatePath = posix.join(certificatesDir, SERVICE_ACCOUNT.privateKey);
  const publicPath = posix.join(certificatesDir, SERVICE_ACCOUNT.publicKey);
  const [key, publicPem] = await Promise.all([loadPrivateKey(view, privatePath), view.readFile(publicPath)]);
  const missing = [...(key === undefined ? [privatePath] : []), ...(publicPem === undefined ? [publicPath] : [])];
  if (key === undefined || publicPem === undefined) return missing.map((path) => `${path} is missing`);
  if (parsePublicKeys(publicPem, publicPath).some((each) => keysMatch(key, each))) return [];
  return [`no public key in ${publicPath} belongs to ${privatePath}`];
}
