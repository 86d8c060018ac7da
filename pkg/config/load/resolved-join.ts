import type { JoinDocument } from '../kinds/join-configuration.ts';
import type { Discovery, JoinConfig } from '../types.ts';
import { resolvedRegistration, resolvedTimeouts } from './resolved-node.ts';

/** What the phases of `join` read. The document was validated. */
export function resolvedJoin(join: JoinDocument): JoinConfig {
  const { controlPlane } = join;
  return {
    nodeRegistration: resolvedRegistration(join.nodeRegistration),
    caCertPath: join.caCertPath,
    discovery: resolvedDiscovery(join.discovery),
    ...(controlPlane === undefined ? {} : { controlPlane }),
    skipPhases: join.skipPhases,
    patchesDirectory: join.patches?.directory ?? '',
    timeouts: resolvedTimeouts(join.timeouts),
    dryRun: join.dryRun,
  };
}

function resolvedDiscovery({ bootstrapToken, file, tlsBootstrapToken }: JoinDocument['discovery']): Discovery {
  if (bootstrapToken !== undefined) return { bootstrapToken, tlsBootstrapToken };
  if (file === undefined) throw new TypeError('validation refuses a discovery with neither token nor file');
  return { file, tlsBootstrapToken };
}
