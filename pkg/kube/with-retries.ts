import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, hasCode } from './api-error.ts';

export interface RetryOptions {
  /** Milliseconds after which no new try begins (`timeouts.kubernetesAPICall`). */
  readonly timeoutMs: number;
  /** Milliseconds between two tries; 150 unless given. A longer `Retry-After` of the server wins. */
  readonly intervalMs?: number;
  readonly now: () => Date;
  /** Whether an error may pass by itself; the default is `isTransient`. */
  readonly retryable?: (error: unknown) => boolean;
  /** Waits so many milliseconds; for tests. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const INTERVAL = 150;

/** Whether the API server may well answer in a moment: it did not answer, failed within, or has too much to do. */
export function isTransient(error: unknown): boolean {
  return hasCode(error, 'api-unreachable', 'api-server-error', 'api-throttled');
}

/**
 * Try until it works, a failure is final, or time is up.
 *
 * @param operation - what to try
 * @returns what it returned
 * @throws the last error
 */
export async function withRetries<T>(operation: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { timeoutMs, intervalMs = INTERVAL, now, retryable = isTransient, sleep = pause } = options;
  const deadline = now().getTime() + timeoutMs;
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      const wait = Math.max(intervalMs, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
      if (!retryable(error) || now().getTime() + wait > deadline) throw error;
      await sleep(wait);
    }
  }
}
