import type { JsonObject } from '../../kube/kube-object.ts';
import { CLIENT_VERSION } from '../../version/client-version.ts';
import { parseKubernetesVersion } from '../../version/kubernetes-version.ts';
import { componentConfigs } from '../defaults/component-configs.ts';
import { KNOWN_CRI_SOCKETS } from '../defaults/cri-socket.ts';
import { discoveryDefaults } from '../defaults/discovery.ts';
import { encodeDocument } from '../encode-document.ts';
import { clusterConfiguration } from '../kinds/cluster-configuration.ts';
import { initConfiguration } from '../kinds/init-configuration.ts';
import { joinConfiguration } from '../kinds/join-configuration.ts';
import { resetConfiguration } from '../kinds/reset-configuration.ts';
import { upgradeConfiguration } from '../kinds/upgrade-configuration.ts';
import { complete } from '../schema/complete.ts';

/** What stands for values that differ from machine to machine, or are secret (source: the reference, 1.36). */
const PLACEHOLDER = {
  token: 'abcdef.0123456789abcdef',
  advertiseAddress: '1.2.3.4',
  nodeName: 'node',
  apiServerEndpoint: 'kube-apiserver:6443',
} as const;
const [CRI_SOCKET] = KNOWN_CRI_SOCKETS;

/** The configurations of components, in the order in which they are printed. */
export const COMPONENT_KINDS = ['KubeProxyConfiguration', 'KubeletConfiguration'] as const;
export type ComponentKind = (typeof COMPONENT_KINDS)[number];

/** What `init` works with where nothing is configured: the same on every machine. */
export function initDefaults(): readonly JsonObject[] {
  const init = complete(initConfiguration, {
    bootstrapTokens: [{ token: PLACEHOLDER.token }],
    localAPIEndpoint: { advertiseAddress: PLACEHOLDER.advertiseAddress },
    nodeRegistration: { name: PLACEHOLDER.nodeName, criSocket: CRI_SOCKET },
  });
  const cluster = complete(clusterConfiguration, { kubernetesVersion: firstOfMinor() });
  return [encodeDocument('InitConfiguration', init), encodeDocument('ClusterConfiguration', cluster)];
}

/** What a component works with in a cluster without any configuration. */
export function componentDefaults(kind: ComponentKind): JsonObject {
  const given = { kubelet: undefined, kubeProxy: undefined };
  const cluster = complete(clusterConfiguration, {});
  const { kubelet, kubeProxy } = componentConfigs(given, cluster, PLACEHOLDER.advertiseAddress);
  return kind === 'KubeletConfiguration' ? kubelet.document : kubeProxy.document;
}

/**
 * What `join` works with, apart from the cluster, which nobody can guess.
 *
 * @param nodeName - of this machine
 */
export function joinDefaults(nodeName: string): readonly JsonObject[] {
  const { token, apiServerEndpoint } = PLACEHOLDER;
  const join = complete(joinConfiguration, {
    discovery: { bootstrapToken: { token, apiServerEndpoint, unsafeSkipCAVerification: true } },
    nodeRegistration: { name: nodeName, criSocket: CRI_SOCKET },
  });
  return [encodeDocument('JoinConfiguration', { ...join, discovery: discoveryDefaults(join.discovery) })];
}

/** What `reset` works with where nothing is configured. */
export function resetDefaults(): readonly JsonObject[] {
  return [encodeDocument('ResetConfiguration', complete(resetConfiguration, { criSocket: CRI_SOCKET }))];
}

/** What the commands of `upgrade` work with where nothing is configured. */
export function upgradeDefaults(): readonly JsonObject[] {
  return [encodeDocument('UpgradeConfiguration', complete(upgradeConfiguration, {}))];
}

/** `1.36.0`: files that are made from it stay valid for the whole minor release. */
function firstOfMinor(): string {
  const { major, minor } = parseKubernetesVersion(CLIENT_VERSION) ?? { major: 0, minor: 0 };
  return `${major}.${minor}.0`;
}
