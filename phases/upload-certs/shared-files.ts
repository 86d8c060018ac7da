import type { ClusterConfiguration } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { certificateCopies, type CertificateCopy } from '../../pkg/kube/certificate-copies.ts';

/** A shared file with its bytes; none where the cluster does without the file. */
export interface SharedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Keys of authorities that somebody else may keep: without them there is nothing worth sharing. */
const AUTHORITY_KEYS: ReadonlySet<string> = new Set(['ca.key', 'front-proxy-ca.key']);
/** Init works without this file where all etcd certificates are there. */
const DISPENSABLE: ReadonlySet<string> = new Set(['etcd-ca.key']);

/**
 * The files that control-plane machines share.
 *
 * @param warn - told about a file that is missing but not needed
 * @throws KubeadmError `certificate-authority-external` where an authority's key is kept elsewhere,
 * `certificate-missing` for any other missing file
 */
export async function readSharedFiles(
  host: HostView,
  cluster: ClusterConfiguration,
  warn: (message: string) => void,
): Promise<readonly SharedFile[]> {
  const copies = certificateCopies(cluster);
  const contents = await Promise.all(copies.map(({ path }) => (path === '' ? undefined : host.readBytes(path))));
  return copies.map((copy, index) => ({ name: copy.name, bytes: contents[index] ?? withoutFile(copy, warn) }));
}

function withoutFile({ name, path }: CertificateCopy, warn: (message: string) => void): Uint8Array {
  if (AUTHORITY_KEYS.has(name)) {
    throw new KubeadmError(
      'certificate-authority-external',
      `certificates cannot be uploaded: there is no ${path}, so the authority is an external one`,
      {
        hint: 'run without --upload-certs and copy the certificates to the other control-plane machines yourself',
      },
    );
  }
  if (path !== '' && !DISPENSABLE.has(name)) {
    throw new KubeadmError('certificate-missing', `certificates cannot be uploaded: there is no ${path}`, {
      hint: 'make the missing files with: kubeadm-ts init phase certs all',
    });
  }
  if (path !== '')
    warn(`there is no ${path}: machines that join the control plane will need their etcd certificates from you`);
  return new Uint8Array();
}
