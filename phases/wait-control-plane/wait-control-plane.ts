import { kubeletLook } from '../../pkg/diagnosis/health-looks.ts';
import { WatchedWait } from '../../pkg/diagnosis/watched-wait.ts';
import { kubeletHealthzUrl } from '../../pkg/kubelet/healthz-url.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { componentsOf, tellHealthy, waitForComponents } from './component-waits.ts';
import { grantAdminRights } from './grant-admin.ts';

type Context = Pick<InitContext, 'config' | 'settings' | 'host' | 'note'>;

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
    const { criSocket } = config.nodeRegistration;
    const watched = new WatchedWait(host, { criSocket, components: componentsOf(config) });
    await waitForKubelet(context, watched);
    await waitForComponents(context, watched, { reader: host, onceHealthy: () => grantAdminRights(context) });
  },
};

async function waitForKubelet(context: Context, watched: WatchedWait): Promise<void> {
  const { config, host, note } = context;
  const url = kubeletHealthzUrl(config.kubelet.document);
  if (url === undefined) {
    note('the kubelet has no health endpoint (healthzPort is 0): not waiting for it');
    return;
  }
  const milliseconds = await watched.wait('kubelet', kubeletLook(host, url), config.timeouts.kubeletHealthCheck);
  tellHealthy(context, 'kubelet', milliseconds);
}
