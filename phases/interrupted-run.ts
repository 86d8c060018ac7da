import type { HostView } from '../pkg/host/host.ts';

/** Workflows that make a machine a node. */
export type MarkedWorkflow = 'init' | 'join';
/** Commands that mark the machine while they are at work on it. */
export type MarkedCommand = MarkedWorkflow | 'upgrade';

/**
 * Marks a machine on which a workflow has begun to change things and has not come to its end. The command line writes
 * it before the first change and removes it after the last; only while it is there do the checks of the same workflow
 * accept what such a run left behind. Content: `{ startedAt, command, pid }`.
 */
export function interruptedRunFile(workflow: MarkedCommand): string {
  return `/etc/kubernetes/.kubeadm-ts-${workflow}-in-progress.json`;
}

/** Whether a run of this workflow was interrupted on this machine. */
export async function isContinuing(view: Pick<HostView, 'stat'>, workflow: MarkedCommand): Promise<boolean> {
  return (await view.stat(interruptedRunFile(workflow))) !== undefined;
}
