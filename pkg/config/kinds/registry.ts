import type { StructSchema } from '../schema/schema.ts';
import { clusterConfiguration } from './cluster-configuration.ts';
import { initConfiguration } from './init-configuration.ts';
import { joinConfiguration } from './join-configuration.ts';
import { kubeProxyConfiguration } from './kube-proxy-configuration.ts';
import { kubeletConfiguration } from './kubelet-configuration.ts';
import { resetConfiguration } from './reset-configuration.ts';

export const KUBEADM_GROUP = 'kubeadm.k8s.io';
export const KUBEADM_VERSION = 'v1beta4';

/** Kinds that some command reads. */
export type ConfigKind =
  | 'InitConfiguration'
  | 'ClusterConfiguration'
  | 'JoinConfiguration'
  | 'ResetConfiguration'
  | 'KubeletConfiguration'
  | 'KubeProxyConfiguration';

/** A kind of document that a configuration file may hold. */
export interface KindEntry {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Absent while this program knows the kind by name only. */
  readonly schema?: StructSchema;
}

/** Every kind of every version. A new kind, or an old version to convert from, is one more row. */
export const KINDS: readonly KindEntry[] = [
  { group: KUBEADM_GROUP, version: KUBEADM_VERSION, kind: 'InitConfiguration', schema: initConfiguration },
  { group: KUBEADM_GROUP, version: KUBEADM_VERSION, kind: 'ClusterConfiguration', schema: clusterConfiguration },
  { group: KUBEADM_GROUP, version: KUBEADM_VERSION, kind: 'JoinConfiguration', schema: joinConfiguration },
  { group: KUBEADM_GROUP, version: KUBEADM_VERSION, kind: 'ResetConfiguration', schema: resetConfiguration },
  { group: KUBEADM_GROUP, version: KUBEADM_VERSION, kind: 'UpgradeConfiguration' },
  { group: 'kubelet.config.k8s.io', version: 'v1beta1', kind: 'KubeletConfiguration', schema: kubeletConfiguration },
  {
    group: 'kubeproxy.config.k8s.io',
    version: 'v1alpha1',
    kind: 'KubeProxyConfiguration',
    schema: kubeProxyConfiguration,
  },
];

/** Versions of the kubeadm group that nobody reads any more, and the release of kubeadm that could convert each. */
export const RETIRED_VERSIONS: ReadonlyMap<string, string> = new Map([
  ['v1alpha1', 'v1.11'],
  ['v1alpha2', 'v1.12'],
  ['v1alpha3', 'v1.14'],
  ['v1beta1', 'v1.15'],
  ['v1beta2', 'v1.22'],
]);

/** The kinds of the version before, which `config migrate` of kubeadm converts. */
export const PREVIOUS_VERSION = {
  version: 'v1beta3',
  kinds: ['InitConfiguration', 'ClusterConfiguration', 'JoinConfiguration'],
} as const;
