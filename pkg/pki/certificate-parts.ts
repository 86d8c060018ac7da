import type { X509Certificate } from 'node:crypto';
import { EXTENDED_KEY_USAGE, SUBJECT_ALT_NAME, type LeafNature } from './certificate-extensions.ts';
import { children, content, dottedIdentifier, fromDer, isContext, type Asn1 } from './asn1.ts';

const SUBJECT_KEY_ID = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const BASIC_CONSTRAINTS = '2.5.29.19';

/** Position of the subject behind the version: serial, signature, issuer, validity, subject. */
const SUBJECT_POSITION = 4;

/** What a leaf takes over from its issuer: the name, byte for byte, and the key id. */
export function issuerParts(certificate: X509Certificate): {
  readonly subject: Asn1;
  readonly keyId: Buffer | undefined;
} {
  const fields = tbsFields(certificate);
  const keyId = extensionValue(fields, SUBJECT_KEY_ID);
  return { subject: subjectOf(fields), keyId: keyId === undefined ? undefined : content(keyId) };
}

/** What the successor of a leaf takes over from it: its subject, usages and names, byte for byte. */
export function leafParts(certificate: X509Certificate): LeafNature & { readonly subject: Asn1 } {
  const fields = tbsFields(certificate);
  return {
    subject: subjectOf(fields),
    usages: extensionValue(fields, EXTENDED_KEY_USAGE),
    names: extensionValue(fields, SUBJECT_ALT_NAME),
  };
}

function subjectOf(fields: readonly Asn1[]): Asn1 {
  const subject = fields[isContext(fields[0], 0) ? SUBJECT_POSITION + 1 : SUBJECT_POSITION];
  if (subject === undefined) throw new Error('a certificate without a subject field');
  return subject;
}

/** The DNS names (as they stand) and IP addresses (as bytes) of a certificate's subject alternative names. */
export function altNameParts(certificate: X509Certificate): {
  readonly dns: readonly string[];
  readonly ips: readonly Buffer[];
} {
  const names = children(extensionValue(tbsFields(certificate), SUBJECT_ALT_NAME));
  return {
    dns: names.filter((name) => isContext(name, 2)).map((name) => content(name).toString('latin1')),
    ips: names.filter((name) => isContext(name, 7)).map(content),
  };
}

/** What a certificate says about its use; `undefined` where it says nothing. */
export interface UsageParts {
  /** Names of RFC 5280 section 4.2.1.3, in its order. */
  readonly keyUsages: readonly string[] | undefined;
  /** Dotted identifiers of section 4.2.1.12. */
  readonly extended: readonly string[] | undefined;
  /** The CA flag of the basic constraints, which is false where they are missing. */
  readonly authority: boolean;
}

/** The extensions about what a certificate may be used for. */
export function usageParts(certificate: X509Certificate): UsageParts {
  const fields = tbsFields(certificate);
  const bits = extensionValue(fields, KEY_USAGE);
  const extended = extensionValue(fields, EXTENDED_KEY_USAGE);
  const [flag] = children(extensionValue(fields, BASIC_CONSTRAINTS));
  return {
    keyUsages: bits === undefined ? undefined : keyUsageNames(content(bits)),
    extended: extended === undefined ? undefined : children(extended).map(dottedIdentifier),
    authority: content(flag).equals(Buffer.from([0xff])),
  };
}

/** The bits of the extension from the first on, in the words of OpenSSL. */
const KEY_USAGES = [
  'digital signature',
  'non repudiation',
  'key encipherment',
  'data encipherment',
  'key agreement',
  'certificate sign',
  'CRL sign',
  'encipher only',
  'decipher only',
];

/** @param bitString - the number of unused bits, then the bits */
function keyUsageNames(bitString: Buffer): readonly string[] {
  const bits = bitString.subarray(1);
  return KEY_USAGES.filter((_, index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0);
}

function tbsFields(certificate: X509Certificate): readonly Asn1[] {
  return children(children(fromDer(certificate.raw))[0]);
}

function extensionValue(fields: readonly Asn1[], identifier: string): Asn1 | undefined {
  const wrapper = fields.find((field) => isContext(field, 3));
  const found = children(children(wrapper)[0]).find((each) => dottedIdentifier(children(each)[0]) === identifier);
  return found === undefined ? undefined : fromDer(content(children(found).at(-1)));
}
