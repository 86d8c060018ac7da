import {
  constants,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { bitLength, greatestCommonDivisor, leastCommonMultiple, modularInverse } from './modular-arithmetic.ts';

/** The public exponent that OpenSSL, Go and FIPS 186-5 (A.1.1: odd, above 2^16) all take. */
const PUBLIC_EXPONENT = 65537n;

/** FIPS 186-5 A.1.3: the two primes differ within their first 100 bits. */
const DISTANCE_BITS = 100;

/**
 * Put an RSA private key together from two primes.
 *
 * The primes must come from a cryptographic source (`createPrimeSource`: OpenSSL's CSPRNG with the two top bits set,
 * and rounds of Miller-Rabin). Everything that FIPS 186-5 A.1 asks of p, q and d is checked here, and the finished
 * key has to sign and verify before it is handed out.
 *
 * @param first - a prime of half the modulus' length
 * @param second - another one
 * @param modulusBits - 2048, 3072 or 4096
 * @returns `undefined` when the pair does not make a good key (about never): take other primes
 */
export function composeRsaKey(first: bigint, second: bigint, modulusBits: number): KeyObject | undefined {
  const [p, q] = first > second ? [first, second] : [second, first];
  if (!primesAreFit(p, q, modulusBits)) return undefined;
  const d = modularInverse(PUBLIC_EXPONENT, leastCommonMultiple(p - 1n, q - 1n));
  const qi = modularInverse(q, p);
  if (d === undefined || qi === undefined || bitLength(d) <= modulusBits / 2) return undefined;
  const key = createPrivateKey({ format: 'jwk', key: toJsonWebKey({ p, q, d, qi }) });
  return signsAndVerifies(key) ? key : undefined;
}

/** FIPS 186-5 A.1.1 and A.1.3, steps 4 and 5; p is the greater one. */
function primesAreFit(p: bigint, q: bigint, modulusBits: number): boolean {
  const half = modulusBits / 2;
  return (
    bitLength(p) === half &&
    bitLength(q) === half &&
    bitLength(p * q) === modulusBits &&
    // (sqrt 2)(2^(half-1)) <= q: both sides squared, because bigint has no roots
    q * q >= 1n << BigInt(modulusBits - 1) &&
    p - q > 1n << BigInt(half - DISTANCE_BITS) &&
    greatestCommonDivisor(p - 1n, PUBLIC_EXPONENT) === 1n &&
    greatestCommonDivisor(q - 1n, PUBLIC_EXPONENT) === 1n
  );
}

/** RFC 7518 section 6.3: numbers as base64url of their big-endian bytes. */
function toJsonWebKey({ p, q, d, qi }: Record<'p' | 'q' | 'd' | 'qi', bigint>): JsonWebKey {
  const numbers = { n: p * q, e: PUBLIC_EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi };
  const encoded = Object.entries(numbers).map(([name, value]) => [name, toBase64Url(value)]);
  return { kty: 'RSA', ...Object.fromEntries(encoded) };
}

function toBase64Url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

/** The pair-wise consistency test of FIPS 140-3: the private half signs, the public half agrees. */
function signsAndVerifies(key: KeyObject): boolean {
  const message = Buffer.from('pair-wise consistency');
  const padding = constants.RSA_PKCS1_PADDING;
  const signature = sign('sha256', message, { key, padding });
  return verify('sha256', message, { key: createPublicKey(key), padding }, signature);
}
