import { kubeadmCertsSecret } from '../../manifests/cluster/secrets.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { kubeadmCertsRbac } from '../../manifests/rbac/cluster-rbac.ts';
import type { ClusterConfiguration } from '../../pkg/config/types.ts';
import type { Host } from '../../pkg/host/host.ts';
import { encryptCopy, parseCertificateKey } from '../../pkg/kube/certificate-copies.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import { isUploaded } from './current-upload.ts';
import { createOwner } from './owner-token.ts';
import { readSharedFiles, type SharedFile } from './shared-files.ts';

/** What to upload, and under which key. */
export interface Upload {
  readonly cluster: ClusterConfiguration;
  /** 64 hex digits. */
  readonly certificateKey: string;
  /** Told about a file that is missing but not needed. */
  readonly warn: (message: string) => void;
}

/**
 * Store the files that control-plane machines share in the cluster, encrypted, for two hours, and let joining machines
 * read them.
 *
 * @returns `kept` where the cluster already holds these very files under this key, for long enough; `changed` otherwise
 * @throws KubeadmError `certificate-key-invalid`, `certificate-authority-external`, `certificate-missing`
 */
export async function uploadCertificates(
  host: Host,
  { cluster, certificateKey, warn }: Upload,
): Promise<'changed' | 'kept'> {
  const key = parseCertificateKey(certificateKey);
  const files = await readSharedFiles(host, cluster, warn);
  const uploaded = await isUploaded(host, files, key);
  const secrets = uploaded ? [] : [await sealedFiles(host, files, key)];
  return allKept(await ensureObjects(host, [...secrets, ...kubeadmCertsRbac()])) ? 'kept' : 'changed';
}

/** A file that the cluster does without has an empty value, because who joins expects every name. */
async function sealedFiles(host: Host, files: readonly SharedFile[], key: Uint8Array): Promise<Manifest> {
  const sealed = files.map(({ name, bytes }) => [name, bytes.length === 0 ? bytes : encryptCopy(bytes, key)] as const);
  return kubeadmCertsSecret(Object.fromEntries(sealed), await createOwner(host));
}
