import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { bitLength } from './modular-arithmetic.ts';

/**
 * Rounds for a candidate of at least 476 bits that was drawn at random (never for one that somebody chose): after five,
 * it is composite with a probability below 2^-112 at 1024 bits, and far below at more (Damgard, Landrock, Pomerance;
 * FIPS 186-5, table B.1). Go's and BoringSSL's key generation take five as well, or four where the candidate is longer.
 */
const ROUNDS = 5;

/** Below this the number of rounds would not be enough. */
const LEAST_BITS = 476;

/**
 * Whether a number that was drawn at random is prime: the Miller-Rabin test of FIPS 186-5, B.3.1, each round with a
 * base of its own from OpenSSL's CSPRNG.
 *
 * A composite one is nearly always found out by the first round.
 *
 * @param candidate - odd, at least 476 bits, from a cryptographic source
 * @throws RangeError for a shorter or an even one
 */
export function isProbablePrime(candidate: bigint): boolean {
  const bits = bitLength(candidate);
  if (bits < LEAST_BITS || candidate % 2n === 0n) throw new RangeError('the candidate is even, or too short');
  const twos = trailingZeros(candidate - 1n);
  const power = modularPower((candidate - 1n) >> BigInt(twos), candidate);
  for (let round = 0; round < ROUNDS; round += 1)
    if (!passes(power(randomBase(candidate, bits)), twos, candidate)) return false;
  return true;
}

/** Steps 4.4 to 4.7: `z` is the base to the power of the odd part of `candidate - 1`. */
function passes(z: bigint, twos: number, candidate: bigint): boolean {
  if (z === 1n || z === candidate - 1n) return true;
  for (let squared = 1; squared < twos; squared += 1) {
    z = (z * z) % candidate;
    if (z === candidate - 1n) return true;
    if (z === 1n) return false;
  }
  return false;
}

/** Steps 4.1 and 4.2: from 2 to `candidate - 2`. */
function randomBase(candidate: bigint, bits: number): bigint {
  for (;;) {
    const base = randomBits(bits);
    if (base > 1n && base < candidate - 1n) return base;
  }
}

function trailingZeros(value: bigint): number {
  let zeros = 0;
  while ((value & 1n) === 0n) {
    value >>= 1n;
    zeros += 1;
  }
  return zeros;
}

/** A number of at most so many bits, from OpenSSL's CSPRNG. */
export function randomBits(bits: number): bigint {
  const bytes = Math.ceil(bits / 8);
  return fromBytes(randomBytes(bytes)) >> BigInt(bytes * 8 - bits);
}

/**
 * Raise numbers to a power modulo an odd number.
 *
 * OpenSSL does the work: encrypting without padding is just that (RFC 8017, 5.1.1), whatever the numbers are. With
 * `bigint` alone it takes ten times as long.
 */
function modularPower(exponent: bigint, modulus: bigint): (base: bigint) => bigint {
  const n = toBytes(modulus);
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', n: n.toString('base64url'), e: toBytes(exponent).toString('base64url') },
  });
  return (base) => fromBytes(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, toBytes(base, n.length)));
}

function toBytes(value: bigint, length = Math.ceil(bitLength(value) / 8)): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

function fromBytes(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
