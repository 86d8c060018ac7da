import { X509Certificate } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** A certificate in PEM form, with a line break at the end. */
export function certificatePem(certificate: X509Certificate): string {
  return certificate.toString();
}

/**
 * All certificates of a PEM text, in order. Blocks of other kinds are passed over.
 *
 * @param pem - content of the file
 * @param source - the file, for the error
 * @throws KubeadmError `certificate-unreadable` when one of them is broken, or when there is none
 */
export function parseCertificates(pem: string, source: string): readonly [X509Certificate, ...X509Certificate[]] {
  const blocks = [...pem.matchAll(CERTIFICATE)].map(([block]) => block);
  const [first, ...rest] = blocks.map((block, index) => parseCertificate(block, source, index + 1));
  if (first !== undefined) return [first, ...rest];
  throw unreadable(source, pem.trim() === '' ? 'it is empty' : 'there is no certificate in PEM form in it');
}

function parseCertificate(block: string, source: string, position: number): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw unreadable(source, `its PEM block number ${position} does not hold a valid certificate`);
  }
}

function unreadable(source: string, reason: string): KubeadmError {
  return new KubeadmError('certificate-unreadable', `the certificate ${source} cannot be used: ${reason}`, {
    hint: `put the right certificate (PEM) into ${source}, or remove it and its private key to have both made again`,
  });
}
