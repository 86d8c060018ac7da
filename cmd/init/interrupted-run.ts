import { INTERRUPTED_RUN_FILE } from '../../phases/preflight/interrupted-run.ts';
import type { Change } from '../../pkg/host/change.ts';
import type { Host } from '../../pkg/host/host.ts';

/**
 * A host that leaves a mark before its first change to the machine. While the mark is there, preflight takes what it
 * finds for the work of an `init` that did not get to its end, and the same command goes on from there.
 */
export function markingHost(host: Host, command: readonly string[]): { readonly host: Host; finish(): Promise<void> } {
  let marked: Promise<void> | undefined;
  const mark = (): Promise<void> =>
    host.change({
      kind: 'write-file',
      path: INTERRUPTED_RUN_FILE,
      mode: 0o600,
      content: `${JSON.stringify({ startedAt: host.now().toISOString(), command })}\n`,
    });
  const wrapped = Object.assign(Object.create(host) as Host, {
    change: async (change: Change): Promise<void> => {
      if (change.kind !== 'pull-image') await (marked ??= mark());
      await host.change(change);
    },
  });
  return { host: wrapped, finish: () => host.change({ kind: 'remove-file', path: INTERRUPTED_RUN_FILE }) };
}
