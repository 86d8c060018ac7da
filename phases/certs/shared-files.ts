import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { DiscoveredCluster } from '../../pkg/discovery/discovered-cluster.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { certificateCopies } from '../../pkg/kube/certificate-copies.ts';
import {
  certificatePaths,
  isEtcdCertificate,
  type CertificateConfig,
  type PairPaths,
} from '../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES, leavesOf, SERVICE_ACCOUNT } from '../../pkg/pki/certificate-table.ts';
import { loadPair } from '../../pkg/pki/load-pair.ts';
import { matchAuthorities } from '../../pkg/pki/same-authority.ts';

/**
 * Check the files that control planes share: they are all there, and they are those of the cluster that is joined. The
 * key of an authority may be kept elsewhere where everything that it has to sign is there already.
 *
 * @throws KubeadmError `shared-certificates-missing`, `certificate-authority-of-another-cluster`, and what `loadPair` throws
 */
export async function requireSharedFiles(
  view: HostView,
  config: CertificateConfig,
  discovered: DiscoveredCluster,
): Promise<void> {
  const missing = await missingFiles(view, config);
  if (missing.length > 0) throw missingError(missing);
  const { etcd, certificatesDir } = config.cluster;
  for (const spec of CERTIFICATES) {
    if (spec.kind === 'leaf' || (etcd.external !== undefined && isEtcdCertificate(spec))) continue;
    await requirePair(view, certificatePaths(certificatesDir, spec));
  }
  await requireThisCluster(view, `${certificatesDir}/ca.crt`, discovered);
}

async function missingFiles(view: HostView, config: CertificateConfig): Promise<readonly string[]> {
  const dispensable = await dispensableFiles(view, config);
  const paths = certificateCopies(config.cluster).map(({ path }) => path);
  const wanted = paths.filter((path) => path !== '' && !dispensable.has(path));
  const found = await Promise.all(wanted.map((path) => view.stat(path)));
  return wanted.filter((_, index) => found[index] === undefined);
}

/** The public half of the ServiceAccount keys is made from the private one. */
async function dispensableFiles(view: HostView, { cluster }: CertificateConfig): Promise<ReadonlySet<string>> {
  const { certificatesDir } = cluster;
  const files = new Set([`${certificatesDir}/${SERVICE_ACCOUNT.publicKey}`]);
  for (const spec of CERTIFICATES) {
    if (spec.kind === 'leaf') continue;
    const leaves = leavesOf(spec.name).map((leaf) => view.stat(certificatePaths(certificatesDir, leaf).cert));
    if ((await Promise.all(leaves)).every((info) => info !== undefined))
      files.add(certificatePaths(certificatesDir, spec).key);
  }
  return files;
}

/** A shared pair that is no good is never made anew here: the others have the good one. */
async function requirePair(view: HostView, paths: PairPaths): Promise<void> {
  try {
    await loadPair(view, paths);
  } catch (error) {
    if (!(error instanceof KubeadmError)) throw error;
    throw new KubeadmError(error.code, describeError(error), {
      hint: `remove ${paths.cert} and ${paths.key}, then ${WAYS}`,
    });
  }
}

/** Certificates of another authority would be made, and refused by everybody. */
async function requireThisCluster(view: HostView, path: string, discovered: DiscoveredCluster): Promise<void> {
  const pem = (await view.readFile(path)) ?? '';
  if (matchAuthorities(pem, path, discovered.caCertificates) !== 'none') return;
  throw new KubeadmError(
    'certificate-authority-of-another-cluster',
    `${path} is not an authority of the cluster at ${discovered.server}: it belongs to another one`,
    {
      hint: `remove the files of the other cluster (\`kubeadm-ts reset\` does), then ${WAYS}`,
    },
  );
}

/** Both ways to the shared files. */
const WAYS =
  'either join with --certificate-key and the key that `kubeadm-ts init phase upload-certs --upload-certs` prints on a ' +
  'control plane, or copy the files from a control plane to the same paths on this machine';

function missingError(missing: readonly string[]): KubeadmError {
  const what = missing.length === 1 ? 'a file that control planes share is' : 'files that control planes share are';
  return new KubeadmError('shared-certificates-missing', `${what} missing: ${missing.join(', ')}`, { hint: WAYS });
}
