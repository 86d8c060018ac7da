import type { X509Certificate } from 'node:crypto';
import type { FileView } from '../host/host.ts';
import { parseCertificates } from './certificate-pem.ts';

/** The first certificate of a file, and the intermediates behind it. */
export type CertificateChain = readonly [X509Certificate, ...X509Certificate[]];

/** @throws KubeadmError `certificate-unreadable` */
export async function loadCertificates(
  view: Pick<FileView, 'readFile'>,
  path: string,
): Promise<CertificateChain | undefined> {
  const pem = await view.readFile(path);
  return pem === undefined ? undefined : parseCertificates(pem, path);
}
