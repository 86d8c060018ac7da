import type { Emit } from '../../pkg/events/event.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import { realCluster } from '../../pkg/host/real-cluster.ts';
import { below, fileInfo, readIfThere } from '../../pkg/host/real-files.ts';
import { until } from '../../pkg/host/until.ts';
import type { Invocation } from '../cli/command.ts';
import type { Io } from '../cli/io.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { painter } from '../reporters/paint.ts';
import { tellEvent } from '../reporters/tell-event.ts';
import { kubeconfigPath } from './kubeconfig-path.ts';
import { patiently } from './patient-host.ts';

/** What a command has that only reads an existing cluster. */
export interface ClusterReading extends Pick<HostView, 'readFile' | 'now'> {
  readonly emit: Emit;
  /** Waits for the API server, and says so. @throws KubeadmError `kubeconfig-missing`, one of the `api-*` codes */
  readonly listObjects: HostView['listObjects'];
}

type Machine = Pick<HostView, 'stat' | 'readFile' | 'env' | 'now'>;
type Cluster = Pick<Host, 'listObjects' | 'until'>;

/**
 * Only what reading needs: a whole machine, with its services, runtimes and etcd, takes longer to load than a list to be
 * read.
 */
export function clusterReading({ io, flags }: Invocation): ClusterReading {
  const rootfs = String(flags['rootfs'] ?? '').replace(/\/+$/, '');
  const emit = progressTo(io, verbosityOf(flags));
  const given = io.machine?.(rootfs);
  const machine: Machine = given?.view ?? filesOf(io, rootfs);
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

function filesOf(io: Io, rootfs: string): Machine {
  return {
    env: io.env,
    now: () => new Date(),
    readFile: async (path) => (await readIfThere(below(rootfs, path), path))?.toString('utf8'),
    stat: (path) => fileInfo(below(rootfs, path), path),
  };
}

function clusterOf(
  machine: Machine,
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

/** Progress and warnings on stderr. */
function progressTo(io: Io, verbosity: number): Emit {
  const telling = {
    say: (line: string) => io.stderr(`${line}\n`),
    tag: () => '',
    paint: painter(io.stderrIsTTY && io.env['NO_COLOR'] === undefined),
    spoke: new Set<string>(),
  };
  return (event) => {
    if (event.type !== 'detail' || event.level <= verbosity) tellEvent(event, telling);
  };
}
