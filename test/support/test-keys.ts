import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { EncryptionAlgorithm } from '../../pkg/config/types.ts';
import { generateKey } from '../../pkg/pki/generate-key.ts';
import type { KeySource } from '../../pkg/pki/key-source.ts';

export interface TestKeys extends KeySource {
  /** What was taken, in order. */
  readonly taken: EncryptionAlgorithm[];
}

/** A fresh ECDSA key at once: on P-384 where that is asked for, otherwise on P-256, in place of RSA too. */
export function ecKey(algorithm: EncryptionAlgorithm = 'ECDSA-P256'): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: algorithm === 'ECDSA-P384' ? 'P-384' : 'P-256' }).privateKey;
}

/**
 * Keys of the kind that is asked for, of which only a few are made: primes of 2048 bits are slow to find. Each key
 * comes back after the others were handed out.
 */
export function fewKeys(count = 3): KeySource {
  const made = new Map<EncryptionAlgorithm, Promise<KeyObject>[]>();
  let taken = 0;
  return {
    prepare: () => undefined,
    take: (algorithm) => {
      const keys = made.get(algorithm) ?? Array.from({ length: count }, () => generateKey(algorithm));
      made.set(algorithm, keys);
      taken += 1;
      return keys[taken % count] as Promise<KeyObject>;
    },
  };
}

/** Keys without the wait for primes, which remember what they were asked for. */
export function testKeys(): TestKeys {
  const taken: EncryptionAlgorithm[] = [];
  return {
    taken,
    prepare: () => undefined,
    take: async (algorithm) => {
      taken.push(algorithm);
      return ecKey(algorithm);
    },
  };
}
