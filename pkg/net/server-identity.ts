import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { X509Certificate } from 'node:crypto';

/**
 * Whether a server's certificate is for the host that was called. For addresses OpenSSL is asked: some releases of
 * Node (22.23 among them) compare IPv6 addresses as text, and `::1` is not the text that a certificate shows.
 *
 * @returns what TLS expects of `checkServerIdentity`: an error, or `undefined`
 */
export function verifyServerIdentity(host: string, certificate: PeerCertificate): Error | undefined {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) === 6 && new X509Certificate(certificate.raw).checkIP(address) !== undefined) return undefined;
  return checkServerIdentity(address, certificate);
}
