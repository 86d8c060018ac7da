import { INTERRUPTED_RUN_FILE } from '../../phases/preflight/interrupted-run.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Change } from '../../pkg/host/change.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';

/** Which run it is that leaves a mark. */
export interface MarkedRun {
  readonly command: readonly string[];
  readonly pid: number;
}

/**
 * A host that leaves a mark before its first change to the machine. While the mark is there, preflight takes what it
 * finds for the work of an `init` that did not get to its end, and the same command goes on from there.
 */
export function markingHost(host: Host, run: MarkedRun): { readonly host: Host; finish(): Promise<void> } {
  let marked: Promise<void> | undefined;
  const mark = async (): Promise<void> => {
    await refuseSecondRun(host, run);
    await host.change({
      kind: 'write-file',
      path: INTERRUPTED_RUN_FILE,
      mode: 0o600,
      content: `${JSON.stringify({ startedAt: host.now().toISOString(), ...run })}\n`,
    });
  };
  const wrapped = Object.assign(Object.create(host) as Host, {
    change: async (change: Change): Promise<void> => {
      if (change.kind !== 'pull-image') await (marked ??= mark());
      await host.change(change);
    },
  });
  return { host: wrapped, finish: () => host.change({ kind: 'remove-file', path: INTERRUPTED_RUN_FILE }) };
}

/**
 * Two runs at the same time would make keys and certificates that do not fit each other.
 *
 * @throws KubeadmError `already-running` while the process that left the mark is alive
 */
export async function refuseSecondRun(view: Pick<HostView, 'readFile'>, { pid }: MarkedRun): Promise<void> {
  const other = Number(/"pid":(\d+)/.exec((await view.readFile(INTERRUPTED_RUN_FILE)) ?? '')?.[1] ?? pid);
  if (other === pid) return;
  // the number may belong to another program by now
  const commandLine = (await view.readFile(`/proc/${other}/cmdline`).catch(() => undefined)) ?? '';
  if (!/kubeadm-ts[^\0]*\0(.*\0)?init\0/.test(commandLine)) return;
  throw new KubeadmError('already-running', `another \`kubeadm-ts init\` is at work on this machine (pid ${other})`, {
    hint: `wait until it has ended, or stop it (kill ${other}) and run this command again`,
  });
}
