import type { InitConfig } from '../../pkg/config/types.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import { localEndpoint } from '../../pkg/net/endpoint.ts';
import type { InitSettings } from '../../phases/init-context.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { markingHost } from '../machine/interrupted-run.ts';
import type { Machine } from '../machine/machine.ts';
import type { InitRun } from './run-init.ts';

/** The kubeconfig of a run unless `--kubeconfig` names another one. */
export const ADMIN_CONF = '/etc/kubernetes/admin.conf';

/** What the host of a run depends on. */
export interface HostParts {
  readonly config: InitConfig;
  readonly settings: InitSettings;
  readonly machine: Machine;
  readonly pid: number;
}

/** A dry run is another host; nothing else knows of it. */
export function hostFor(
  run: Pick<InitRun, 'fullRun' | 'command'>,
  { config, settings, machine, pid }: HostParts,
  { emit }: Reporter,
) {
  // this node's own API server answers before a load balancer in front of it knows that it is there
  const server = settings.kubeconfig === ADMIN_CONF ? localEndpoint(config) : undefined;
  const real = machine.host({
    emit,
    kubeconfig: settings.kubeconfig,
    server,
    apiCallTimeoutMs: config.timeouts.kubernetesAPICall,
    unreachableIsAbsent: config.dryRun,
  });
  const options = { skipTokenPrint: settings.skipTokenPrint };
  const nothing = async (): Promise<void> => undefined;
  if (config.dryRun) return { host: announced(dryRun(real), emit, options), finish: nothing };
  if (!run.fullRun) return { host: announced(real, emit, options), finish: nothing };
  const marking = markingHost(real, { workflow: 'init', command: run.command, pid });
  return { host: announced(marking.host, emit, options), finish: marking.finish };
}
