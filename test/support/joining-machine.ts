import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { HostRequest, Machine } from '../../cmd/machine/machine.ts';
import { loadCredentials } from '../../pkg/etcd/credentials.ts';
import type { EtcdAccess, EtcdView } from '../../pkg/etcd/etcd.ts';
import type { Host, HttpOptions, Readiness, WaitOptions } from '../../pkg/host/host.ts';
import { httpGet } from '../../pkg/host/network.ts';
import { realCluster } from '../../pkg/host/real-cluster.ts';
import type { MachineView } from '../../pkg/host/real-view.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { asMachine } from './simulated-run.ts';

export interface JoiningMachineOptions extends MachineOptions {
  /** Its own address; 192.0.2.50 unless given. */
  readonly address?: string;
  /** Real milliseconds between two looks while it waits, for others that are at work at the same time; none unless given. */
  readonly pace?: number;
}

/** Health endpoints of the components on this machine. */
const HEALTH = /^https?:\/\/[^/]*:(10248|10257|10259)\//;

/** A fresh machine on a real network: it speaks real TLS, and needs the right files to speak to etcd. */
export function joiningMachine(options: JoiningMachineOptions): SimulatedMachine {
  const { address = '192.0.2.50', pace, ...rest } = options;
  const machine = new SimulatedMachine({ now: new Date(), ...rest });
  const { until, etcd } = machine;
  return Object.assign(machine, {
    interfaces: () => [
      { name: 'eth0', up: true, loopback: false, addresses: [{ address, family: 4 }] },
      { name: 'lo', up: true, loopback: true, addresses: [{ address: '127.0.0.1', family: 4 }] },
    ],
    httpGet: async (url: string, more?: HttpOptions) => {
      const given = options.http?.[url];
      if (given instanceof Error) throw given;
      return given ?? (HEALTH.test(url) ? { status: 200, body: 'ok' } : httpGet(url, more));
    },
    etcd: (access: EtcdAccess) => withCredentials(machine, access, etcd(access)),
    until: (what: string, look: () => Promise<Readiness>, wait: WaitOptions) =>
      until(
        what,
        async () => {
          await (pace === undefined ? setImmediate() : sleep(pace));
          return look();
        },
        wait,
      ),
  });
}

/** As the real client: its files are read when it is first used. */
function withCredentials(machine: SimulatedMachine, { endpoints, tls }: EtcdAccess, etcd: EtcdView): EtcdView {
  let loaded: Promise<unknown> | undefined;
  const checked = async <T>(work: () => Promise<T>): Promise<T> => {
    if (tls !== undefined && endpoints.length > 0) await (loaded ??= loadCredentials(machine, tls));
    return work();
  };
  return { members: () => checked(() => etcd.members()), status: (endpoint) => checked(() => etcd.status(endpoint)) };
}

/** It as a command meets it; the cluster is reached with the files that are on it. */
export function asJoiningMachine(machine: SimulatedMachine, endpoint: string): Machine {
  const host = ({ kubeconfig, unreachableIsAbsent }: HostRequest): Host => {
    const cluster = realCluster({
      machine: Object.assign(Object.create(machine) as MachineView, { now: () => new Date() }),
      kubeconfig,
      superAdminKubeconfig: '/etc/kubernetes/super-admin.conf',
      apiCallTimeoutMs: 2_000,
      unreachableIsAbsent,
    });
    const { getObject, listObjects } = cluster;
    // what listens on a control plane of its own is not simulated: the first one answers in its place
    const clusterOf: typeof cluster.clusterOf = (text, { server, ...asked } = {}) =>
      cluster.clusterOf(text, server === undefined ? asked : { ...asked, server: `https://${endpoint}` });
    return Object.assign(Object.create(machine) as SimulatedMachine, { getObject, listObjects, clusterOf });
  };
  return { ...asMachine(machine), host };
}
