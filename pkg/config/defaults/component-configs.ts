import type { DefaultedConfig, GivenConfig } from '../load/given-config.ts';
import { kubeProxyConfiguration } from '../kinds/kube-proxy-configuration.ts';
import { kubeletConfiguration } from '../kinds/kubelet-configuration.ts';
import { encode } from '../schema/encode.ts';
import type { InitConfig } from '../types.ts';
import { kubeProxyDefaults } from './kube-proxy-defaults.ts';
import { kubeletDefaults } from './kubelet-defaults.ts';

/** The configurations of kubelet and kube-proxy, and where they differ from what is recommended. */
export function componentConfigs(
  given: Pick<GivenConfig, 'kubelet' | 'kubeProxy'>,
  { init, cluster }: DefaultedConfig,
): Pick<InitConfig, 'kubelet' | 'kubeProxy'> & { readonly warnings: readonly string[] } {
  const proxy = kubeProxyDefaults(given.kubeProxy, cluster, init.localAPIEndpoint.advertiseAddress);
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
