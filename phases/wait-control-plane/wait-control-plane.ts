import type { ComponentName, Subject } from '../../pkg/diagnosis/known-problem.ts';
import type { Readiness } from '../../pkg/host/host.ts';
import { kubeletHealthzUrl } from '../../pkg/kubelet/healthz-url.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { grantAdminRights } from './grant-admin.ts';
import { apiServerLook, componentLook, kubeletLook, type Look } from './health-looks.ts';
import { WatchedWait } from './watched-wait.ts';

type Context = Pick<InitContext, 'config' | 'settings' | 'host' | 'note'>;

const SELDOM_MS = 1_000;

const COMPONENTS: readonly ComponentName[] = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** Waits until the control plane is up, and says why when it does not come up. */
export const waitControlPlane: Step<Context> = {
  name: 'wait-control-plane',
  summary: 'Wait for the kubelet and the control plane to become healthy',
  details:
    'Waits for the kubelet (timeouts.kubeletHealthCheck), then for kube-apiserver, kube-controller-manager and kube-scheduler ' +
    '(timeouts.controlPlaneComponentHealthCheck), and gives the group of admin.conf its rights as soon as the API server ' +
    'answers. On failure it tells what is wrong with each, from their containers and logs.',
  flags: [],
  async run(context) {
    const { config, host } = context;
    const components: readonly ComponentName[] =
      config.cluster.etcd.local === undefined ? COMPONENTS : ['etcd', ...COMPONENTS];
    const watched = new WatchedWait(host, { criSocket: config.nodeRegistration.criSocket, components });
    const unhurried = (look: Look): Look =>
      seldomUntil(
        () => watched.isHealthy('kube-apiserver'),
        look,
        () => host.now().getTime(),
      );
    await waitForKubelet(context, watched);
    const timeoutMs = config.timeouts.controlPlaneComponentHealthCheck;
    const waitFor = async (subject: Subject, look: Look): Promise<void> => {
      tell(context, subject, await watched.wait(subject, look, timeoutMs));
    };
    await allSettledOrFirstError([
      waitFor('kube-apiserver', apiServerLook(host)).then(() =>
        grantAdminRights(context).catch((error: unknown) => watched.stop(error)),
      ),
      waitFor('kube-controller-manager', unhurried(componentLook(host, 'kube-controller-manager'))),
      waitFor('kube-scheduler', unhurried(componentLook(host, 'kube-scheduler'))),
    ]);
  },
};

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

async function waitForKubelet(context: Context, watched: WatchedWait): Promise<void> {
  const { config, host, note } = context;
  const url = kubeletHealthzUrl(config.kubelet.document);
  if (url === undefined) {
    note('the kubelet has no health endpoint (healthzPort is 0): not waiting for it');
    return;
  }
  tell(context, 'kubelet', await watched.wait('kubelet', kubeletLook(host, url), config.timeouts.kubeletHealthCheck));
}

function tell({ note }: Context, subject: Subject, milliseconds: number | undefined): void {
  if (milliseconds === undefined) return;
  note(`${subject} is healthy (after ${(milliseconds / 1000).toFixed(1)}s)`);
}

/** Nothing goes on in the background once this phase has ended, whether well or not. */
async function allSettledOrFirstError(waits: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(waits);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
