import { randomBytes } from 'node:crypto';

/** `id.secret`, as the API server's bootstrap authenticator takes it. */
const FORM = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 6;
const SECRET_LENGTH = 16;
/** The largest multiple of the alphabet's size that fits a byte: bytes from here on would favour the first letters. */
const UNBIASED = 256 - (256 % ALPHABET.length);

/** The two halves of a bootstrap token. The id may be shown; the secret may not. */
export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/**
 * Take a bootstrap token apart.
 *
 * @param text - `id.secret`
 * @returns `undefined` when it has another form
 */
export function parseToken(text: string): TokenParts | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined || text.length !== ID_LENGTH + 1 + SECRET_LENGTH
    ? undefined
    : { id, secret };
}

/** Whether a text is a bootstrap token. */
export function isToken(text: string): boolean {
  // `$` alone would take a line feed at the end
  return text.length === ID_LENGTH + 1 + SECRET_LENGTH && FORM.test(text);
}

/** A fresh bootstrap token from the system's random source, every letter equally likely. */
export function generateToken(): string {
  const letters = randomLetters(ID_LENGTH + SECRET_LENGTH);
  return `${letters.slice(0, ID_LENGTH)}.${letters.slice(ID_LENGTH)}`;
}

/** A fresh certificate key: 32 random bytes as 64 hex digits (an AES-256 key). */
export function generateCertificateKey(): string {
  return randomBytes(32).toString('hex');
}

function randomLetters(count: number): string {
  let letters = '';
  while (letters.length < count) {
    for (const byte of randomBytes(count * 2)) {
      if (byte < UNBIASED && letters.length < count) letters += ALPHABET[byte % ALPHABET.length];
    }
  }
  return letters;
}
