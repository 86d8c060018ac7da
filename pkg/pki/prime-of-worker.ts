import { Worker } from 'node:worker_threads';
import type { PrimeSource } from './prime-source.ts';

interface Order {
  resolve(prime: bigint): void;
  reject(error: Error): void;
}

/**
 * Primes from a thread of its own, which is started by the first order. It takes one order after the other, and does
 * not keep the process alive when it has none.
 *
 * @param file - the built form of cmd/prime-worker.ts
 * @returns a source that fails where the thread does
 */
export function primeOfWorker(file: string): PrimeSource {
  let thread: Worker | undefined;
  let order: Order | undefined;

  function start(): Worker {
    const started = new Worker(file);
    started.on('message', (prime: bigint) => {
      started.unref();
      order?.resolve(prime);
    });
    const lost = (reason: unknown): void => {
      thread = undefined;
      order?.reject(new Error('the thread that searches primes has ended', { cause: reason }));
    };
    return started.on('error', lost).on('exit', lost);
  }

  return (bits) =>
    new Promise((resolve, reject) => {
      order = { resolve, reject };
      thread ??= start();
      thread.ref();
      thread.postMessage(bits);
    });
}
