import { isProbablePrime, randomBits } from './miller-rabin.ts';

/**
 * Small primes up to here are tried before the long test. Each saves more than it costs while it is below about four
 * thousand: one division takes a thousandth of the time that one round of the long test does.
 */
const SMALL_LIMIT = 4096;

/** Several small primes are tried with one long division: their product still fits into a number without loss. */
interface SmallPrimes {
  readonly product: bigint;
  readonly primes: readonly number[];
}

/**
 * A prime for an RSA key: random numbers are drawn from OpenSSL's CSPRNG, each by itself, until one is prime (FIPS 186-5,
 * A.1.3). The two top bits are set, so that the product of two such primes has twice their length, and each is above
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
    const candidate = randomBits(bits) | forced;
    if (hasSmallDivisor(candidate, small)) continue;
    if (isProbablePrime(candidate)) return candidate;
    await pause();
  }
}

function hasSmallDivisor(candidate: bigint, small: readonly SmallPrimes[]): boolean {
  return small.some(({ product, primes }) => {
    const rest = Number(candidate % product);
    return primes.some((prime) => rest % prime === 0);
  });
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
