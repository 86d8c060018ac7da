import { fileURLToPath } from 'node:url';
import type { ClusterNode } from './node.ts';

const LOOK = fileURLToPath(new URL('./machine-state.js', import.meta.url));
/** Where a node keeps anything of its own, but for the runtime's folders. */
const FOLDERS = ['/etc/kubernetes', '/etc/cni', '/etc/containerd', '/var/lib/kubelet', '/var/lib/etcd', '/run'];
/** What other programs than a cluster's leave, or change while they run. */
const NOT_OURS = [
  // the runtime's own state, and the folder that the tests write to
  / \/run\/(containerd|patches)\//,
  / \/run\/[\w-]+\.(ya?ml|json)$/,
  // made by kube-proxy's image for iptables, which keeps it (hostPath of type FileOrCreate)
  / \/run\/xtables\.lock$/,
];

/** What a machine is, as far as joining a cluster changes it. Sorted: two states of the same machine are equal. */
export interface MachineState {
  readonly processes: readonly string[];
  readonly mounts: readonly string[];
  readonly ports: readonly string[];
  /** Permission bits, size, path. */
  readonly files: readonly string[];
  /** Containers that the runtime keeps for the kubelet, running or not. */
  readonly containers: readonly string[];
  /** Addresses that the Pod network has given away. */
  readonly addresses: readonly string[];
}

/** Look at a machine. */
export async function machineState(node: ClusterNode): Promise<MachineState> {
  const seen = JSON.parse(await node.output(process.execPath, LOOK, ...FOLDERS)) as Pick<
    MachineState,
    'processes' | 'mounts' | 'ports' | 'files'
  >;
  const containers = await node.output('ctr', '--namespace=k8s.io', 'containers', 'ls', '--quiet');
  const leases = await node.run('find', '/var/lib/cni/networks', '-name', '10.*', '-type', 'f');
  const own = seen.files.filter((file) => !NOT_OURS.some((pattern) => pattern.test(file)));
  const lines = (text: string): string[] => text.split('\n').filter(Boolean).sort();
  return {
    processes: [...seen.processes].sort(),
    mounts: [...seen.mounts].sort(),
    // containerd's port for streams is another one after each of its starts
    ports: [...new Set(seen.ports)].sort(),
    files: own.sort(),
    containers: lines(containers),
    addresses: lines(leases.stdout),
  };
}

/** What a machine has that it had not, and the other way round: empty when it is as it was. */
export function differences(before: MachineState, after: MachineState): readonly string[] {
  return (Object.keys(before) as (keyof MachineState)[]).flatMap((kind) => [
    ...after[kind].filter((each) => !before[kind].includes(each)).map((each) => `more ${kind}: ${each}`),
    ...before[kind].filter((each) => !after[kind].includes(each)).map((each) => `no longer in ${kind}: ${each}`),
  ]);
}
