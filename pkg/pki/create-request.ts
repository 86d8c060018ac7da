import { createPublicKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge/lib/asn1.js';
import { bitString, fromDer, integer, objectIdentifier, sequence, setOf, toDer, type Asn1 } from './asn1.ts';
import { extension, generalNames, SUBJECT_ALT_NAME } from './certificate-extensions.ts';
import { signatureScheme, signWith } from './certificate-signature.ts';
import { distinguishedName, type Subject } from './distinguished-name.ts';
import { NO_ALT_NAMES, type SubjectAltNames } from './subject-alt-names.ts';

/** RFC 2985 section 5.4.2. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const LINE = /.{1,64}/g;

/**
 * A PKCS #10 request (RFC 2986) in PEM form: a subject, a key, and names where there are any. What the certificate is
 * for is left to whoever signs it, as in the reference.
 *
 * @param key - the private key; it signs the request
 */
export function createCertificateRequest(
  key: KeyObject,
  subject: Subject,
  sans: SubjectAltNames = NO_ALT_NAMES,
): string {
  const scheme = signatureScheme(key);
  const information = sequence(
    integer(Buffer.from([0])),
    distinguishedName(subject),
    fromDer(createPublicKey(key).export({ format: 'der', type: 'spki' })),
    attributes(sans),
  );
  const signature = signWith(scheme, key, toDer(information));
  const body = toDer(sequence(information, scheme.identifier, bitString(signature))).toString('base64');
  const lines = body.match(LINE)?.join('\n') ?? '';
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`;
}

/** `[0] IMPLICIT SET OF Attribute`, empty where nothing is asked for. */
function attributes(sans: SubjectAltNames): Asn1 {
  const names = sans.dns.length + sans.ips.length === 0 ? [] : [extension(SUBJECT_ALT_NAME, generalNames(sans))];
  const requests = names.length === 0 ? [] : [sequence(objectIdentifier(EXTENSION_REQUEST), setOf(sequence(...names)))];
  return forge.create(forge.Class.CONTEXT_SPECIFIC, 0, true, requests);
}
