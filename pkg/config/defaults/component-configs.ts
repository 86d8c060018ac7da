import type { ClusterDocument } from '../kinds/cluster-configuration.ts';
import { kubeProxyConfiguration, type GivenKubeProxyDocument } from '../kinds/kube-proxy-configuration.ts';
import { kubeletConfiguration, type GivenKubeletDocument } from '../kinds/kubelet-configuration.ts';
import { encode } from '../schema/encode.ts';
import type { InitConfig } from '../types.ts';
import { kubeProxyDefaults } from './kube-proxy-defaults.ts';
import { kubeletDefaults } from './kubelet-defaults.ts';

/** Documents of the components, each `undefined` where there is none. */
export interface GivenComponents {
  readonly kubelet: GivenKubeletDocument | undefined;
  readonly kubeProxy: GivenKubeProxyDocument | undefined;
}

/**
 * The configurations of kubelet and kube-proxy, and where they differ from what is recommended.
 *
 * @param advertiseAddress - of this machine's API server; may be empty
 */
export function componentConfigs(
  given: GivenComponents,
  cluster: ClusterDocument,
  advertiseAddress: string,
): Pick<InitConfig, 'kubelet' | 'kubeProxy'> & { readonly warnings: readonly string[] } {
  const proxy = kubeProxyDefaults(given.kubeProxy, cluster, advertiseAddress);
  const kubelet = kubeletDefaults(given.kubelet, cluster);
  return {
    kubelet: {
      document: {
        apiVersion: 'kubelet.config.k8s.io/v1beta1',
        kind: 'KubeletConfiguration',
        ...encode(kubeletConfiguration, kubelet.document),
      },
      userSupplied: given.kubelet !== undefined,
    },
    kubeProxy: {
      document: {
        apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
        kind: 'KubeProxyConfiguration',
        ...encode(kubeProxyConfiguration, proxy.document),
      },
      userSupplied: given.kubeProxy !== undefined,
    },
    warnings: [...proxy.warnings, ...kubelet.warnings],
  };
}
