import type { Change } from '../../../pkg/host/change.ts';
import { etcdJoinPhase } from '../../../phases/etcd/etcd-join.ts';
import { exampleControlPlaneJoin } from '../../support/example-join.ts';
import { etcdPod } from '../../support/etcd/etcd-pod.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { testJoinContext, type TestJoinContext, type TestJoinContextOptions } from '../../support/join-context.ts';
import { SimulatedEtcd, type SimulatedEtcdOptions } from '../../support/simulated-etcd.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

export const MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';
/** While it is there, an interrupted join is continued. */
export const MARK = { '/etc/kubernetes/.kubeadm-ts-join-in-progress.json': '{}' };
/** What a member that has run leaves. */
export const DATA = { '/var/lib/etcd/member/snap/db': 'data' };

export interface Joining {
  readonly etcd: SimulatedEtcd;
  readonly machine: SimulatedMachine;
  readonly context: TestJoinContext;
}

/** Machine cp2, 192.0.2.11, on its way into a cluster with the members given (cp1 unless given). */
export function joining(
  options: SimulatedEtcdOptions = {},
  machineOptions: MachineOptions = {},
  contextOptions: TestJoinContextOptions = {},
): Joining {
  const members = options.members ?? { cp1: '192.0.2.10' };
  const etcd = new SimulatedEtcd({ ...options, members });
  const objects = Object.entries(members).map(([name, address]) => etcdPod(name, address));
  const machine = new SimulatedMachine({ etcd, objects, hostname: 'cp2', ...machineOptions });
  const context = testJoinContext(machine, { config: exampleControlPlaneJoin(), ...contextOptions });
  return { etcd, machine, context };
}

export function join({ context }: Joining): Promise<void> {
  return etcdJoinPhase.run(context);
}

export function kinds({ machine }: Joining): readonly Change['kind'][] {
  return machine.changes.map(({ kind }) => kind);
}

/** The value of an argument in the manifest that was written. */
export function argumentOf({ machine }: Joining, name: string): string | undefined {
  return new RegExp(`--${name}=(.*)`).exec(machine.file(MANIFEST)?.content ?? '')?.[1];
}
