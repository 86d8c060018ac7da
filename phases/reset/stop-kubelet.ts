import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import { detectInitSystem } from '../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../pkg/initsystem/service-state.ts';
import type { ResetContext } from '../reset-context.ts';

const BY_HAND = 'stop it by hand and run this command again: it starts containers anew as long as it runs';

/** Stop the kubelet where it runs; it stays enabled, because the next `init` or `join` needs it. A failure is a warning. */
export async function stopKubelet({ host, note, warn }: Pick<ResetContext, 'host' | 'note' | 'warn'>): Promise<void> {
  const system = await detectInitSystem(host);
  if (system === undefined) return warn(`neither systemd nor OpenRC can be asked to stop the kubelet; ${BY_HAND}`);
  if (!(await serviceState(host, system).isActive('kubelet'))) return;
  try {
    const why = 'it would start the containers of its Pods again';
    await host.change({ kind: 'run-service', action: 'stop', service: 'kubelet', why });
    note('stopped the kubelet');
  } catch (error) {
    warn(`the kubelet cannot be stopped: ${describeError(error)}; ${BY_HAND}`);
  }
}
