import { componentConfigHash, HASH_ANNOTATION } from '../../pkg/cluster/component-config-hash.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import type { Manifest } from '../manifest.ts';

/** The annotation with that fingerprint; none where a person gave the configuration, because then it is theirs. */
export function componentConfigAnnotations(
  data: Readonly<Record<string, string>>,
  userSupplied: boolean,
): { readonly annotations?: Readonly<Record<string, string>> } {
  return userSupplied ? {} : { annotations: { [HASH_ANNOTATION]: componentConfigHash(data) } };
}

/** @param text - the ClusterConfiguration as YAML */
export function kubeadmConfigMap(text: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
    data: { ClusterConfiguration: text },
  };
}

/**
 * @param text - the KubeletConfiguration as YAML
 * @param userSupplied - whether a person gave the document
 */
export function kubeletConfigMap(text: string, userSupplied: boolean): Manifest {
  const data = { kubelet: text };
  const annotations = componentConfigAnnotations(data, userSupplied);
  const metadata = { name: 'kubelet-config', namespace: 'kube-system', ...annotations };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

/**
 * Where the cluster is and whom to trust, for everybody to read: a kubeconfig with one cluster and nobody in it.
 *
 * @param caPem - the cluster's CA certificates
 * @param server - URL of the API server
 */
export function clusterInfoConfigMap(caPem: string, server: string): Manifest {
  const kubeconfig = writeYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: '', cluster: { 'certificate-authority-data': Buffer.from(caPem).toString('base64'), server } }],
    contexts: null,
    'current-context': '',
    users: null,
  });
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cluster-info', namespace: 'kube-public' },
    data: { kubeconfig },
  };
}
