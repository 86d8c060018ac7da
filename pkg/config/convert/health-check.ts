import type { PartialOf } from '../schema/schema-value.ts';
import { DEFAULT_HEALTH_CHECK, type timeouts } from '../kinds/timeouts.ts';

type GivenTimeouts = PartialOf<typeof timeouts>;

/**
 * The timeouts of `init` beside a v1beta3 ClusterConfiguration: what that one says counts, unless it says nothing or
 * what would be the case anyway.
 *
 * @param healthCheck - `apiServer.timeoutForControlPlane` in milliseconds
 */
export function initTimeouts(
  given: GivenTimeouts | undefined,
  healthCheck: number | undefined,
): GivenTimeouts | undefined {
  if (healthCheck === undefined || healthCheck === 0 || healthCheck === DEFAULT_HEALTH_CHECK) return given;
  return { ...given, controlPlaneComponentHealthCheck: healthCheck };
}

/**
 * The timeouts of `join` when a file is migrated that holds a v1beta3 ClusterConfiguration as well: what the
 * JoinConfiguration says itself, else what the cluster's configuration says.
 *
 * @param healthCheck - `apiServer.timeoutForControlPlane` in milliseconds
 */
export function joinTimeouts(
  given: GivenTimeouts | undefined,
  healthCheck: number | undefined,
): GivenTimeouts | undefined {
  return given?.controlPlaneComponentHealthCheck === undefined ? initTimeouts(given, healthCheck) : given;
}
