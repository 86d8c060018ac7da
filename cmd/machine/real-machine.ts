import { setTimeout as sleep } from 'node:timers/promises';
import { connectRuntime } from '../../pkg/cri/connect-runtime.ts';
import type { Runtime } from '../../pkg/cri/runtime.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import { realCluster } from '../../pkg/host/real-cluster.ts';
import { realHost } from '../../pkg/host/real-host.ts';
import { machineView } from '../../pkg/host/real-view.ts';
import { flushFolders } from '../../pkg/host/write-atomically.ts';
import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import { tracedCluster, tracedMachine } from '../../pkg/host/traced.ts';
import type { Io } from '../cli/io.ts';
import type { HostRequest, Machine } from './machine.ts';

/** Long enough to learn that something cannot be started at all; restarting a kubelet takes seconds. */
const BACKGROUND_PATIENCE_MS = 300;

/** This machine, for real. */
export function realMachine(io: Io, rootfs: string, keys: KeyPool): Machine {
  const runtimes = new Map<string, Runtime>();
  const background: Promise<void>[] = [];
  const unflushed = new Set<string>();
  const root = rootfs.replace(/\/+$/, '');
  const runtime = (socket: string): Runtime => {
    const known = runtimes.get(socket) ?? connectRuntime(withRoot(socket, root));
    runtimes.set(socket, known);
    return known;
  };
  const machine = machineView({ rootfs: root, env: io.env, uid: io.uid, runtime });
  const host = (request: HostRequest): Host => {
    const { emit } = request;
    const traced = tracedMachine(machine, emit, io.clock);
    const cluster = realCluster({
      ...request,
      machine: traced,
      superAdminKubeconfig: '/etc/kubernetes/super-admin.conf',
    });
    return realHost({
      machine: traced,
      cluster: tracedCluster(cluster, emit, io.clock),
      rootfs: root,
      pid: io.pid,
      runtime,
      background,
      unflushed,
      emit,
      clock: io.clock,
      signal: io.signal,
    });
  };
  // before the configuration is known there is no cluster
  const view: HostView = {
    ...machine,
    getObject: async () => undefined,
    listObjects: async () => [],
    apiGet: () => Promise.reject(new Error('no cluster yet')),
    clusterOf: () => {
      throw new Error('no cluster yet');
    },
  };
  const close = (): void => {
    keys.stop();
    flushFolders(unflushed);
    runtimes.forEach((each) => each.close());
  };
  const outside = machineView({ rootfs: '', env: io.env, uid: io.uid, runtime });
  return { view, outside, startedAt: new Date(), keys, host, settle: () => failuresOf(background), close };
}

async function failuresOf(work: readonly Promise<void>[]): Promise<readonly unknown[]> {
  if (work.length === 0) return [];
  const failures: unknown[] = [];
  const all = Promise.all(work.map((each) => each.catch((error: unknown) => failures.push(error))));
  await Promise.race([all, sleep(BACKGROUND_PATIENCE_MS)]);
  return failures;
}

function withRoot(socket: string, root: string): string {
  return root === '' ? socket : socket.replace(/^(unix:\/\/)?/, (scheme) => `${scheme}${root}`);
}
