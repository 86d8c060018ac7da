import type { JsonObject } from '../kube/kube-object.ts';
import { writeYaml } from '../yaml/write-yaml.ts';
import { clusterConfiguration } from './kinds/cluster-configuration.ts';
import { KUBEADM_GROUP, KUBEADM_VERSION } from './kinds/registry.ts';
import { encode } from './schema/encode.ts';
import type { ClusterConfiguration, InitConfig } from './types.ts';

/**
 * The ClusterConfiguration as it is stored in the cluster: empty lists and texts left out, structs always there,
 * a CI version with its prefix, so that who reads it back takes the images from the same place.
 */
export function clusterConfigurationDocument(cluster: ClusterConfiguration): JsonObject {
  const { kubernetesVersion, ciVersion, ...rest } = cluster;
  const fields = encode(clusterConfiguration, {
    ...rest,
    kubernetesVersion: ciVersion ? `ci/${kubernetesVersion}` : kubernetesVersion,
  });
  return { apiVersion: `${KUBEADM_GROUP}/${KUBEADM_VERSION}`, kind: 'ClusterConfiguration', ...fields };
}

/** The same as YAML text: value of the key `ClusterConfiguration` of ConfigMap `kubeadm-config`. */
export function marshalClusterConfiguration(config: Pick<InitConfig, 'cluster'>): string {
  return writeYaml(clusterConfigurationDocument(config.cluster));
}
