import { createHash, type KeyObject } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import {
  bitString,
  boolean,
  children,
  content,
  fromDer,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
  toDer,
  type Asn1,
} from './asn1.ts';
import { addressBytes, type SubjectAltNames } from './subject-alt-names.ts';

/** What a leaf is used for in TLS. */
export type Usage = 'server' | 'client';

/** RFC 5280 section 4.2.1.12. */
export const USAGE_IDENTIFIERS: Readonly<Record<Usage, string>> = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
};

/** Bits of RFC 5280 section 4.2.1.3 as DER wants them: without zero bits at the end. */
const LEAF_KEY_USAGE = bitString(Buffer.from([0xa0]), 5); // digitalSignature, keyEncipherment
const AUTHORITY_KEY_USAGE = bitString(Buffer.from([0xa4]), 2); // the same and keyCertSign

const CRITICAL = true;

export const EXTENDED_KEY_USAGE = '2.5.29.37';
export const SUBJECT_ALT_NAME = '2.5.29.17';

/** Extensions of an authority, in the order in which Go's crypto/x509 writes them. */
export function authorityExtensions(publicKey: KeyObject, sans: SubjectAltNames): Asn1 {
  return sequence(
    extension('2.5.29.15', AUTHORITY_KEY_USAGE, CRITICAL),
    extension('2.5.29.19', sequence(boolean(true)), CRITICAL),
    extension('2.5.29.14', octetString(subjectKeyId(publicKey))),
    ...altNames(sans),
  );
}

/** What a leaf says beyond its subject. */
export interface LeafNature {
  /** The value of the extended key usage; absent where it is good for anything. */
  readonly usages: Asn1 | undefined;
  /** The value of the subject alternative names. */
  readonly names: Asn1 | undefined;
}

/** What a leaf of one of the known kinds says. */
export function leafNature(usages: readonly Usage[], sans: SubjectAltNames): LeafNature {
  const identifiers = usages.map((usage) => objectIdentifier(USAGE_IDENTIFIERS[usage]));
  return {
    usages: identifiers.length === 0 ? undefined : sequence(...identifiers),
    names: sans.dns.length + sans.ips.length === 0 ? undefined : generalNames(sans),
  };
}

/** Extensions of a leaf, in the same order. An issuer without a subject key id leaves the authority key id out. */
export function leafExtensions({ usages, names }: LeafNature, issuerKeyId: Uint8Array | undefined): Asn1 {
  return sequence(
    extension('2.5.29.15', LEAF_KEY_USAGE, CRITICAL),
    ...(usages === undefined ? [] : [extension(EXTENDED_KEY_USAGE, usages)]),
    extension('2.5.29.19', sequence(), CRITICAL),
    ...(issuerKeyId === undefined ? [] : [extension('2.5.29.35', sequence(implicit(0, issuerKeyId)))]),
    ...(names === undefined ? [] : [extension(SUBJECT_ALT_NAME, names)]),
  );
}

/** RFC 7093 section 2, method 1: the leftmost 160 bits of the SHA-256 of the public key's bit string. */
export function subjectKeyId(publicKey: KeyObject): Buffer {
  const [, bits] = children(fromDer(publicKey.export({ format: 'der', type: 'spki' })));
  const withoutUnusedBits = content(bits).subarray(1);
  return createHash('sha256').update(withoutUnusedBits).digest().subarray(0, 20);
}

/** The names of a certificate request and of a certificate: DNS names first, then addresses. */
export function generalNames({ dns, ips }: SubjectAltNames): Asn1 {
  return sequence(
    ...dns.map((name) => implicit(2, Buffer.from(ascii(name), 'latin1'))),
    ...ips.map((address) => implicit(7, addressBytes(address))),
  );
}

export function extension(identifier: string, value: Asn1, critical = false): Asn1 {
  const flag = critical ? [boolean(true)] : [];
  return sequence(objectIdentifier(identifier), ...flag, octetString(toDer(value)));
}

function altNames(sans: SubjectAltNames): readonly Asn1[] {
  return sans.dns.length + sans.ips.length === 0 ? [] : [extension(SUBJECT_ALT_NAME, generalNames(sans))];
}

/** A dNSName is an IA5String (RFC 5280 section 4.2.1.6). */
function ascii(name: string): string {
  if (/^[\x00-\x7f]*$/.test(name)) return name;
  const form = domainToASCII(name);
  throw new KubeadmError(
    'subject-alt-name-not-ascii',
    `the name "${name}" cannot stand in a certificate: it has characters beyond ASCII`,
    {
      hint: `write international names in their xn-- form${form === '' ? '' : `: ${form}`}`,
    },
  );
}
