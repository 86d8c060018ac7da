import { parentPort } from 'node:worker_threads';
import { findPrime } from '../pkg/pki/find-prime.ts';

/** What runs in the thread of `primeOfWorker`: a number of bits comes in, a prime goes out. */
parentPort?.on('message', (bits: number) => {
  void findPrime(bits, () => Promise.resolve()).then((prime) => parentPort?.postMessage(prime));
});
