import { generateKeyPair, type KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';

/**
 * Which way of making RSA keys is faster: composed from primes that are searched on all CPUs (`createPrimeSource`, here
 * without the threads that only the built program has), or whole from `crypto.generateKeyPair`? Both make as many keys
 * as a whole `init` needs, in the same pool, one after the other in turns, so that a busy machine slows both down; the
 * ratio within a pair of turns is what counts.
 *
 * Run it with `node --import=tsx test/bench/key-generation.ts [rounds]`.
 */

const KEYS = 16;
const rounds = Number(process.argv[2] ?? 5);
const generatePair = promisify(generateKeyPair);

/** Milliseconds for a pool to hand out all keys. */
async function measure(generate?: () => Promise<KeyObject>): Promise<number> {
  const pool = createKeyPool(generate === undefined ? {} : { generate });
  const begin = performance.now();
  pool.prepare('RSA-2048', KEYS);
  await Promise.all(Array.from({ length: KEYS }, () => pool.take('RSA-2048')));
  return performance.now() - begin;
}

async function wholePair(): Promise<KeyObject> {
  return (await generatePair('rsa', { modulusLength: 2048 })).privateKey;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const ratios: number[] = [];
console.log(
  `${KEYS} RSA-2048 keys, ${availableParallelism()} CPUs, Node ${process.version}, OpenSSL ${process.versions.openssl}`,
);
for (let round = 0; round < rounds; round += 1) {
  const composed = await measure();
  const whole = await measure(wholePair);
  ratios.push(composed / whole);
  console.log(
    `composed ${composed.toFixed(0)} ms, generateKeyPair ${whole.toFixed(0)} ms, ratio ${(composed / whole).toFixed(2)}`,
  );
}
console.log(`median ratio ${median(ratios).toFixed(2)}`);
