import type { KeyObject } from 'node:crypto';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { WriteFile } from '../../pkg/host/change.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { buildRequestKubeconfig, kubeconfigYaml } from '../../pkg/kubeconfig/kubeconfig.ts';
import { KUBECONFIGS, kubeconfigPath, kubeconfigServer } from '../../pkg/kubeconfig/kubeconfig-table.ts';
import { certificatePaths, type CertificateConfig } from '../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES } from '../../pkg/pki/certificate-table.ts';
import { createCertificateRequest } from '../../pkg/pki/create-request.ts';
import { freshKey, type Issuing } from '../../pkg/pki/issuing.ts';
import { privateKeyPem } from '../../pkg/pki/key-pem.ts';

/** What making requests needs. */
export interface Requesting extends Pick<Issuing, 'config' | 'host' | 'keys'> {
  readonly kubeconfigDir: string;
}

/** So many paths are named in an error. */
const SHOWN = 4;

/** Which requests were made. */
export interface Requests {
  readonly certificatesDir: string;
  /** Below the folder, without endings. */
  readonly certificates: readonly string[];
  readonly kubeconfigDir: string;
  readonly kubeconfigs: readonly string[];
}

/** A private key with the request that asks for its certificate. */
interface Target {
  /** As it is told. */
  readonly name: string;
  readonly folder: 'certificates' | 'kubeconfigs';
  readonly paths: readonly [key: string, request: string];
  /** The texts of the two files. */
  readonly texts: (key: KeyObject) => readonly [string, string];
}

/**
 * Make a private key and a certificate request for everything that an authority which is kept elsewhere has to sign: all
 * leaves, those of etcd too, and kubeconfig files that lack nothing but certificates.
 *
 * @throws KubeadmError `file-exists`, before anything is written
 */
export async function generateRequests(requesting: Requesting): Promise<Requests> {
  const { config, host, kubeconfigDir } = requesting;
  const targets = [...certificateTargets(config), ...kubeconfigTargets(config, kubeconfigDir)];
  await refuseExisting(host, targets);
  for (const { paths, texts } of targets) {
    const key = await freshKey(requesting);
    const contents = texts(key);
    const files = paths.map((path, index) => secretFile(path, contents[index] ?? ''));
    await host.change({ kind: 'write-files', files });
  }
  const named = (folder: Target['folder']) => targets.filter((each) => each.folder === folder).map(({ name }) => name);
  return {
    certificatesDir: config.cluster.certificatesDir,
    certificates: named('certificates'),
    kubeconfigDir,
    kubeconfigs: named('kubeconfigs'),
  };
}

/** How many keys it takes. */
export function keysToRequest(config: CertificateConfig): number {
  return certificateTargets(config).length + KUBECONFIGS.length;
}

function certificateTargets(config: CertificateConfig): readonly Target[] {
  return CERTIFICATES.filter(({ kind }) => kind === 'leaf').map((spec) => {
    const { key: path } = certificatePaths(config.cluster.certificatesDir, spec);
    return {
      name: spec.base,
      folder: 'certificates',
      paths: [path, path.replace(/key$/, 'csr')],
      texts: (key) => [privateKeyPem(key), createCertificateRequest(key, spec.subject(config), spec.sans(config))],
    };
  });
}

/** The kubelet's file is for the endpoint of the whole control plane, as the reference makes it here. */
function kubeconfigTargets(config: CertificateConfig, kubeconfigDir: string): readonly Target[] {
  return KUBECONFIGS.map((spec) => {
    const path = kubeconfigPath(kubeconfigDir, spec);
    const subject = spec.subject(config);
    const server = kubeconfigServer(config, spec.name === 'kubelet' ? { ...spec, endpoint: 'control-plane' } : spec);
    const parts = { server, clusterName: config.cluster.clusterName, userName: subject.commonName };
    return {
      name: spec.file,
      folder: 'kubeconfigs',
      paths: [path, `${path}.csr`],
      texts: (key) => [
        kubeconfigYaml(buildRequestKubeconfig({ ...parts, clientKeyPem: privateKeyPem(key) })),
        createCertificateRequest(key, subject),
      ],
    };
  });
}

function secretFile(path: string, content: string): WriteFile {
  const secret = path.endsWith('.csr') ? {} : { secret: true };
  return { kind: 'write-file', path, content, mode: 0o600, parentMode: 0o755, ...secret };
}

async function refuseExisting(view: HostView, targets: readonly Target[]): Promise<void> {
  const paths = targets.flatMap((target) => target.paths);
  const found = await Promise.all(paths.map((path) => view.stat(path)));
  const existing = paths.filter((_, index) => found[index] !== undefined);
  if (existing.length === 0) return;
  const more = existing.length > SHOWN ? ` and ${existing.length - SHOWN} more` : '';
  const list = existing.slice(0, SHOWN).join(', ') + more;
  throw new KubeadmError('file-exists', `nothing was made, because there are files already: ${list}`, {
    hint: 'move them away, or choose other folders with --cert-dir and --kubeconfig-dir',
  });
}
