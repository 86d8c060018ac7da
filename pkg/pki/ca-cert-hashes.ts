import { createHash } from 'node:crypto';
import { parseCertificates } from './certificate-pem.ts';

/**
 * The pins by which a joining machine knows the cluster's authority: for each certificate `sha256:` and the hex
 * SHA-256 of its SubjectPublicKeyInfo in DER (RFC 7469 section 2.4).
 *
 * @param pem - one or more certificates
 * @throws KubeadmError `certificate-unreadable`
 */
export function caCertHashes(pem: string, source = 'the CA bundle'): readonly string[] {
  return parseCertificates(pem, source).map((certificate) => {
    const publicKeyInfo = certificate.publicKey.export({ format: 'der', type: 'spki' });
    return `sha256:${createHash('sha256').update(publicKeyInfo).digest('hex')}`;
  });
}
