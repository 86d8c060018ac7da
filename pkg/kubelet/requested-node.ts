import { children, content, dottedIdentifier, fromDer } from '../pki/asn1.ts';

const COMMON_NAME = '2.5.4.3';
const NODE_USER = 'system:node:';

/**
 * The node that a certificate is asked for.
 *
 * @param request - base64 of a PKCS #10 request in PEM form, as a CertificateSigningRequest carries it
 * @returns `undefined` when it is not readable, or not for a node
 */
export function requestedNode(request: string): string | undefined {
  const name = commonName(Buffer.from(request, 'base64').toString('latin1'));
  return name?.startsWith(NODE_USER) === true ? name.slice(NODE_USER.length) : undefined;
}

/** RFC 2986 section 4.1: the subject is the second field of the request's information. */
function commonName(pem: string): string | undefined {
  const [, body = ''] = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]*)-----END/.exec(pem) ?? [];
  try {
    const [information] = children(fromDer(Buffer.from(body, 'base64')));
    const [, subject] = children(information);
    const attributes = children(subject).flatMap(children).map(children);
    const [, value] = attributes.find(([type]) => dottedIdentifier(type) === COMMON_NAME) ?? [];
    return value === undefined ? undefined : content(value).toString('utf8');
  } catch {
    return undefined;
  }
}
