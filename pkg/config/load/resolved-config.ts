import { DEFAULT_TOKEN_TTL } from '../kinds/init-configuration.ts';
import type { InitConfig } from '../types.ts';
import type { ResolvedDocuments } from './dynamic-defaults.ts';
import { resolvedCluster } from './resolved-cluster.ts';
import { resolvedRegistration, resolvedTimeouts } from './resolved-node.ts';

/** What the phases read, apart from the component configurations. The documents were validated. */
export function resolvedConfig({
  init,
  cluster,
  version,
}: ResolvedDocuments): Omit<InitConfig, 'kubelet' | 'kubeProxy'> {
  return {
    bootstrapTokens: init.bootstrapTokens.map(({ token, description, ttl, usages, groups }) => ({
      token: token ?? '',
      description,
      ttl: ttl ?? DEFAULT_TOKEN_TTL,
      usages,
      groups,
    })),
    nodeRegistration: resolvedRegistration(init.nodeRegistration, { controlPlane: true }),
    localAPIEndpoint: init.localAPIEndpoint,
    certificateKey: init.certificateKey,
    skipPhases: init.skipPhases,
    patchesDirectory: init.patches?.directory ?? '',
    timeouts: resolvedTimeouts(init.timeouts),
    dryRun: init.dryRun,
    cluster: resolvedCluster(cluster, version),
  };
}
