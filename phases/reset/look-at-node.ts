import { readClusterConfiguration } from '../../pkg/cluster/read-cluster-config.ts';
import type { ClusterConfiguration, ResetConfig } from '../../pkg/config/types.ts';
import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import { etcdEndpoints } from '../../pkg/etcd/cluster-endpoints.ts';
import type { Host } from '../../pkg/host/host.ts';
import { withTimeLimit } from '../../pkg/host/time-limit.ts';
import { ownNodeName } from '../../pkg/kubelet/own-node-name.ts';
import type { EtcdMembership, ResetContext, ResetNode } from '../reset-context.ts';
import { lookAtEtcd } from './etcd-membership.ts';
import { readAdvertiseAddress, readEtcdManifest, type EtcdManifest } from './local-manifests.ts';
import { API_SERVER_MANIFEST, DEFAULT_ETCD_DATA_DIR } from './paths.ts';

/** The API server may be dead for good, and a reset must not wait for it. */
const API_LIMIT_MS = 3_000;
const SOCKET_ANNOTATION = 'kubeadm.alpha.kubernetes.io/cri-socket';

/** What a look needs. */
export interface Looking extends Pick<ResetContext, 'warn'> {
  readonly config: Pick<ResetConfig, 'certificatesDir'>;
  readonly kubeconfig: string;
  readonly host: Host;
  /** Milliseconds for everything that is asked of the API server; 3,000 unless given. */
  readonly apiLimitMs?: number;
}

/**
 * What can be told of this machine and its cluster within a few seconds: files here, then the API server, then etcd.
 * Whatever does not answer is left out, with a warning. Never fails for that.
 */
export async function lookAtNode(looking: Looking): Promise<ResetNode> {
  const { host, config } = looking;
  const [name, manifest, advertiseAddress, apiServerManifest] = await Promise.all([
    nodeName(host),
    readEtcdManifest(host),
    readAdvertiseAddress(host),
    host.stat(API_SERVER_MANIFEST),
  ]);
  const controlPlane = manifest !== 'missing' || apiServerManifest !== undefined;
  const told = await askApiServer(looking, { name, controlPlane });
  const certificatesDir = told.cluster?.certificatesDir ?? config.certificatesDir;
  const clues = { certificatesDir, endpoints: told.endpoints, manifest, advertiseAddress, nodeName: name };
  return {
    name,
    controlPlane,
    cluster: told.cluster,
    etcd: noEtcd(controlPlane, manifest, told.cluster) ?? (await lookAtEtcd(host, clues)),
    etcdDataDir: dataDir(manifest, told.cluster),
    annotatedSocket: told.annotatedSocket,
  };
}

function noEtcd(
  controlPlane: boolean,
  manifest: EtcdManifest | 'missing',
  cluster: ClusterConfiguration | undefined,
): EtcdMembership | undefined {
  if (manifest !== 'missing') return undefined;
  if (!controlPlane) return { kind: 'none', reason: 'this machine has no control plane' };
  if (cluster?.etcd.external !== undefined) return { kind: 'none', reason: 'the cluster uses an external etcd' };
  return cluster === undefined ? { kind: 'none', reason: 'this machine has no etcd' } : undefined;
}

/** What runs here counts before what the cluster's configuration says; without either it is the usual folder. */
function dataDir(manifest: EtcdManifest | 'missing', cluster: ClusterConfiguration | undefined): string | undefined {
  if (manifest !== 'missing') return manifest.dataDir ?? cluster?.etcd.local?.dataDir;
  if (cluster?.etcd.external !== undefined) return undefined;
  return cluster?.etcd.local.dataDir ?? DEFAULT_ETCD_DATA_DIR;
}

/** What the API server tells. */
interface Told {
  readonly cluster: ClusterConfiguration | undefined;
  readonly endpoints: readonly string[];
  readonly annotatedSocket: string | undefined;
}

const NOTHING: Told = { cluster: undefined, endpoints: [], annotatedSocket: undefined };

async function askApiServer(
  { host, kubeconfig, warn, apiLimitMs = API_LIMIT_MS }: Looking,
  { name, controlPlane }: { readonly name: string; readonly controlPlane: boolean },
): Promise<Told> {
  // workers have no admin.conf
  if ((await host.stat(kubeconfig)) === undefined) return NOTHING;
  try {
    return await withTimeLimit('the API server', apiLimitMs, async () => {
      const [cluster, endpoints, node] = await Promise.all([
        readClusterConfiguration(host),
        controlPlane ? etcdEndpoints(host).catch(() => []) : [],
        host.getObject({ apiVersion: 'v1', kind: 'Node', name }).catch(() => undefined),
      ]);
      return { cluster, endpoints, annotatedSocket: node?.metadata.annotations?.[SOCKET_ANNOTATION] };
    });
  } catch (error) {
    warn(`the cluster's configuration cannot be read, going on without it: ${describeError(error)}`);
    return NOTHING;
  }
}

/** As the kubelet is called: by its certificate, or by the machine's name. */
async function nodeName(host: Host): Promise<string> {
  const hostname = host.hostname().toLowerCase();
  try {
    return (await ownNodeName(host)) ?? hostname;
  } catch {
    // damaged files are what a reset is for
    return hostname;
  }
}
