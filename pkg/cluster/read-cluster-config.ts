import { componentConfigs } from '../config/defaults/component-configs.ts';
import { checkedVersion, exactKubernetesVersion } from '../config/defaults/kubernetes-version.ts';
import { resolvedCluster } from '../config/load/resolved-cluster.ts';
import type { ClusterDocument } from '../config/kinds/cluster-configuration.ts';
import type { ClusterConfiguration, ComponentConfig } from '../config/types.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { hasCode } from '../kube/api-error.ts';
import {
  CLUSTER_CONFIG,
  KUBELET_CONFIG,
  KUBE_PROXY_CONFIG,
  optionalConfig,
  requiredConfig,
  type FoundConfig,
  type ObjectReader,
} from './read-config-map.ts';
import { isGenerated } from './component-config-hash.ts';
import { isOutdated } from './component-config-states.ts';
import type { StoredCluster } from './stored-cluster.ts';
import { clusterDocument, kubeProxyDocument, kubeletDocument, type StoredText } from './stored-documents.ts';

/** What is to happen with the cluster: for messages. */
export type ClusterPurpose = 'joined' | 'upgraded';

/**
 * The configuration of a cluster that a machine joins, or is a part of, with defaults. That of kube-proxy may be
 * missing, or not be this machine's to read.
 *
 * @throws KubeadmError naming the ConfigMap that is missing, forbidden or unreadable; `cluster-too-old`
 */
export async function readClusterConfig(
  reader: ObjectReader,
  purpose: ClusterPurpose = 'joined',
): Promise<StoredCluster> {
  const [cluster, kubelet, kubeProxy] = await allOf([
    requiredConfig(reader, CLUSTER_CONFIG),
    requiredConfig(reader, KUBELET_CONFIG),
    optionalConfig(reader, KUBE_PROXY_CONFIG).catch(forbiddenIsAbsent),
  ]);
  const document = clusterDocument(cluster);
  const given = {
    kubelet: isOutdated(kubelet) ? undefined : kubeletDocument(kubelet),
    kubeProxy: kubeProxy === undefined || isOutdated(kubeProxy) ? undefined : kubeProxyDocument(kubeProxy),
  };
  // without kube-proxy's own document nothing here depends on the address
  const components = componentConfigs(given, document, '');
  return {
    cluster: supported(resolved(document), purpose),
    kubelet: stored(components.kubelet, kubelet),
    kubeProxy: stored(components.kubeProxy, kubeProxy),
  };
}

/**
 * The ClusterConfiguration of a cluster alone, of whatever version of Kubernetes.
 *
 * @returns `undefined` when the cluster keeps none
 * @throws KubeadmError `cluster-config-forbidden`, `cluster-config-unreadable`, or what else stopped the API server
 */
export async function readClusterConfiguration(reader: ObjectReader): Promise<ClusterConfiguration | undefined> {
  const found = await optionalConfig(reader, CLUSTER_CONFIG);
  return found === undefined ? undefined : storedClusterConfiguration(found);
}

/**
 * The ClusterConfiguration in a text that a cluster keeps.
 *
 * @throws KubeadmError `cluster-config-unreadable`
 */
export function storedClusterConfiguration(text: StoredText): ClusterConfiguration {
  return resolved(clusterDocument(text));
}

function resolved(document: ClusterDocument): ClusterConfiguration {
  const version = exactKubernetesVersion(document.kubernetesVersion);
  return resolvedCluster(document, version ?? { version: document.kubernetesVersion, ci: false });
}

const TOO_OLD_HINTS: Readonly<Record<ClusterPurpose, string>> = {
  joined: "upgrade the cluster first, or join with a release of the cluster's own version",
  upgraded: 'upgrade one minor release at a time, each with the program of the release that is upgraded to',
};

/** @throws KubeadmError `cluster-too-old` */
function supported(cluster: ClusterConfiguration, purpose: ClusterPurpose): ClusterConfiguration {
  const { wrong } = checkedVersion({ version: cluster.kubernetesVersion, ci: cluster.ciVersion });
  if (wrong === undefined) return cluster;
  throw new KubeadmError('cluster-too-old', `the cluster cannot be ${purpose} with this program: ${wrong}`, {
    hint: TOO_OLD_HINTS[purpose],
  });
}

function stored(component: ComponentConfig, found: FoundConfig | undefined): ComponentConfig {
  if (found === undefined) return component;
  return { ...component, userSupplied: !isGenerated(found.object) };
}

function forbiddenIsAbsent(error: unknown): undefined {
  if (hasCode(error, 'cluster-config-forbidden')) return undefined;
  throw error;
}

/** As Promise.all, but the first in the list that fails is told, whichever failed first. */
async function allOf<T extends readonly [Promise<unknown>, ...Promise<unknown>[]]>(
  promises: T,
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises) as Promise<{ [K in keyof T]: Awaited<T[K]> }>;
}
