import { WatchedWait } from '../../pkg/diagnosis/watched-wait.ts';
import { localEndpoint } from '../../pkg/net/endpoint.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { ADMIN_KUBECONFIG, readAdminKubeconfig } from '../admin-kubeconfig.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';
import { componentsOf, waitForComponents } from './component-waits.ts';

/** Waits until the components of a further control plane are up, and says why when they do not come up. */
export const joinWaitControlPlane: Step<JoinContext> = {
  name: 'wait-control-plane',
  summary: 'Wait for the control plane of this machine to become healthy',
  details:
    'Waits for kube-apiserver, kube-controller-manager and kube-scheduler of this machine ' +
    '(timeouts.controlPlaneComponentHealthCheck); the API server is asked at its own address, with the credentials of ' +
    `${ADMIN_KUBECONFIG}. On failure it tells what is wrong with each, from their containers and logs.`,
  // the reference's takes none, and so never does anything when it is called alone
  flags: ['apiserver-advertise-address', 'apiserver-bind-port', 'control-plane'],
  skipReason: workerSkips,
  async run(context) {
    const { host, note } = context;
    const { config } = await context.cluster();
    const { criSocket } = config.nodeRegistration;
    const watched = new WatchedWait(host, { criSocket, components: componentsOf(config) });
    const reader = host.clusterOf(await readAdminKubeconfig(host), { server: localEndpoint(config) });
    await waitForComponents({ config, host, note }, watched, { reader });
  },
};
