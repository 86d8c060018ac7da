import { describeError, hintOf } from '../../pkg/errors/kubeadm-error.ts';
import type { RunService } from '../../pkg/host/change.ts';
import { detectInitSystem } from '../../pkg/initsystem/init-system.ts';
import type { InitContext } from '../init-context.ts';

/**
 * Start, stop or restart the kubelet's service. Where that does not work it warns and goes on: whoever runs the kubelet
 * in another way than by a service starts it by hand, and the wait that follows tells what is wrong otherwise.
 */
export async function runKubeletService(
  { host, warn }: Pick<InitContext, 'host' | 'warn'>,
  action: RunService['action'],
  options: Pick<RunService, 'background'> = {},
): Promise<void> {
  if ((await detectInitSystem(host)) === undefined) {
    if (action !== 'stop')
      warn(`neither systemd nor OpenRC is here: ${action} the kubelet yourself, now that its files are written`);
    return;
  }
  try {
    await host.change({ kind: 'run-service', action, service: 'kubelet', ...options });
  } catch (error) {
    const hint = hintOf(error);
    warn(`could not ${action} the kubelet: ${describeError(error)}${hint === undefined ? '' : ` (${hint})`}`);
  }
}
