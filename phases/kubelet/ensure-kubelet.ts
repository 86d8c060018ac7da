import type { WriteFile } from '../../pkg/host/change.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { detectInitSystem } from '../../pkg/initsystem/init-system.ts';
import { kubeletState } from '../../pkg/kubelet/kubelet-state.ts';
import { changedSinceStart } from '../../pkg/kubelet/running-since.ts';
import type { InitContext } from '../init-context.ts';
import { runKubeletService } from './kubelet-service.ts';

/** What a kubelet starts from. */
export interface KubeletInputs {
  /** Written in this order; config.yaml last, because a kubelet that is always restarted does not start without it. */
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
  const current = await allCurrent(host, files);
  const running = (await kubeletState(host)) === 'active';
  const unmanaged = (await detectInitSystem(host)) === undefined;
  const paths = [...readAtStart, ...files.map(({ path }) => path)];
  if (current && (unmanaged || running) && !(await changedSinceStart(host, 'kubelet', paths))) {
    note('kept: the kubelet has these settings already');
    return;
  }
  // stopped before its files change: a run that is interrupted here leaves no kubelet with old settings behind
  if (!current && running) await runKubeletService(context, 'stop');
  for (const file of files) await ensureFile(host, file);
  await runKubeletService(context, 'restart');
}

async function allCurrent(view: HostView, files: readonly WriteFile[]): Promise<boolean> {
  const checks = files.map(async ({ path, content, mode }) => {
    const info = await view.stat(path);
    return info?.kind === 'file' && info.mode === mode && (await view.readFile(path)) === content;
  });
  return (await Promise.all(checks)).every((current) => current);
}
