import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { Readiness, WaitOptions } from '../host/host.ts';
import { WAIT_ABORTED } from '../host/until.ts';
import type { DiscoveryHost } from './discovery-host.ts';

/** Why a look failed, and for how long it is worth looking again, in milliseconds from when it first failed so. */
export interface Setback {
  readonly error: KubeadmError;
  readonly patienceMs: number;
}

/** One look: what was found, or what stood in the way. */
export type Look<T> =
  { readonly found: T; readonly setback?: undefined } | { readonly setback: Setback; readonly found?: undefined };

/** Looking again changes nothing. */
export const FINAL = 0;
/** It may well pass by itself: look until the whole time is over. */
export const PATIENT = Number.POSITIVE_INFINITY;

/** Time between two looks. The reference waits five seconds each time. */
const FIRST_INTERVAL_MS = 250;
const LONGEST_INTERVAL_MS = 1_000;
const GROWTH = 1.3;

type WaitingHost = Pick<DiscoveryHost, 'until' | 'now'>;

/**
 * Look again and again, ever more rarely, until it works, a setback is final, or time is up.
 *
 * @param what - what is awaited, for the reports on the way
 * @param timeoutMs - milliseconds (`timeouts.discovery`)
 * @throws KubeadmError the setback's
 */
export async function lookPatiently<T>(
  host: WaitingHost,
  what: string,
  timeoutMs: number,
  look: () => Promise<Look<T>>,
): Promise<T> {
  const last: { look?: Look<T> } = {};
  const judge = patience(host);
  const once = async (): Promise<Readiness> => {
    last.look = await look();
    return last.look.setback === undefined ? true : judge(last.look.setback);
  };
  try {
    await host.until(what, once, growingInterval(timeoutMs));
  } catch (error) {
    const setback = last.look?.setback;
    if (!(error instanceof KubeadmError) || error.code !== 'wait-timeout' || setback === undefined) throw error;
    throw triedFor(setback.error, timeoutMs);
  }
  // a host that does not wait has not looked either
  const { found, setback } = last.look ?? (await look());
  if (setback !== undefined) throw setback.error;
  return found;
}

/** Whether a setback may be waited out; one of another kind begins a time of its own. */
function patience(host: WaitingHost): (setback: Setback) => Readiness {
  let code = '';
  let since = 0;
  return ({ error, patienceMs }) => {
    const now = host.now().getTime();
    if (error.code !== code) [code, since] = [error.code, now];
    if (now - since >= patienceMs) throw new KubeadmError(WAIT_ABORTED, error.message, { cause: error });
    return { notYet: error.message };
  };
}

/** `until` asks for the interval after each look. */
function growingInterval(timeoutMs: number): WaitOptions {
  let next = FIRST_INTERVAL_MS;
  return {
    timeoutMs,
    get intervalMs() {
      const interval = next;
      next = Math.min(next * GROWTH, LONGEST_INTERVAL_MS);
      return interval;
    },
  };
}

function triedFor({ code, message, hint }: KubeadmError, timeoutMs: number): KubeadmError {
  const seconds = Math.round(timeoutMs / 100) / 10;
  return new KubeadmError(code, `${message} (tried for ${seconds}s)`, { hint });
}
