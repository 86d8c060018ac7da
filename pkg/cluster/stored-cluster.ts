import type { ClusterConfiguration, ComponentConfig } from '../config/types.ts';

/** The configuration of a cluster, as its ConfigMaps hold it. */
export interface StoredCluster {
  readonly cluster: ClusterConfiguration;
  readonly kubelet: ComponentConfig;
  readonly kubeProxy: ComponentConfig;
}
