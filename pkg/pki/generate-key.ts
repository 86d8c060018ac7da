import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { EncryptionAlgorithm } from '../config/types.ts';
import { primeOfThreadPool, type PrimeSource } from './prime-source.ts';
import { composeRsaKey } from './rsa-key.ts';

const generatePair = promisify(generateKeyPair);

/** What each algorithm of the configuration means. */
const KINDS: Readonly<Record<EncryptionAlgorithm, { readonly modulusBits: number } | { readonly namedCurve: string }>> =
  {
    'RSA-2048': { modulusBits: 2048 },
    'RSA-3072': { modulusBits: 3072 },
    'RSA-4096': { modulusBits: 4096 },
    'ECDSA-P256': { namedCurve: 'P-256' },
    'ECDSA-P384': { namedCurve: 'P-384' },
  };

/**
 * A fresh private key, made beside whatever else goes on.
 *
 * RSA keys are composed from two primes (see {@link composeRsaKey}) instead of being asked of `generateKeyPair`, which
 * takes two to three times as long: OpenSSL 3 searches each prime along with two auxiliary primes (FIPS 186-5 A.1.6), a
 * defence against factoring methods that do not matter at these lengths, and which the standard does not demand
 * (A.1.3 takes probable primes as they come). `test/bench/key-generation.ts` measures both.
 *
 * @param prime - where primes come from; OpenSSL on the thread pool unless given
 */
export async function generateKey(
  algorithm: EncryptionAlgorithm,
  prime: PrimeSource = primeOfThreadPool,
): Promise<KeyObject> {
  const kind = KINDS[algorithm];
  if ('namedCurve' in kind) return (await generatePair('ec', { namedCurve: kind.namedCurve })).privateKey;
  for (;;) {
    const half = kind.modulusBits / 2;
    const [first, second] = await Promise.all([prime(half), prime(half)]);
    const key = composeRsaKey(first, second, kind.modulusBits);
    if (key !== undefined) return key;
  }
}
