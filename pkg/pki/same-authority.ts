import { parseCertificates } from './certificate-pem.ts';

/** How the authorities of a file stand to those that are expected. */
export type AuthorityMatch = 'same' | 'some' | 'none';

/**
 * Whether a file trusts the authorities of a cluster. It may hold more; while an authority is being replaced, it may
 * also hold only some of them.
 *
 * @param pem - content of the file
 * @param source - the file, for the error
 * @param expected - the cluster's authorities in PEM form
 * @throws KubeadmError `certificate-unreadable`
 */
export function matchAuthorities(pem: string, source: string, expected: string): AuthorityMatch {
  const there = new Set(parseCertificates(pem, source).map(({ fingerprint256 }) => fingerprint256));
  const wanted = parseCertificates(expected, 'of the discovered cluster').map(({ fingerprint256 }) => fingerprint256);
  const found = wanted.filter((fingerprint) => there.has(fingerprint)).length;
  return found === 0 ? 'none' : found === wanted.length ? 'same' : 'some';
}
