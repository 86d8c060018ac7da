import type { KeyObject } from 'node:crypto';
import type { EncryptionAlgorithm } from '../config/types.ts';

/** Where private keys come from: made ahead of need on the thread pool, handed out one at a time. */
export interface KeySource {
  /** Start making `count` keys of this kind now, to be taken later. */
  prepare(algorithm: EncryptionAlgorithm, count: number): void;
  /** A fresh private key, never handed out before. */
  take(algorithm: EncryptionAlgorithm): Promise<KeyObject>;
}
