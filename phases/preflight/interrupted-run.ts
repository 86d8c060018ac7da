import type { HostView } from '../../pkg/host/host.ts';

/**
 * Marks a machine on which `init` has begun to change things and has not come to its end. The command line writes it
 * before the first change and removes it after the last; only while it is there do the checks accept what such a run
 * left behind. Content: `{ startedAt, command, pid }`.
 */
export const INTERRUPTED_RUN_FILE = '/etc/kubernetes/.kubeadm-ts-init-in-progress.json';

/** Whether an `init` was interrupted on this machine. */
export async function isContinuing(view: Pick<HostView, 'stat'>): Promise<boolean> {
  return (await view.stat(INTERRUPTED_RUN_FILE)) !== undefined;
}
