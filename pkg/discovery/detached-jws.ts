import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TokenParts } from '../token/bootstrap-token.ts';

/**
 * The detached JWS (RFC 7515 appendix F) of a text under a bootstrap token, as the controller manager's bootstrap
 * signer writes it: HMAC-SHA256, a compact header with the keys `alg` and `kid` in that order, base64url without
 * padding, and nothing between the two full stops.
 */
export function detachedJws(content: string, { id, secret }: TokenParts): string {
  const header = base64url(JSON.stringify({ alg: 'HS256', kid: id }));
  const mac = createHmac('sha256', secret)
    .update(`${header}.${base64url(content)}`)
    .digest('base64url');
  return `${header}..${mac}`;
}

/**
 * Whether a signature is the one that the token gives the text. Any other form of the same header counts as wrong, and
 * how much of the signature fits does not show in the time that this takes.
 */
export function isSignedBy(signature: string, content: string, token: TokenParts): boolean {
  const expected = Buffer.from(detachedJws(content, token));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
