import type { KeyObject } from 'node:crypto';
import type { EncryptionAlgorithm } from '../config/types.ts';
import { generateKey } from './generate-key.ts';
import type { KeySource } from './key-source.ts';
import { createPrimeSource } from './prime-source.ts';

/** Each is two primes: enough that nobody who searches them waits for an order, and not so many that all are late. */
const MOST_AT_ONCE = 6;

export interface KeyPoolOptions {
  /** How many keys are in the making at once; 6 unless given. */
  readonly concurrency?: number;
  /** For faster RSA keys: see `PrimeMakers`. */
  readonly workerFile?: string | undefined;
  /** How a key is made; `generateKey` unless given. */
  readonly generate?: (algorithm: EncryptionAlgorithm) => Promise<KeyObject>;
}

export interface KeyPool extends KeySource {
  /** Now it is known how many keys of which kind will be taken: make what is missing, and drop what is not needed. */
  expect(algorithm: EncryptionAlgorithm, count: number): void;
  /** Make no more keys ahead: those under way are finished, those only waiting are dropped. Taking still works. */
  stop(): void;
}

interface Order {
  readonly algorithm: EncryptionAlgorithm;
  readonly key: Promise<KeyObject>;
  start(): Promise<unknown>;
}

/**
 * Makes private keys beside whatever else goes on, ahead of need where asked to.
 *
 * Orders are worked off first come, first served, a few at a time: a run that ends early leaves nothing else to wait
 * for, because Node does not exit before its thread pool is idle.
 */
export function createKeyPool(options: KeyPoolOptions = {}): KeyPool {
  const concurrency = options.concurrency ?? MOST_AT_ONCE;
  const prime = createPrimeSource({ workerFile: options.workerFile });
  const generate = options.generate ?? ((algorithm) => generateKey(algorithm, prime));
  const prepared: Order[] = [];
  const waiting: Order[] = [];
  let working = 0;

  function work(): void {
    while (working < concurrency) {
      const order = waiting.shift();
      if (order === undefined) return;
      working += 1;
      void order.start().finally(() => {
        working -= 1;
        work();
      });
    }
  }

  function place(algorithm: EncryptionAlgorithm): Order {
    const order = createOrder(algorithm, generate);
    waiting.push(order);
    return order;
  }

  function prepare(algorithm: EncryptionAlgorithm, count: number): void {
    for (let made = 0; made < count; made += 1) prepared.push(place(algorithm));
    work();
  }

  function stop(): void {
    const dropped = new Set(waiting.filter((order) => prepared.includes(order)));
    prepared.splice(0, Infinity, ...prepared.filter((order) => !dropped.has(order)));
    waiting.splice(0, Infinity, ...waiting.filter((order) => !dropped.has(order)));
  }

  return {
    prepare,
    expect(algorithm, count) {
      const ready = prepared.filter((order) => order.algorithm === algorithm).length;
      if (ready > count || ready < prepared.length) stop();
      prepare(algorithm, count - prepared.filter((order) => order.algorithm === algorithm).length);
    },
    take(algorithm) {
      const index = prepared.findIndex((order) => order.algorithm === algorithm);
      const [order = place(algorithm)] = index === -1 ? [] : prepared.splice(index, 1);
      work();
      return order.key;
    },
    stop,
  };
}

/** A key that is made once somebody starts it. A failure waits for whoever takes the key. */
function createOrder(
  algorithm: EncryptionAlgorithm,
  generate: (algorithm: EncryptionAlgorithm) => Promise<KeyObject>,
): Order {
  let settle: (made: Promise<KeyObject>) => void = () => undefined;
  const key = new Promise<KeyObject>((resolve) => (settle = resolve));
  key.catch(() => undefined);
  return {
    algorithm,
    key,
    start() {
      const made = generate(algorithm);
      settle(made);
      return made.catch(() => undefined);
    },
  };
}
