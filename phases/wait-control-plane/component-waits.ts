import { apiServerLook, type Look } from '../../pkg/diagnosis/health-looks.ts';
import type { ComponentName, Subject } from '../../pkg/diagnosis/known-problem.ts';
import type { WatchedWait } from '../../pkg/diagnosis/watched-wait.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { ClusterReader, Readiness } from '../../pkg/host/host.ts';
import type { InitContext } from '../init-context.ts';
import { componentLook } from '../component-look.ts';

type Context = Pick<InitContext, 'config' | 'host' | 'note'>;

const SELDOM_MS = 1_000;

const COMPONENTS: readonly ComponentName[] = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** The components that run as static Pods on a control-plane machine, each before those that need it. */
export function componentsOf({ cluster }: Pick<InitConfig, 'cluster'>): readonly ComponentName[] {
  return cluster.etcd.local === undefined ? COMPONENTS : ['etcd', ...COMPONENTS];
}

/** How the API server is asked, and what is to be done as soon as it answers. */
export interface ApiServerPart {
  readonly reader: Pick<ClusterReader, 'apiGet'>;
  readonly onceHealthy?: () => Promise<void>;
}

/**
 * Wait for the three components at once, and tell of each how long it took.
 *
 * @throws KubeadmError `control-plane-not-healthy` with a diagnosis, or what `onceHealthy` threw
 */
export async function waitForComponents(
  context: Context,
  watched: WatchedWait,
  { reader, onceHealthy }: ApiServerPart,
): Promise<void> {
  const { config, host } = context;
  const timeoutMs = config.timeouts.controlPlaneComponentHealthCheck;
  const waitFor = async (subject: Subject, look: Look): Promise<void> => {
    tellHealthy(context, subject, await watched.wait(subject, look, timeoutMs));
  };
  const unhurried = (look: Look): Look =>
    seldomUntil(
      () => watched.isHealthy('kube-apiserver'),
      look,
      () => host.now().getTime(),
    );
  await allSettledOrFirstError([
    waitFor('kube-apiserver', apiServerLook(reader)).then(() =>
      onceHealthy?.().catch((error: unknown) => watched.stop(error)),
    ),
    waitFor('kube-controller-manager', unhurried(componentLook(host, 'kube-controller-manager'))),
    waitFor('kube-scheduler', unhurried(componentLook(host, 'kube-scheduler'))),
  ]);
}

/** @param milliseconds - `undefined` when no look was taken: then nothing is claimed */
export function tellHealthy(
  { note }: Pick<InitContext, 'note'>,
  subject: Subject,
  milliseconds: number | undefined,
): void {
  if (milliseconds === undefined) return;
  note(`${subject} is healthy (after ${(milliseconds / 1000).toFixed(1)}s)`);
}

/**
 * Look about once a second until something else is ready. The API server comes up last, and every look at another
 * component costs both sides a TLS handshake, on CPUs that it waits for.
 */
function seldomUntil(ready: () => boolean, look: Look, now: () => number): Look {
  let last: { readonly readiness: Readiness; readonly at: number } | undefined;
  return async () => {
    if (last !== undefined && !ready() && now() - last.at < SELDOM_MS) return last.readiness;
    const readiness = await look();
    last = { readiness, at: now() };
    return readiness;
  };
}

/** Nothing goes on in the background once this phase has ended, whether well or not. */
async function allSettledOrFirstError(waits: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(waits);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
