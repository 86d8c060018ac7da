import type { X509Certificate } from 'node:crypto';
import { addressOf } from '../net/address.ts';
import { altNameParts } from './certificate-parts.ts';
import { addressBytes, type SubjectAltNames } from './subject-alt-names.ts';

/** A message stays readable with a certificate of a thousand names. */
const MOST_SHOWN = 12;

/** Names and addresses that are wanted of a certificate and not in it. A wildcard covers one label. */
export function missingNames(certificate: X509Certificate, wanted: SubjectAltNames): readonly string[] {
  const there = altNameParts(certificate);
  const names = new Set(there.dns.map((name) => name.toLowerCase()));
  const addresses = new Set(there.ips.map((bytes) => bytes.toString('hex')));
  const covered = (name: string): boolean => names.has(name) || names.has(name.replace(/^[^.]+/, '*'));
  return [
    ...wanted.dns.filter((name) => !covered(name.toLowerCase())),
    ...wanted.ips.filter((address) => !addresses.has(addressBytes(address).toString('hex'))),
  ];
}

/** The names and addresses of a certificate, in its order: DNS names first. */
export function presentNames(certificate: X509Certificate): SubjectAltNames {
  const { dns, ips } = altNameParts(certificate);
  return { dns, ips: ips.map(addressText) };
}

/** RFC 5280 section 4.2.1.6: 4 bytes or 16. */
function addressText(bytes: Buffer): string {
  return addressOf(bytes.length === 4 ? 4 : 6, BigInt(`0x${bytes.toString('hex')}`)).text;
}

/** `a, b and 990 more`, or `nothing`. */
export function shownNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const rest = names.length - MOST_SHOWN;
  // the last one is shown rather than counted
  if (rest <= 1) return names.join(', ');
  return `${names.slice(0, MOST_SHOWN).join(', ')} and ${rest} more`;
}

/** What a certificate lacks and what it has, to be read behind its path. */
export function namesProblem(certificate: X509Certificate, missing: readonly string[]): string {
  const { dns, ips } = presentNames(certificate);
  return `is not good for ${shownNames(missing)}; it is good for ${shownNames([...dns, ...ips])}`;
}
