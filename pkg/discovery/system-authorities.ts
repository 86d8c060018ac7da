import type { HostView } from '../host/host.ts';

/** Where distributions keep the authorities that the whole system trusts: the places where Go programs look. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The authorities that this system trusts, in PEM form: `SSL_CERT_FILE`, or the distribution's bundle. Node has a list
 * of its own, which does not know what an administrator added.
 *
 * @returns `undefined` where there is none: then Node's list counts
 */
export async function systemAuthorities(host: Pick<HostView, 'env' | 'readFile'>): Promise<string | undefined> {
  const named = host.env['SSL_CERT_FILE'];
  const places = named === undefined || named === '' ? BUNDLES : [named];
  for (const place of places) {
    const bundle = await host.readFile(place).catch(() => undefined);
    if (bundle !== undefined && bundle.includes('-----BEGIN CERTIFICATE-----')) return bundle;
  }
  return undefined;
}
