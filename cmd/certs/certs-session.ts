import type { ClusterConfiguration } from '../../pkg/config/types.ts';
import type { RenewalConfig } from '../../pkg/pki/certificate-spec.ts';
import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import type { Emit } from '../../pkg/events/event.ts';
import type { FileView, HostView } from '../../pkg/host/host.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import type { FlagValues } from '../cli/flag.ts';
import type { FileMachine } from '../config/file-machine.ts';
import { DEFAULT_CLUSTER } from './default-cluster.ts';
import { manifestFacts } from './manifest-facts.ts';

type Cluster = RenewalConfig['cluster'];

/** Where kubeconfig files stand; as in the reference, no flag of `certs` says otherwise. */
export const KUBECONFIG_DIR = '/etc/kubernetes';

/** How the configuration of a cluster is found. */
export interface ClusterSource {
  readonly flags: FlagValues;
  readonly view: FileView;
  /** The machine for reading a configuration file: more to load. */
  readonly files: () => Promise<FileMachine>;
  readonly emit: Emit;
  /** Reads the cluster of a kubeconfig; absent where the cluster is not to be asked. */
  readonly reader?: (kubeconfig: string) => Pick<HostView, 'getObject'>;
}

/**
 * The configuration of the cluster whose certificates are on this machine: of `--config`, or else of the cluster itself,
 * or else the defaults, with what the static Pods on this machine tell. `--cert-dir` goes before what cluster and static
 * Pods say.
 *
 * @throws KubeadmError `config-file-unreadable`, `invalid-configuration`; a cluster that cannot be asked is only told
 */
export async function certsCluster(source: ClusterSource): Promise<Cluster> {
  return (await findCluster(source)).cluster;
}

/** A cluster as far as it is known. */
export interface FoundCluster {
  readonly cluster: Cluster;
  /** All that was configured; absent where only defaults are left. */
  readonly known: ClusterConfiguration | undefined;
}

/** The same, and whether it was told or is made up of defaults. @throws what `certsCluster` throws */
export async function findCluster(source: ClusterSource): Promise<FoundCluster> {
  const { flags, view, files, emit } = source;
  const file = String(flags['config'] ?? '');
  const certDir = String(flags['cert-dir'] ?? '');
  if (file === '') {
    const known = await storedCluster(source);
    const cluster = known ?? (await defaultCluster(view));
    return { cluster: certDir === '' ? cluster : { ...cluster, certificatesDir: certDir }, known };
  }
  if (certDir !== '')
    emit({ type: 'warning', message: `--cert-dir has no effect: with --config, ${file} says where certificates are` });
  // what reads configurations is only loaded where there is one to read
  const { loadClusterConfiguration } = await import('../../pkg/config/load-cluster-configuration.ts');
  const { loadFrom } = await import('../machine/load-from.ts');
  const { cluster } = await loadFrom(await files(), file, { emit }, async (machine) => ({
    notes: [],
    ...(await loadClusterConfiguration(machine, file)),
  }));
  return { cluster, known: cluster };
}

async function storedCluster({ flags, view, emit, reader }: ClusterSource): Promise<ClusterConfiguration | undefined> {
  const kubeconfig = String(flags['kubeconfig'] ?? ADMIN_KUBECONFIG);
  if (reader === undefined) return undefined;
  try {
    if ((await view.stat(kubeconfig)) === undefined) return undefined;
    const { readClusterConfiguration } = await import('../../pkg/cluster/read-cluster-config.ts');
    const cluster = await readClusterConfiguration(reader(kubeconfig));
    if (cluster !== undefined) return cluster;
    emit({ type: 'warning', message: 'the cluster has no ConfigMap kube-system/kubeadm-config: taking the defaults' });
  } catch (error) {
    const message = `the cluster did not tell its configuration: ${describeError(error)}. Taking the defaults; --config names a file`;
    emit({ type: 'warning', message });
  }
  return undefined;
}

/** The defaults, corrected by what the static Pods of this machine were given. */
async function defaultCluster(view: FileView): Promise<Cluster> {
  const { certificatesDir, externalEtcd } = await manifestFacts(view);
  return {
    ...DEFAULT_CLUSTER,
    ...(certificatesDir === undefined ? {} : { certificatesDir }),
    ...(externalEtcd === undefined ? {} : { etcd: { external: externalEtcd } }),
  };
}
