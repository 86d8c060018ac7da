import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { children, content, dottedIdentifier, fromDer, toDer, type Asn1 } from '../../../pkg/pki/asn1.ts';

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
