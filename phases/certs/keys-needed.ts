import { posix } from 'node:path';
import type { HostView } from '../../pkg/host/host.ts';
import { JOIN_KUBECONFIGS, KUBECONFIGS, kubeconfigPath } from '../../pkg/kubeconfig/kubeconfig-table.ts';
import { certificatePaths, isEtcdCertificate, type CertificateConfig } from '../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES, SERVICE_ACCOUNT } from '../../pkg/pki/certificate-table.ts';
import { isExternalAuthority } from '../../pkg/pki/external-authority.ts';

/** What decides how many keys a run makes. */
export interface KeyDemand {
  readonly config: CertificateConfig;
  readonly settings: { readonly kubeconfigDir: string };
  /** Full names of the steps that will run: `certs/ca`, `kubeconfig/admin`. */
  readonly phases: readonly string[];
}

/**
 * How many private keys a run will make: one for each certificate and kubeconfig file of the selected phases that is
 * not there yet. The composition has so many prepared while preflight checks run; too high a number only costs time.
 */
export async function keysNeeded(view: HostView, { config, settings, phases }: KeyDemand): Promise<number> {
  const { certificatesDir } = config.cluster;
  const external = await isExternalAuthority(view, certificatesDir, 'ca');
  const kubeconfigs = KUBECONFIGS.filter(({ name }) => phases.includes(`kubeconfig/${name}`)).map((spec) => [
    kubeconfigPath(settings.kubeconfigDir, spec),
  ]);
  const serviceAccount = phases.includes(`certs/${SERVICE_ACCOUNT.name}`)
    ? [[posix.join(certificatesDir, SERVICE_ACCOUNT.privateKey)]]
    : [];
  const groups = [...certificateFiles(config, phases), ...(external ? [] : [...kubeconfigs, ...serviceAccount])];
  const absent = await Promise.all(groups.map((paths) => allAbsent(view, paths)));
  return absent.filter(Boolean).length;
}

/** How many private keys a joining control plane makes: authorities and the keys of ServiceAccounts are the cluster's. */
export function keysToJoin(view: HostView, config: CertificateConfig): Promise<number> {
  const leaves = CERTIFICATES.filter(({ kind }) => kind === 'leaf').map(({ name }) => `certs/${name}`);
  const phases = [...leaves, ...JOIN_KUBECONFIGS.map(({ name }) => `kubeconfig/${name}`)];
  return keysNeeded(view, { config, settings: { kubeconfigDir: '/etc/kubernetes' }, phases });
}

function certificateFiles({ cluster }: CertificateConfig, phases: readonly string[]): readonly (readonly string[])[] {
  return CERTIFICATES.filter(({ name }) => phases.includes(`certs/${name}`))
    .filter((spec) => cluster.etcd.external === undefined || !isEtcdCertificate(spec))
    .map((spec) => certificatePaths(cluster.certificatesDir, spec))
    .map(({ cert, key }) => [cert, key]);
}

async function allAbsent(view: HostView, paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => view.stat(path)));
  return found.every((info) => info === undefined);
}
