import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, KubeadmError } from '../errors/kubeadm-error.ts';
import type { Emit } from '../events/event.ts';
import type { Readiness, WaitOptions } from './host.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Fast enough to notice at once, slow enough not to disturb; the reference looks every 500 ms. */
const INTERVAL_MS = 150;
/** How long it stays silent, and how much later than the last time it then says why it still waits: ever more rarely. */
const SILENT_MS = 4_000;
const TELL_FACTOR = 1.6;

/** A look that is under way when somebody asks to stop may end a change: it gets so long. One that hangs is left to itself. */
const STOP_GRACE_MS = 500;

/** Code of an error that ends a wait at once, because waiting longer cannot help. */
export const WAIT_ABORTED = 'wait-aborted';

/** What waiting needs of its surroundings. */
export interface Waiting {
  readonly emit: Emit;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Look again and again until something is ready.
 *
 * @returns milliseconds waited
 * @throws KubeadmError `wait-timeout` with the last reason, or an error with code `wait-aborted` that a look threw
 */
export async function until(
  what: string,
  look: () => Promise<Readiness>,
  options: WaitOptions,
  { emit, clock, signal }: Waiting,
): Promise<number> {
  const begin = clock();
  let tellAt = SILENT_MS;
  for (;;) {
    const sight = lookOnce(look);
    const reason = await (signal === undefined ? sight : unlessStopped(sight, signal, STOP_GRACE_MS));
    const waited = clock() - begin;
    if (reason === undefined) return waited;
    if (waited >= options.timeoutMs) throw timeoutError(what, options.timeoutMs, reason);
    if (waited >= tellAt) {
      tellAt = waited * TELL_FACTOR;
      emit({ type: 'waiting', what, reason, milliseconds: Math.round(waited) });
    }
    await sleep(options.intervalMs ?? INTERVAL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

async function lookOnce(look: () => Promise<Readiness>): Promise<string | undefined> {
  try {
    const readiness = await look();
    return readiness === true ? undefined : readiness.notYet;
  } catch (error) {
    if (error instanceof KubeadmError && error.code === WAIT_ABORTED) throw error.cause ?? error;
    return describeError(error);
  }
}

function timeoutError(what: string, timeoutMs: number, reason: string): KubeadmError {
  const seconds = Math.round(timeoutMs / 100) / 10;
  return new KubeadmError('wait-timeout', `${what}: not ready after ${seconds}s: ${reason}`);
}
