import type { StructSchema } from '../schema/schema.ts';
import type { Conversion } from '../convert/conversion.ts';
import { clusterFromV1beta3, initFromV1beta3, joinFromV1beta3 } from '../convert/from-v1beta3.ts';
import { clusterConfiguration } from './cluster-configuration.ts';
import { initConfiguration } from './init-configuration.ts';
import { joinConfiguration } from './join-configuration.ts';
import { kubeProxyConfiguration } from './kube-proxy-configuration.ts';
import { kubeletConfiguration } from './kubelet-configuration.ts';
import { resetConfiguration } from './reset-configuration.ts';
import { upgradeConfiguration } from './upgrade-configuration.ts';
import { clusterConfiguration as clusterV1beta3 } from './v1beta3/cluster-configuration.ts';
import { initConfiguration as initV1beta3 } from './v1beta3/init-configuration.ts';
import { joinConfiguration as joinV1beta3 } from './v1beta3/join-configuration.ts';

export const KUBEADM_GROUP = 'kubeadm.k8s.io';
export const KUBEADM_VERSION = 'v1beta4';

/** Kinds that some command reads. */
export type ConfigKind =
  | 'InitConfiguration'
  | 'ClusterConfiguration'
  | 'JoinConfiguration'
  | 'ResetConfiguration'
  | 'UpgradeConfiguration'
  | 'KubeletConfiguration'
  | 'KubeProxyConfiguration';

/** A kind of document that a configuration file may hold. */
export interface KindEntry {
  readonly group: string;
  readonly version: string;
  readonly kind: ConfigKind;
  readonly schema: StructSchema;
  /** How documents of an older version become the newest; absent where this is the newest. */
  readonly conversion?: Conversion;
}

const kubeadm = (kind: ConfigKind, schema: StructSchema): KindEntry => ({
  group: KUBEADM_GROUP,
  version: KUBEADM_VERSION,
  kind,
  schema,
});
const v1beta3 = (kind: ConfigKind, schema: StructSchema, conversion: Conversion): KindEntry => ({
  ...kubeadm(kind, schema),
  version: 'v1beta3',
  conversion,
});

/** Every kind of every version, the newest of each kind first. A new kind, or an old version, is one more row. */
export const KINDS: readonly KindEntry[] = [
  kubeadm('InitConfiguration', initConfiguration),
  kubeadm('ClusterConfiguration', clusterConfiguration),
  kubeadm('JoinConfiguration', joinConfiguration),
  kubeadm('ResetConfiguration', resetConfiguration),
  kubeadm('UpgradeConfiguration', upgradeConfiguration),
  { group: 'kubelet.config.k8s.io', version: 'v1beta1', kind: 'KubeletConfiguration', schema: kubeletConfiguration },
  {
    group: 'kubeproxy.config.k8s.io',
    version: 'v1alpha1',
    kind: 'KubeProxyConfiguration',
    schema: kubeProxyConfiguration,
  },
  v1beta3('InitConfiguration', initV1beta3, initFromV1beta3),
  v1beta3('ClusterConfiguration', clusterV1beta3, clusterFromV1beta3),
  v1beta3('JoinConfiguration', joinV1beta3, joinFromV1beta3),
];

/** The row of a kind in a certain version. */
export function kindEntry(of: { readonly group: string; readonly version: string; readonly kind: string }) {
  return KINDS.find(({ group, version, kind }) => group === of.group && version === of.version && kind === of.kind);
}

/** The row of the newest version of a kind. */
export function newestEntry(kind: ConfigKind): KindEntry {
  const entry = KINDS.find((each) => each.kind === kind);
  if (entry === undefined) throw new TypeError(`there is no row for ${kind}`);
  return entry;
}

/** Versions of the kubeadm group that nobody reads any more, and the release of kubeadm that could convert each. */
export const RETIRED_VERSIONS: ReadonlyMap<string, string> = new Map([
  ['v1alpha1', 'v1.11'],
  ['v1alpha2', 'v1.12'],
  ['v1alpha3', 'v1.14'],
  ['v1beta1', 'v1.15'],
  ['v1beta2', 'v1.22'],
]);
