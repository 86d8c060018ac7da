import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  bitString,
  children,
  content,
  dottedIdentifier,
  fromDer,
  integer,
  sequence,
  toDer,
  type Asn1,
} from '../../../pkg/pki/asn1.ts';
import { signWith, signatureScheme } from '../../../pkg/pki/certificate-signature.ts';
import { distinguishedName, type Subject } from '../../../pkg/pki/distinguished-name.ts';
import forge from 'node-forge/lib/asn1.js';

/** What a PKCS #10 request asks for. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly publicKey: KeyObject;
  /** Whether it asks for anything else, such as alternative names. */
  readonly hasAttributes: boolean;
}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const PEM = /^-----BEGIN CERTIFICATE REQUEST-----([^-]*)-----END CERTIFICATE REQUEST-----\s*$/;

/** A PKCS #10 request (RFC 2986) in PEM form, as a kubelet makes one: a subject, a key, no attributes. */
export function createCertificateRequest(key: KeyObject, subject: Subject): string {
  const scheme = signatureScheme(key);
  const information = sequence(
    integer(Buffer.from([0])),
    distinguishedName(subject),
    fromDer(createPublicKey(key).export({ format: 'der', type: 'spki' })),
    forge.create(forge.Class.CONTEXT_SPECIFIC, 0, true, []),
  );
  const signature = signWith(scheme, key, toDer(information));
  const body = toDer(sequence(information, scheme.identifier, bitString(signature))).toString('base64');
  const lines = body.match(/.{1,64}/g)?.join('\n') ?? '';
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`;
}

/** Read a request and check that whoever made it holds the key. @throws Error */
export function readCertificateRequest(pem: string): CertificateRequest {
  const [, body] = PEM.exec(pem) ?? [];
  if (body === undefined) throw new Error('PEM block type must be CERTIFICATE REQUEST');
  const [information, , signature] = children(fromDer(Buffer.from(body, 'base64')));
  const [, subject, key, attributes] = children(information);
  if (information === undefined || key === undefined) throw new Error('it is no PKCS #10 request');
  const publicKey = createPublicKey({ key: toDer(key), format: 'der', type: 'spki' });
  // the first byte of a BIT STRING counts unused bits
  if (!verify('sha256', toDer(information), publicKey, content(signature).subarray(1)))
    throw new Error('its signature does not fit its key');
  return {
    commonName: values(subject, COMMON_NAME)[0] ?? '',
    organizations: values(subject, ORGANIZATION),
    publicKey,
    hasAttributes: children(attributes).length > 0,
  };
}

function values(subject: Asn1 | undefined, type: string): readonly string[] {
  return children(subject)
    .flatMap(children)
    .map(children)
    .filter(([identifier]) => dottedIdentifier(identifier) === type)
    .map(([, value]) => content(value).toString('utf8'));
}
