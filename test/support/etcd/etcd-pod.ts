import type { KubeObject } from '../../../pkg/kube/kube-object.ts';

/** The mirror Pod of a stacked etcd, as far as this program reads it. */
export function etcdPod(node: string, address: string, annotation?: string): KubeObject & { readonly spec: object } {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `etcd-${node}`,
      namespace: 'kube-system',
      labels: { component: 'etcd', tier: 'control-plane' },
      annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': annotation ?? `https://${address}:2379` },
    },
    spec: { containers: [{ name: 'etcd', image: 'etcd' }] },
  };
}
