import { isProbablePrime, randomBits } from './miller-rabin.ts';
import { bitLength } from './modular-arithmetic.ts';

/**
 * Odd numbers behind a start that are searched before another start is drawn: one of 355 is prime at 1024 bits, so that
 * 3 of 1000 windows have none.
 */
const WINDOW = 2048;

/** Multiples of the primes up to here are crossed out before the long test, which leaves 38 candidates of those 355. */
const SMALL_LIMIT = 1 << 15;

/** Several small primes are tried with one long division: their product still fits into a number without loss. */
interface SmallPrimes {
  readonly product: bigint;
  readonly primes: readonly number[];
}

/**
 * A prime for an RSA key: a start is drawn from OpenSSL's CSPRNG, and the first prime behind it is taken (Brandt and
 * Damgard, "On generation of probable primes by incremental search"; Java's BigInteger.probablePrime does the same).
 * The two top bits are set, so that the product of two such primes has twice their length, and each is above
 * 2^(bits - 1/2).
 *
 * OpenSSL's own search (`crypto.generatePrime`) tests what it has found 64 times, which takes four fifths of its time
 * and is for numbers that somebody else chose. It can be told neither to do less nor to run beside it; so this runs on
 * the calling thread.
 *
 * @param bits - of the prime; at least 476
 * @param pause - awaited between two candidates, so that others have their turn
 */
export async function findPrime(bits: number, pause: () => Promise<void>): Promise<bigint> {
  const small = smallPrimes();
  const forced = (3n << BigInt(bits - 2)) | 1n;
  for (;;) {
    const start = randomBits(bits) | forced;
    const composite = compositesBehind(start, small);
    for (let index = composite.indexOf(0); index !== -1; index = composite.indexOf(0, index + 1)) {
      const candidate = start + 2n * BigInt(index);
      if (bitLength(candidate) > bits) break;
      if (isProbablePrime(candidate)) return candidate;
      await pause();
    }
  }
}

/** Which of the odd numbers from a start on have a small divisor: 1 in their places. */
function compositesBehind(start: bigint, small: readonly SmallPrimes[]): Uint8Array {
  const composite = new Uint8Array(WINDOW);
  for (const { product, primes } of small) {
    const rest = Number(start % product);
    for (const prime of primes) {
      // start + 2 * index is a multiple: index is -start / 2, and (prime + 1) / 2 is the inverse of 2
      const first = (((prime - (rest % prime)) % prime) * ((prime + 1) / 2)) % prime;
      for (let index = first; index < WINDOW; index += prime) composite[index] = 1;
    }
  }
  return composite;
}

/** The odd primes below the limit (Eratosthenes), in groups. */
function smallPrimes(): readonly SmallPrimes[] {
  const composite = new Uint8Array(SMALL_LIMIT);
  const groups: SmallPrimes[] = [];
  let primes: number[] = [];
  let product = 1;
  for (let number = 3; number < SMALL_LIMIT; number += 2) {
    if (composite[number] === 1) continue;
    for (let multiple = number * number; multiple < SMALL_LIMIT; multiple += 2 * number) composite[multiple] = 1;
    if (product * number > Number.MAX_SAFE_INTEGER) {
      groups.push({ product: BigInt(product), primes });
      [primes, product] = [[], 1];
    }
    primes.push(number);
    product *= number;
  }
  groups.push({ product: BigInt(product), primes });
  return groups;
}
