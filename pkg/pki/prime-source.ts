import { generatePrime } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { findPrime } from './find-prime.ts';

/** Where the primes of RSA keys come from. @param bits - of the prime */
export type PrimeSource = (bits: number) => Promise<bigint>;

/** libuv has four threads unless told otherwise; one stays free, so that reading a file never waits for a prime. */
const MOST_THREADS = 3;

interface Job {
  readonly bits: number;
  resolve(prime: bigint): void;
  reject(error: unknown): void;
}

/**
 * Makes primes on all CPUs: OpenSSL on the thread pool, and this thread, which is twice as fast ({@link findPrime}) and
 * has nothing else to do while somebody waits for a key. Orders are worked off first come, first served.
 *
 * @param cpus - how many CPUs there are; the machine's unless given
 */
export function createPrimeSource(cpus = availableParallelism()): PrimeSource {
  const waiting: Job[] = [];
  const idle: PrimeSource[] = [primeOfThisThread];
  for (let thread = 0; thread < Math.min(cpus - 1, MOST_THREADS); thread += 1) idle.push(primeOfThreadPool);

  async function work(): Promise<void> {
    const make = waiting.length === 0 ? undefined : idle.shift();
    const job = make && waiting.shift();
    if (make === undefined || job === undefined) return;
    await make(job.bits).then(job.resolve, job.reject);
    // where both could, the faster one takes the next order
    if (make === primeOfThisThread) idle.unshift(make);
    else idle.push(make);
    void work();
  }

  return (bits) =>
    new Promise((resolve, reject) => {
      waiting.push({ bits, resolve, reject });
      void work();
    });
}

/** A probable prime from OpenSSL's CSPRNG, with the two top bits set. */
export function primeOfThreadPool(bits: number): Promise<bigint> {
  return new Promise((resolve, reject) => {
    generatePrime(bits, { bigint: true }, (error, prime) => (error ? reject(error) : resolve(prime)));
  });
}

/** An OpenSSL that allows approved lengths only (FIPS mode) refuses to calculate with so short a number. */
function primeOfThisThread(bits: number): Promise<bigint> {
  return findPrime(bits, turn).catch(() => primeOfThreadPool(bits));
}

/** Let signals, timers and answers have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
