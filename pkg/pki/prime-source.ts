import { generatePrime } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { findPrime } from './find-prime.ts';
import { primeOfWorker } from './prime-of-worker.ts';

/** Where the primes of RSA keys come from. @param bits - of the prime */
export type PrimeSource = (bits: number) => Promise<bigint>;

/** libuv has four threads unless told otherwise; one stays free, so that reading a file never waits for a prime. */
const MOST_THREADS = 3;

interface Job {
  readonly bits: number;
  resolve(prime: bigint): void;
  reject(error: unknown): void;
}

/** What primes are made with. */
export interface PrimeMakers {
  /** How many CPUs there are; the machine's unless given. */
  readonly cpus?: number;
  /** The built form of cmd/prime-worker.ts: the other CPUs are as fast as this thread with it. Without it, OpenSSL's search is. */
  readonly workerFile?: string | undefined;
}

/**
 * Makes primes on all CPUs: on this thread, which has nothing else to do while somebody waits for a key, and on threads
 * beside it, with {@link findPrime}, which takes half of the time that OpenSSL's search does. Orders are worked off
 * first come, first served.
 */
export function createPrimeSource({ cpus = availableParallelism(), workerFile }: PrimeMakers = {}): PrimeSource {
  const waiting: Job[] = [];
  const idle: PrimeSource[] = [primeOfThisThread];
  for (let thread = 0; thread < Math.min(cpus - 1, MOST_THREADS); thread += 1)
    idle.push(workerFile === undefined ? primeOfThreadPool : orOfThreadPool(primeOfWorker(workerFile)));

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

const primeOfThisThread = orOfThreadPool((bits) => findPrime(bits, turn));

/**
 * Where a search of ours fails: an OpenSSL that allows approved lengths only (FIPS mode) refuses to calculate with so
 * short a number, and a system may have no thread left.
 */
function orOfThreadPool(make: PrimeSource): PrimeSource {
  return (bits) => make(bits).catch(() => primeOfThreadPool(bits));
}

/** Let signals, timers and answers have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
