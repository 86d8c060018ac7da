import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host, Readiness } from '../../pkg/host/host.ts';
import { WAIT_ABORTED } from '../../pkg/host/until.ts';
import { isTransient } from '../../pkg/kube/with-retries.ts';

/** How long the API server may take to answer a call; as in the reference. */
const PATIENCE_MS = 60_000;

/**
 * A host that tries calls to the cluster again while the API server cannot be reached or has too much to do, and tells
 * why it waits.
 *
 * @param host - one that gives up at once
 * @throws KubeadmError the last reason, when time is up
 */
export function patientHost(host: Host): Host {
  return Object.assign(Object.create(host) as Host, {
    getObject: (ref) => patiently(host, () => host.getObject(ref)),
    listObjects: (apiVersion, kind, options) => patiently(host, () => host.listObjects(apiVersion, kind, options)),
    change: (change) => patiently(host, () => host.change(change)),
  } satisfies Partial<Host>);
}

/**
 * Do something as soon as the API server answers.
 *
 * @param waiting - looks again and again, and tells why not yet
 * @throws KubeadmError the last reason, when time is up
 */
export async function patiently<T>(waiting: Pick<Host, 'until'>, work: () => Promise<T>): Promise<T> {
  const done: T[] = [];
  let last: unknown;
  const look = async (): Promise<Readiness> => {
    try {
      done.push(await work());
      return true;
    } catch (error) {
      if (!isTransient(error)) throw new KubeadmError(WAIT_ABORTED, 'waiting does not help', { cause: error });
      last = error;
      return { notYet: describeError(error) };
    }
  };
  await waiting.until('the API server', look, { timeoutMs: PATIENCE_MS }).catch((error: unknown) => {
    // what the wait was for says more, and has the hint
    throw error instanceof KubeadmError && error.code === 'wait-timeout' ? (last ?? error) : error;
  });
  return done[0] as T;
}
