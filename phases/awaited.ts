import { describeError, hintOf, KubeadmError } from '../pkg/errors/kubeadm-error.ts';
import type { Host, Readiness, WaitOptions } from '../pkg/host/host.ts';
import { WAIT_ABORTED } from '../pkg/host/until.ts';

/** One look at a value that is awaited. */
export type Sight<T> = { readonly found: T } | { readonly notYet: string };

/** Codes of failures that waiting does not mend. */
const LASTING = ['etcd-tls', 'etcd-credentials', 'etcd-endpoints-missing', 'etcd-no-space', 'etcd-refused'];

/**
 * Look until a value is there. Where nothing is awaited (a dry run), one look is taken.
 *
 * @returns `undefined` when that one look did not find it
 * @throws KubeadmError `wait-timeout` with the last reason and the hint of what was in the way; what waiting does not
 *   mend, at once
 */
export async function awaited<T>(
  host: Pick<Host, 'until'>,
  what: string,
  look: () => Promise<Sight<T>>,
  options: WaitOptions,
): Promise<T | undefined> {
  let sight: Sight<T> | undefined;
  let failure: unknown;
  const once = async (): Promise<Readiness> => {
    try {
      sight = await look();
      failure = undefined;
      return 'found' in sight ? true : sight;
    } catch (error) {
      failure = error;
      throw isLasting(error) ? aborting(error) : error;
    }
  };
  try {
    await host.until(what, once, options);
  } catch (error) {
    throw withHint(error, failure);
  }
  if (sight === undefined && failure === undefined) await once().catch(() => undefined);
  return sight !== undefined && 'found' in sight ? sight.found : undefined;
}

/** Ends a wait with this error. */
export function aborting(error: unknown): KubeadmError {
  return new KubeadmError(WAIT_ABORTED, describeError(error), { cause: error });
}

/** Whether waiting does not mend it. */
export function isLasting(error: unknown): boolean {
  return error instanceof KubeadmError && LASTING.includes(error.code);
}

function withHint(error: unknown, inTheWay: unknown): unknown {
  const hint = hintOf(inTheWay);
  if (!(error instanceof KubeadmError) || error.code !== 'wait-timeout' || hint === undefined) return error;
  return new KubeadmError(error.code, error.message, { hint });
}
