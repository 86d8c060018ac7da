import { parseAddress } from '../../net/address.ts';
import type { ClusterDocument } from '../kinds/cluster-configuration.ts';
import {
  kubeProxyConfiguration,
  type GivenKubeProxyDocument,
  type KubeProxyDocument,
} from '../kinds/kube-proxy-configuration.ts';
import { complete } from '../schema/complete.ts';
import { Recommendations } from './recommendations.ts';

/** Where the DaemonSet mounts kube-proxy's kubeconfig. */
const KUBECONFIG = '/var/lib/kube-proxy/kubeconfig.conf';

/**
 * kube-proxy's configuration as this cluster needs it: what the user gave, and this program's values for the rest.
 *
 * @param advertiseAddress - its family decides the address that kube-proxy binds to
 */
export function kubeProxyDefaults(
  given: GivenKubeProxyDocument | undefined,
  cluster: ClusterDocument,
  advertiseAddress: string,
): { readonly document: KubeProxyDocument; readonly warnings: readonly string[] } {
  const own = complete(kubeProxyConfiguration, given);
  const recommend = new Recommendations('KubeProxyConfiguration');
  const anyAddress = parseAddress(advertiseAddress)?.family === 6 ? '::' : '0.0.0.0';
  const { podSubnet } = cluster.networking;
  const document: KubeProxyDocument = {
    ...own,
    bindAddress: recommend.text('bindAddress', own.bindAddress, anyAddress),
    clusterCIDR: podSubnet === '' ? own.clusterCIDR : recommend.text('clusterCIDR', own.clusterCIDR, podSubnet),
    clientConnection: {
      ...own.clientConnection,
      kubeconfig: recommend.text('clientConnection.kubeconfig', own.clientConnection.kubeconfig, KUBECONFIG),
    },
  };
  return { document, warnings: recommend.warnings };
}
