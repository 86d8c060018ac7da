import type { GivenClusterDocument as ClusterV1beta3 } from '../kinds/v1beta3/cluster-configuration.ts';
import type { GivenInitDocument as InitV1beta3 } from '../kinds/v1beta3/init-configuration.ts';
import type { GivenJoinDocument as JoinV1beta3 } from '../kinds/v1beta3/join-configuration.ts';
import type { GivenRegistration } from '../kinds/v1beta3/node-registration.ts';
import type { GivenClusterDocument } from '../kinds/cluster-configuration.ts';
import type { GivenInitDocument } from '../kinds/init-configuration.ts';
import type { GivenJoinDocument } from '../kinds/join-configuration.ts';
import { argumentList, pathInArgumentMap, type ArgumentMap } from './argument-maps.ts';
import { conversion } from './conversion.ts';

/** kubeadm.k8s.io/v1beta3 InitConfiguration. */
export const initFromV1beta3 = conversion<InitV1beta3, GivenInitDocument>(
  ({ nodeRegistration, ...same }) => ({ document: { ...same, nodeRegistration: registration(nodeRegistration) } }),
  (path, given) => pathInArgumentMap(path, () => given.nodeRegistration?.kubeletExtraArgs),
);

/** kubeadm.k8s.io/v1beta3 JoinConfiguration. */
export const joinFromV1beta3 = conversion<JoinV1beta3, GivenJoinDocument>(
  ({ nodeRegistration, discovery, ...same }) => {
    const { timeout, ...found } = discovery ?? {};
    return {
      document: {
        ...same,
        nodeRegistration: registration(nodeRegistration),
        discovery: found,
        timeouts: { discovery: timeout },
      },
    };
  },
  (path, given) =>
    path === 'timeouts.discovery'
      ? 'discovery.timeout'
      : pathInArgumentMap(path, () => given.nodeRegistration?.kubeletExtraArgs),
);

/** kubeadm.k8s.io/v1beta3 ClusterConfiguration. */
export const clusterFromV1beta3 = conversion<ClusterV1beta3, GivenClusterDocument>(
  ({ apiServer, controllerManager, scheduler, etcd, ...same }) => {
    const { timeoutForControlPlane: healthCheck, ...server } = apiServer ?? {};
    const local = etcd?.local;
    return {
      document: {
        ...same,
        apiServer: withList(server),
        controllerManager: withList(controllerManager ?? {}),
        scheduler: withList(scheduler ?? {}),
        etcd: { external: etcd?.external, local: local === undefined ? undefined : withList(local) },
      },
      healthCheck,
    };
  },
  (path, given) =>
    pathInArgumentMap(path.replace(/^etcd\.external\.httpEndpoints/, 'etcd.external.endpoints'), (list) =>
      argumentsAt(given, list),
    ),
);

function argumentsAt(given: ClusterV1beta3, path: string): ArgumentMap | undefined {
  const maps: Readonly<Record<string, ArgumentMap | undefined>> = {
    'apiServer.extraArgs': given.apiServer?.extraArgs,
    'controllerManager.extraArgs': given.controllerManager?.extraArgs,
    'scheduler.extraArgs': given.scheduler?.extraArgs,
    'etcd.local.extraArgs': given.etcd?.local?.extraArgs,
  };
  return maps[path];
}

function registration(given: GivenRegistration | undefined): GivenInitDocument['nodeRegistration'] {
  if (given === undefined) return undefined;
  const { kubeletExtraArgs, ...same } = given;
  return { ...same, kubeletExtraArgs: argumentList(kubeletExtraArgs ?? {}) };
}

function withList<C extends { readonly extraArgs?: ArgumentMap | undefined }>(
  component: C,
): Omit<C, 'extraArgs'> & { readonly extraArgs: ReturnType<typeof argumentList> } {
  const { extraArgs, ...same } = component;
  return { ...same, extraArgs: argumentList(extraArgs ?? {}) };
}
