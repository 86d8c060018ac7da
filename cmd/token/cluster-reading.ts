import type { Emit } from '../../pkg/events/event.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import { realCluster } from '../../pkg/host/real-cluster.ts';
import { until } from '../../pkg/host/until.ts';
import type { Invocation } from '../cli/command.ts';
import type { Io } from '../cli/io.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { filesOf, progressTo, type LightMachine } from '../machine/light-machine.ts';
import { kubeconfigPath } from './kubeconfig-path.ts';
import { patiently } from './patient-host.ts';

/** What a command has that only reads an existing cluster. */
export interface ClusterReading extends Pick<HostView, 'readFile' | 'now'> {
  readonly emit: Emit;
  /** Waits for the API server, and says so. @throws KubeadmError `kubeconfig-missing`, one of the `api-*` codes */
  readonly listObjects: HostView['listObjects'];
}

type Cluster = Pick<Host, 'listObjects' | 'until'>;

/**
 * Only what reading needs: a whole machine, with its services, runtimes and etcd, takes longer to load than a list to be
 * read.
 */
export function clusterReading({ io, flags }: Invocation): ClusterReading {
  const rootfs = String(flags['rootfs'] ?? '').replace(/\/+$/, '');
  const emit = progressTo(io, verbosityOf(flags));
  const given = io.machine?.(rootfs);
  const machine: LightMachine = given?.view ?? filesOf(io, rootfs);
  const connect = async (): Promise<Cluster> => {
    const kubeconfig = await kubeconfigPath(machine, String(flags['kubeconfig'] ?? ''));
    const request = { emit, kubeconfig, server: undefined, apiCallTimeoutMs: 0, unreachableIsAbsent: false };
    return given?.host(request) ?? clusterOf(machine, request, io);
  };
  return {
    readFile: machine.readFile,
    now: machine.now,
    emit,
    listObjects: async (...list) => {
      const cluster = await connect();
      return patiently(cluster, () => cluster.listObjects(...list));
    },
  };
}

function clusterOf(
  machine: LightMachine,
  {
    emit,
    ...request
  }: { readonly emit: Emit } & Omit<Parameters<typeof realCluster>[0], 'machine' | 'superAdminKubeconfig'>,
  { clock, signal }: Io,
): Cluster {
  const cluster = realCluster({ ...request, machine, superAdminKubeconfig: '' });
  return {
    listObjects: cluster.listObjects,
    until: (what, look, options) => until(what, look, options, { emit, clock, signal }),
  };
}
