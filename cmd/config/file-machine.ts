import { machineView } from '../../pkg/host/real-view.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { Invocation } from '../cli/command.ts';
import type { Machine } from '../machine/machine.ts';

/** What a command has that looks at configuration files, and at most at the machine around them. */
export type FileMachine = Pick<Machine, 'view' | 'outside'>;

/**
 * This machine without container runtimes and without a cluster: the rest is several times as fast to load.
 */
export function fileMachine({ io, flags }: Invocation): FileMachine {
  const rootfs = String(flags['rootfs'] ?? '').replace(/\/+$/, '');
  const given = io.machine?.(rootfs);
  if (given !== undefined) return given;
  const { env, uid } = io;
  const runtime = nothing('container runtime');
  const cluster = nothing('cluster');
  const inside = machineView({ rootfs, env, uid, runtime });
  const view: HostView = {
    ...inside,
    getObject: cluster,
    listObjects: cluster,
    apiGet: cluster,
    clusterOf: cluster,
  };
  return { view, outside: rootfs === '' ? inside : machineView({ rootfs: '', env, uid, runtime }) };
}

function nothing(what: string): () => never {
  return () => {
    throw new TypeError(`commands for files have no ${what}`);
  };
}
