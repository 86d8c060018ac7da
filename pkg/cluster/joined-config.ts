import { deepFreeze } from '../config/deep-freeze.ts';
import { DEFAULT_BIND_PORT } from '../config/kinds/init-configuration.ts';
import type { InitConfig, JoinConfig } from '../config/types.ts';
import type { StoredCluster } from './stored-cluster.ts';

/** A worker has no API server: its address is empty. */
const NO_ENDPOINT = { advertiseAddress: '', bindPort: DEFAULT_BIND_PORT };

/**
 * What the phases of `init` take on a joining machine: the cluster's own configuration, and this machine's
 * registration, endpoint, patches and timeouts. Immutable.
 */
export function joinedConfig(join: JoinConfig, stored: StoredCluster): InitConfig {
  const { nodeRegistration, controlPlane, skipPhases, patchesDirectory, timeouts, dryRun } = join;
  return deepFreeze({
    bootstrapTokens: [],
    nodeRegistration,
    localAPIEndpoint: controlPlane?.localAPIEndpoint ?? NO_ENDPOINT,
    certificateKey: controlPlane?.certificateKey ?? '',
    skipPhases,
    patchesDirectory,
    timeouts,
    dryRun,
    ...stored,
  });
}
