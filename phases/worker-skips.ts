import type { JoinContext } from './join-context.ts';
import type { UpgradeContext } from './upgrade-context.ts';

/** The reason by which phases of control planes are left out on a worker. */
export const JOINS_AS_WORKER = 'this machine joins as a worker';

/** Why a phase of control planes has nothing to do: this machine joins as a worker. */
export function workerSkips({ config }: Pick<JoinContext, 'config'>): string | undefined {
  return config.controlPlane === undefined ? JOINS_AS_WORKER : undefined;
}

/** The reason by which phases are left out that only a drained node needs. */
export const PODS_STAY = 'only with --drain';

/** Why there is nothing to drain or to uncordon. */
export function undrainedSkips({ settings }: Pick<UpgradeContext, 'settings'>): string | undefined {
  return settings.drain === undefined ? PODS_STAY : undefined;
}

/** Why a phase of control planes has nothing to do in an upgrade: this machine is a worker. */
export function upgradesWorker({ settings }: Pick<UpgradeContext, 'settings'>): string | undefined {
  return settings.controlPlane ? undefined : 'this machine is a worker';
}
