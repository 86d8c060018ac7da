import { API_SERVER_MANIFEST, readAPIEndpoint } from '../../pkg/cluster/read-api-endpoint.ts';
import { storedClusterConfiguration } from '../../pkg/cluster/read-cluster-config.ts';
import { readNodeConfig } from '../../pkg/cluster/read-node-config.ts';
import { criSocket } from '../../pkg/config/defaults/cri-socket.ts';
import { DEFAULT_BIND_PORT } from '../../pkg/config/kinds/init-configuration.ts';
import type { InitConfig, Timeouts } from '../../pkg/config/types.ts';
import type { Host } from '../../pkg/host/host.ts';
import { withTimeLimit } from '../../pkg/host/time-limit.ts';
import { objectData } from '../../pkg/kube/object-data.ts';
import { INSTANCE_CONFIG_FILE } from '../../pkg/kubelet/kubelet-files.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { readRestoreState } from '../../phases/etcd-restore-state.ts';
import { backupFolders, objectPath, type UpgradeRecord } from '../../phases/upgrade-backups.ts';

/** The API server may be what has to be put back. */
const API_LIMIT_MS = 5_000;

/** What is known of the upgrade that is taken back. */
export interface TakenBack {
  readonly stamp: string;
  readonly record: UpgradeRecord;
  readonly controlPlane: boolean;
  readonly timeouts: Timeouts;
  readonly dryRun: boolean;
}

/**
 * This node's configuration: from the cluster, or, where no API server answers, from what the upgrade saved and from
 * this machine.
 */
export async function rollbackNode(host: Host, taken: TakenBack): Promise<InitConfig> {
  const common = {
    patchesDirectory: '',
    ignorePreflightErrors: [],
    imagePullPolicy: 'IfNotPresent',
    imagePullSerial: true,
    timeouts: taken.timeouts,
    dryRun: taken.dryRun,
  } as const;
  const { controlPlane } = taken;
  return withTimeLimit('the API server', API_LIMIT_MS, () => readNodeConfig(host, { ...common, controlPlane })).catch(
    () => fromThisMachine(host, taken),
  );
}

async function fromThisMachine(host: Host, { stamp, record, controlPlane, timeouts, dryRun }: TakenBack) {
  const instance = (await host.readFile(INSTANCE_CONFIG_FILE)) ?? '';
  const socket = await criSocket(host, /containerRuntimeEndpoint"?:\s*"?([^\s",]+)/.exec(instance)?.[1] ?? '', true);
  const cluster = storedClusterConfiguration({
    configMap: 'kubeadm-config',
    text: await savedConfiguration(host, stamp, record),
  });
  const none: readonly never[] = [];
  return {
    bootstrapTokens: none,
    nodeRegistration: {
      name: record.node,
      criSocket: socket.wrong === undefined ? socket.value : 'unix:///run/containerd/containerd.sock',
      taints: none,
      kubeletExtraArgs: none,
      ignorePreflightErrors: none,
      imagePullPolicy: 'IfNotPresent',
      imagePullSerial: true,
    },
    localAPIEndpoint: controlPlane
      ? await readAPIEndpoint(
          Object.assign(Object.create(host) as Host, await answersOfFiles(host, stamp)),
          record.node,
        )
      : { advertiseAddress: '', bindPort: DEFAULT_BIND_PORT },
    certificateKey: '',
    skipPhases: none,
    patchesDirectory: '',
    timeouts,
    dryRun,
    cluster,
    kubelet: { document: {}, userSupplied: false },
    kubeProxy: { document: {}, userSupplied: false },
  } satisfies InitConfig;
}

/** What `upgrade apply` saved; after `upgrade node` the defaults have to do. */
async function savedConfiguration(host: Host, stamp: string, { from }: UpgradeRecord): Promise<string> {
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'kubeadm-config', namespace: 'kube-system' };
  const text = await host.readFile(objectPath(backupFolders(stamp), ref));
  const saved = text === undefined ? undefined : objectData(JSON.parse(text) as KubeObject)['ClusterConfiguration'];
  return saved ?? `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: ${from}\n`;
}

/**
 * Asking the API server again would cost the whole patience of a call. A restore that was interrupted took its manifest
 * away, and kept it.
 */
async function answersOfFiles(host: Host, stamp: string): Promise<Pick<Host, 'getObject' | 'readFile'>> {
  const kept = (await readRestoreState(host, backupFolders(stamp)))?.manifests['kube-apiserver'];
  return {
    getObject: async () => undefined,
    readFile: async (path) => (await host.readFile(path)) ?? (path === API_SERVER_MANIFEST ? kept : undefined),
  };
}
