import type { HostView } from '../../../pkg/host/host.ts';
import { detectInitSystem } from '../../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../../pkg/initsystem/service-state.ts';
import { failed, FINE, leftover, type Check, type Findings } from '../check.ts';
import { isContinuing, type MarkedWorkflow } from '../../interrupted-run.ts';
import { manifestPath, type StaticPod } from './manifest-files.ts';

/** The kubelet's API. */
export const KUBELET_PORT = 10250;

/** Whoever holds a port after an interrupted run: a static Pod, or the kubelet itself. */
type Holder = StaticPod | 'kubelet';

/**
 * A port that a component is going to listen on.
 *
 * @param holder - the component; it may hold the port already when an interrupted run of `workflow` is continued
 */
export function portAvailable(port: number, holder: Holder, workflow: MarkedWorkflow): Check {
  return {
    name: `Port-${port}`,
    async run(view) {
      const reason = await view.probePort(port);
      if (reason === undefined) return FINE;
      if ((await isContinuing(view, workflow)) && (await startedByUs(view, holder)))
        return leftover(`port ${port} is held by ${holder}`);
      return reason === 'EADDRINUSE' ? inUse(view, port, holder) : notOpened(port, reason);
    },
  };
}

async function startedByUs(view: HostView, holder: Holder): Promise<boolean> {
  if (holder !== 'kubelet') return (await view.stat(manifestPath(holder))) !== undefined;
  const initSystem = await detectInitSystem(view);
  return initSystem !== undefined && serviceState(view, initSystem).isActive('kubelet');
}

async function inUse(view: HostView, port: number, holder: Holder): Promise<Findings> {
  const process = await listenerOf(view, port);
  const reset = 'if it belongs to an earlier cluster: kubeadm-ts reset';
  const other = holder === 'kube-apiserver' ? '; another port: --apiserver-bind-port' : '';
  const stop =
    process === undefined ? `find out who holds it (ss -ltnp 'sport = :${port}') and stop it` : `stop ${process}`;
  return failed({
    message: `port ${port}, which ${holder} needs, is in use${process === undefined ? '' : ` by ${process}`}`,
    fix: `${stop}; ${reset}${other}`,
  });
}

function notOpened(port: number, reason: string): Findings {
  return failed({
    message: `port ${port} cannot be listened on: ${reason}`,
    fix:
      reason === 'EACCES'
        ? 'run as root, and see what SELinux or AppArmor forbid'
        : 'see that the machine has a working network',
  });
}

/** `name (pid 12)`, where `ss` is there to tell. */
async function listenerOf(view: HostView, port: number): Promise<string | undefined> {
  const { stdout } = await view.query(['ss', '-Hltnp', `sport = :${port}`], { timeoutMs: 2_000 });
  const [, name, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout) ?? [];
  return name === undefined ? undefined : `${name} (pid ${pid})`;
}
