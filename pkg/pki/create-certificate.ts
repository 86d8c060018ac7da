import { X509Certificate, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { bitString, explicit, fromDer, integer, sequence, text, toDer, type Asn1 } from './asn1.ts';
import { oneLine } from './certificate-chain.ts';
import {
  authorityExtensions,
  generalNames,
  leafExtensions,
  leafNature,
  type LeafNature,
  type Usage,
} from './certificate-extensions.ts';
import { issuerParts, leafParts } from './certificate-parts.ts';
import { signWith, signatureScheme } from './certificate-signature.ts';
import { distinguishedName, type Subject } from './distinguished-name.ts';
import type { SubjectAltNames } from './subject-alt-names.ts';

/** What a certificate says, apart from who signs it. */
export interface CertificateContent {
  readonly subject: Subject;
  readonly sans: SubjectAltNames;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A certificate that signs others, and its key. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** The largest serial number, exclusive: it fits a signed 64-bit integer. */
const SERIAL_LIMIT = 2n ** 63n - 1n;

/**
 * A self-signed authority.
 *
 * @param key - its private key, RSA or ECDSA
 */
export function createAuthorityCertificate(key: KeyObject, contents: CertificateContent): X509Certificate {
  const publicKey = createPublicKey(key);
  const name = distinguishedName(contents.subject);
  const { sans, notBefore, notAfter } = contents;
  const extensions = authorityExtensions(publicKey, sans);
  return signed({ subject: name, issuer: name, publicKey, notBefore, notAfter, extensions }, key);
}

/**
 * A leaf signed by an authority.
 *
 * @param publicKey - the leaf's key, either half
 * @throws KubeadmError `not-a-certificate-authority` when the signer must not sign certificates
 */
export function createLeafCertificate(
  publicKey: KeyObject,
  contents: CertificateContent & { readonly usages: readonly Usage[] },
  authority: Authority,
): X509Certificate {
  const { subject, usages, sans, ...period } = contents;
  return leaf(
    { publicKey, subject: distinguishedName(subject), ...leafNature(usages, sans), ...period },
    authority,
    subject.commonName,
  );
}

/**
 * The successor of a leaf: the same subject, usages and names, with another key and another time.
 *
 * @param publicKey - its key, either half
 * @param contents - its time, and its names where they are to be others
 * @throws KubeadmError `not-a-certificate-authority`
 */
export function createSuccessor(
  old: X509Certificate,
  publicKey: KeyObject,
  { sans, ...period }: Pick<CertificateContent, 'notBefore' | 'notAfter'> & Partial<Pick<CertificateContent, 'sans'>>,
  authority: Authority,
): X509Certificate {
  const names = sans === undefined ? {} : { names: generalNames(sans) };
  return leaf({ publicKey, ...leafParts(old), ...names, ...period }, authority, oneLine(old.subject));
}

type Leaf = Omit<ToBeSigned, 'issuer' | 'extensions'> & LeafNature;

/** @param name - whom it speaks for, in messages */
function leaf({ publicKey, ...contents }: Leaf, authority: Authority, name: string): X509Certificate {
  if (!authority.certificate.ca) {
    throw new KubeadmError(
      'not-a-certificate-authority',
      `"${authority.certificate.subject}" is not a certificate authority, so it cannot sign "${name}"`,
      {
        hint: 'put a certificate with the basic constraint CA:TRUE and the key usage "certificate sign" in its place, with its key',
      },
    );
  }
  const { subject: issuer, keyId } = issuerParts(authority.certificate);
  const half = publicKey.type === 'private' ? createPublicKey(publicKey) : publicKey;
  return signed({ ...contents, publicKey: half, issuer, extensions: leafExtensions(contents, keyId) }, authority.key);
}

interface ToBeSigned extends Pick<CertificateContent, 'notBefore' | 'notAfter'> {
  readonly subject: Asn1;
  readonly publicKey: KeyObject;
  readonly issuer: Asn1;
  readonly extensions: Asn1;
}

/** RFC 5280 section 4.1. */
function signed(contents: ToBeSigned, signer: KeyObject): X509Certificate {
  const scheme = signatureScheme(signer);
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))), // version 3
    integer(serialNumber()),
    scheme.identifier,
    contents.issuer,
    sequence(time(contents.notBefore), time(contents.notAfter)),
    contents.subject,
    fromDer(contents.publicKey.export({ format: 'der', type: 'spki' })),
    explicit(3, contents.extensions),
  );
  const signature = signWith(scheme, signer, toDer(toBeSigned));
  return new X509Certificate(toDer(sequence(toBeSigned, scheme.identifier, bitString(signature))));
}

/** Uniform in [1, 2^63 - 1). */
function serialNumber(): Buffer {
  for (;;) {
    const bytes = randomBytes(8);
    bytes[0] = (bytes[0] ?? 0) & 0x7f;
    const number = bytes.readBigUInt64BE();
    if (number >= 1n && number < SERIAL_LIMIT) return bytes;
  }
}

/** RFC 5280 section 4.1.2.5: two-digit years until 2049, four digits from 2050. */
function time(date: Date): Asn1 {
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 0 || year > 9999) {
    throw new KubeadmError(
      'certificate-date-out-of-range',
      'a certificate cannot be valid until a date beyond the year 9999',
      {
        hint: 'shorten certificateValidityPeriod or caCertificateValidityPeriod in the configuration',
      },
    );
  }
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return year >= 1950 && year < 2050 ? text('UTCTIME', digits.slice(2)) : text('GENERALIZEDTIME', digits);
}
