import { existsSync, rmSync } from 'node:fs';
import { CONTAINERD_SOCKET } from './containerd.ts';
import type { ClusterNode } from './node.ts';
import { eventually } from './process.ts';

/** SIGKILL every process of a node at once, as a loss of power would: kubelet, runtime, shims and all Pods. */
export async function killEverything(node: ClusterNode): Promise<void> {
  // -1: all but the first process, which holds the namespaces, and the one that asks (kill(2))
  await node.output('bash', '-c', 'kill -s KILL -- -1');
  rmSync(node.path(CONTAINERD_SOCKET), { force: true });
  // what a boot would not find in /run
  for (const file of ['/run/kubelet.pid', '/run/kubelet-keeper.pid']) rmSync(node.path(file), { force: true });
}

/** Start the runtime and the kubelet again, as a boot would. */
export async function bringBack(node: ClusterNode): Promise<void> {
  node.daemon(['containerd']);
  await eventually('containerd', 60_000, async () => {
    if (!existsSync(node.path(CONTAINERD_SOCKET))) return undefined;
    return (await node.run('ctr', 'version')).code === 0 || undefined;
  });
  await node.output('systemctl', 'start', 'kubelet');
}
