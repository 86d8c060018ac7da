import type { WriteFile } from '../../pkg/host/change.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import { detectInitSystem } from '../../pkg/initsystem/init-system.ts';
import { isKubeletActive } from '../../pkg/kubelet/kubelet-state.ts';
import { changedSinceStart } from '../../pkg/kubelet/running-since.ts';
import type { InitContext } from '../init-context.ts';
import { runKubeletService } from './kubelet-service.ts';

/** What a kubelet starts from. */
export interface KubeletInputs {
  /** The last one is written last: a kubelet that is always restarted does not start without config.yaml. */
  readonly files: readonly WriteFile[];
  /** Paths of other files that it reads at its start only: one that is older than they are has to read them again. */
  readonly readAtStart: readonly string[];
}

/** Write what the kubelet starts from and (re)start it; one that runs with all of it already is left alone. */
export async function ensureKubelet(
  context: Pick<InitContext, 'host' | 'note' | 'warn'>,
  { files, readAtStart }: KubeletInputs,
): Promise<void> {
  const { host, note } = context;
  const [stale, running, system] = await Promise.all([
    filesToWrite(host, files),
    isKubeletActive(host),
    detectInitSystem(host),
  ]);
  const current = stale.length === 0;
  const paths = [...readAtStart, ...files.map(({ path }) => path)];
  if (current && (system === undefined || running) && !(await changedSinceStart(host, 'kubelet', paths))) {
    note('kept: the kubelet has these settings already');
    return;
  }
  // stopped before its files change: a run that is interrupted here leaves no kubelet with old settings behind
  if (!current && running) await runKubeletService(context, 'stop');
  await writeAll(host, stale.slice(0, -1));
  await writeAll(host, stale.slice(-1));
  await runKubeletService(context, 'restart');
}

/** Those that do not stand there yet with their content and permission bits. */
async function filesToWrite(view: HostView, files: readonly WriteFile[]): Promise<readonly WriteFile[]> {
  const current = await Promise.all(
    files.map(async ({ path, content, mode }) => {
      const info = await view.stat(path);
      return info?.kind === 'file' && info.mode === mode && (await view.readFile(path)) === content;
    }),
  );
  return files.filter((_, index) => current[index] !== true);
}

/** Write files that do not depend on one another: each waits for the disk. Nothing goes on after a failure. */
async function writeAll(host: Host, files: readonly WriteFile[]): Promise<void> {
  const written = await Promise.allSettled(files.map((file) => host.change(file)));
  for (const each of written) if (each.status === 'rejected') throw each.reason;
}
