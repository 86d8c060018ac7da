import { interruptedRunFile, type MarkedCommand } from '../../phases/interrupted-run.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Change } from '../../pkg/host/change.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';

/** Which run it is that leaves a mark. */
export interface MarkedRun {
  readonly workflow: MarkedCommand;
  readonly command: readonly string[];
  readonly pid: number;
  /** When it began; the moment of the first change unless given. */
  readonly begun?: Date;
}

const WORKFLOWS: readonly MarkedCommand[] = ['init', 'join', 'upgrade'];

/**
 * A host that leaves a mark before its first change to the machine. While the mark is there, preflight takes what it
 * finds for the work of a run that did not get to its end, and the same command goes on from there.
 */
export function markingHost(host: Host, run: MarkedRun): { readonly host: Host; finish(): Promise<void> } {
  const { workflow, command, pid, begun } = run;
  const path = interruptedRunFile(workflow);
  let marked: Promise<void> | undefined;
  const mark = async (): Promise<void> => {
    await refuseSecondRun(host, run);
    await host.change({
      kind: 'write-file',
      path,
      mode: 0o600,
      content: `${JSON.stringify({ startedAt: (begun ?? host.now()).toISOString(), command, pid })}\n`,
    });
  };
  const wrapped = Object.assign(Object.create(host) as Host, {
    change: async (change: Change): Promise<void> => {
      if (!isPreparation(change)) await (marked ??= mark());
      await host.change(change);
    },
  });
  return { host: wrapped, finish: () => host.change({ kind: 'remove-file', path }) };
}

/**
 * Two runs at the same time would make keys and certificates that do not fit each other, or stop each other's kubelet.
 *
 * @param run - the run that is about to begin; its own mark is no hindrance
 * @throws KubeadmError `already-running` while the process that left a mark, of either workflow, is alive
 */
export async function refuseSecondRun(
  view: Pick<HostView, 'readFile'>,
  { pid }: Pick<MarkedRun, 'pid'>,
): Promise<void> {
  for (const workflow of WORKFLOWS) {
    const other = Number(/"pid":(\d+)/.exec((await view.readFile(interruptedRunFile(workflow))) ?? '')?.[1] ?? pid);
    if (other === pid || !(await isRunning(view, workflow, other))) continue;
    const message = `another \`kubeadm-ts ${workflow}\` is at work on this machine (pid ${other})`;
    throw new KubeadmError('already-running', message, {
      hint: `wait until it has ended, or stop it (kill ${other}) and run this command again`,
    });
  }
}

/** When the run began that left the mark of this command, if there is one. */
export async function markedSince(
  view: Pick<HostView, 'readFile'>,
  workflow: MarkedCommand,
): Promise<Date | undefined> {
  const [, since] = /"startedAt":"([^"]+)"/.exec((await view.readFile(interruptedRunFile(workflow))) ?? '') ?? [];
  const begun = new Date(since ?? NaN);
  return Number.isNaN(begun.getTime()) ? undefined : begun;
}

/** The number may belong to another program by now. */
async function isRunning(view: Pick<HostView, 'readFile'>, workflow: MarkedCommand, pid: number): Promise<boolean> {
  const commandLine = (await view.readFile(`/proc/${pid}/cmdline`).catch(() => undefined)) ?? '';
  return new RegExp(`kubeadm-ts[^\\0]*\\0(.*\\0)?${workflow}\\0`).test(commandLine);
}

/** Preflight pulls images and lets the cluster run a Job: neither leaves anything to go on from. */
function isPreparation(change: Change): boolean {
  return change.kind === 'pull-image' || (change.kind === 'apply-object' && change.object.kind === 'Job');
}
