import { kubeconfigYaml } from '../kubeconfig/kubeconfig.ts';
import { bootstrapKubeconfig } from './bootstrap-kubeconfig.ts';
import type { DiscoveredCluster } from './discovered-cluster.ts';
import type { DiscoveryConfig, DiscoveryHost, DiscoveryListener } from './discovery-host.ts';
import { discoverByFile } from './file-discovery.ts';
import { discoverByToken } from './token-discovery.ts';

/**
 * Find the cluster that a machine is to join, and make sure that it is the right one. Nothing is changed.
 *
 * @param host - what really is, also for a dry run
 * @param config - `discovery` says how; `timeouts.discovery` in milliseconds for how long
 * @throws KubeadmError one of the `discovery-*` codes
 */
export async function discover(
  host: DiscoveryHost,
  { discovery, timeouts }: DiscoveryConfig,
  listener: DiscoveryListener,
): Promise<DiscoveredCluster> {
  const { tlsBootstrapToken } = discovery;
  if (discovery.file !== undefined) {
    const { cluster, own } = await discoverByFile(host, discovery, timeouts.discovery, listener);
    const kubeconfig = tlsBootstrapToken === '' ? own : bootstrapKubeconfig(cluster, tlsBootstrapToken);
    return { ...cluster, kubeconfig: kubeconfigYaml(kubeconfig) };
  }
  const cluster = await discoverByToken(host, discovery.bootstrapToken, timeouts.discovery, listener);
  const token = tlsBootstrapToken === '' ? discovery.bootstrapToken.token : tlsBootstrapToken;
  return { ...cluster, kubeconfig: kubeconfigYaml(bootstrapKubeconfig(cluster, token)) };
}
