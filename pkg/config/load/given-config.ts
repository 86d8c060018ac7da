import type { ClusterDocument, clusterConfiguration } from '../kinds/cluster-configuration.ts';
import type { InitDocument, initConfiguration } from '../kinds/init-configuration.ts';
import type { GivenKubeProxyDocument } from '../kinds/kube-proxy-configuration.ts';
import type { GivenKubeletDocument } from '../kinds/kubelet-configuration.ts';
import type { ConfigIssue } from '../issue.ts';
import type { PartialOf } from '../schema/schema-value.ts';

/** The documents that `init` reads. */
export type InitKind = 'InitConfiguration' | 'ClusterConfiguration' | 'KubeletConfiguration' | 'KubeProxyConfiguration';

/** Where a field was given, as far as that is known. */
export type Locate = (kind: InitKind, path: string) => Pick<ConfigIssue, 'place' | 'flag'>;

/** What the user gave, in a file or by flags, before anything is filled in. */
export interface GivenConfig {
  readonly init: PartialOf<typeof initConfiguration>;
  readonly cluster: PartialOf<typeof clusterConfiguration>;
  readonly kubelet: GivenKubeletDocument | undefined;
  readonly kubeProxy: GivenKubeProxyDocument | undefined;
  readonly locate: Locate;
  readonly errors: readonly ConfigIssue[];
  readonly warnings: readonly string[];
}

/** The same with static defaults filled in. */
export interface DefaultedConfig {
  readonly init: InitDocument;
  readonly cluster: ClusterDocument;
}
