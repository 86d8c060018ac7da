import { DEFAULT_TOKEN_TTL, type InitDocument } from '../kinds/init-configuration.ts';
import type { BootstrapToken, InitConfig } from '../types.ts';
import type { ResolvedDocuments } from './dynamic-defaults.ts';
import { resolvedCluster } from './resolved-cluster.ts';
import { resolvedRegistration, resolvedTimeouts } from './resolved-node.ts';

type Token = InitDocument['bootstrapTokens'][number];

/** What the phases read, apart from the component configurations. The documents were validated. */
export function resolvedConfig({
  init,
  cluster,
  version,
}: ResolvedDocuments): Omit<InitConfig, 'kubelet' | 'kubeProxy'> {
  return {
    bootstrapTokens: init.bootstrapTokens.map(resolvedToken),
    nodeRegistration: resolvedRegistration(init.nodeRegistration),
    localAPIEndpoint: init.localAPIEndpoint,
    certificateKey: init.certificateKey,
    skipPhases: init.skipPhases,
    patchesDirectory: init.patches?.directory ?? '',
    timeouts: resolvedTimeouts(init.timeouts),
    dryRun: init.dryRun,
    cluster: resolvedCluster(cluster, version),
  };
}

function resolvedToken({ token = '', description, ttl, expires, usages, groups }: Token): BootstrapToken {
  const end = expires === undefined ? {} : { expires: Date.parse(expires) };
  return { token, description, ttl: ttl ?? DEFAULT_TOKEN_TTL, ...end, usages, groups };
}
