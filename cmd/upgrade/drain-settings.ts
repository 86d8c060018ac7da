import { parseDuration } from '../../pkg/config/duration.ts';
import type { UpgradeFlags } from '../../pkg/config/upgrade-types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { DrainSettings } from '../../phases/upgrade-context.ts';

/** Long enough for Pods that end slowly, and for replicas that are made one after another. */
const TIMEOUT_MS = 10 * 60_000;

/** Flags that say how to drain. */
const HOW = {
  drainTimeout: '--drain-timeout',
  deleteEmptydirData: '--delete-emptydir-data',
  deleteBarePods: '--delete-bare-pods',
} as const;

/**
 * What the flags say about draining; a phase that is run alone needs no `--drain`.
 *
 * @throws KubeadmError `drain-not-asked`
 */
export function drainSettings(flags: UpgradeFlags, fullRun: boolean): DrainSettings | undefined {
  if (fullRun && flags.drain !== true) {
    refuseWithoutDrain(flags);
    return undefined;
  }
  return {
    timeoutMs: parseDuration(flags.drainTimeout ?? '') ?? TIMEOUT_MS,
    deleteEmptyDirData: flags.deleteEmptydirData === true,
    deleteBarePods: flags.deleteBarePods === true,
  };
}

function refuseWithoutDrain(flags: UpgradeFlags): void {
  const [, given] = Object.entries(HOW).find(([name]) => flags[name as keyof typeof HOW] !== undefined) ?? [];
  if (given === undefined) return;
  throw new KubeadmError('drain-not-asked', `${given} says how to drain, and nothing is to be drained`, {
    hint: 'add --drain, or leave the flag out',
  });
}
