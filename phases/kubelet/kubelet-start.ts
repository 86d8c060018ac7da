import { join } from 'node:path/posix';
import type { WriteFile } from '../../pkg/host/change.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { detectInitSystem } from '../../pkg/initsystem/init-system.ts';
import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { changedSinceStart } from '../../pkg/kubelet/running-since.ts';
import { kubeletState } from '../../pkg/kubelet/kubelet-state.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { kubeletFilesOf } from './kubelet-files-of.ts';
import { runKubeletService } from './kubelet-service.ts';

type Context = Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>;

/** Writes what the kubelet starts from, and starts it. */
export const kubeletStart: Step<Context> = {
  name: 'kubelet-start',
  summary: 'Write the kubelet settings and (re)start the kubelet',
  details:
    'Writes /var/lib/kubelet/kubeadm-flags.env, instance-config.yaml and config.yaml, and restarts the kubelet where one of ' +
    'them changed or it does not run. A running kubelet with the same files is left alone.',
  flags: ['image-repository', 'cri-socket', 'node-name', 'patches'],
  async run(context) {
    const { host, note } = context;
    const files = await kubeletFilesOf(context);
    const current = await allCurrent(host, files);
    const running = (await kubeletState(host)) === 'active';
    const unmanaged = (await detectInitSystem(host)) === undefined;
    if (current && (unmanaged || running) && !(await isOutdated(context, files))) {
      note('kept: the kubelet has these settings already');
      return;
    }
    // stopped before its files change: a run that is interrupted here leaves no kubelet with old settings behind
    if (!current && running) await runKubeletService(context, 'stop');
    for (const file of files) await ensureFile(host, file);
    await runKubeletService(context, 'restart');
  },
};

async function allCurrent(view: HostView, files: readonly WriteFile[]): Promise<boolean> {
  const checks = files.map(async ({ path, content, mode }) => {
    const info = await view.stat(path);
    return info?.kind === 'file' && info.mode === mode && (await view.readFile(path)) === content;
  });
  return (await Promise.all(checks)).every((current) => current);
}

/** Its credentials and settings are read at the start only: a kubelet older than they are has to read them again. */
function isOutdated({ config, host }: Context, files: readonly WriteFile[]): Promise<boolean> {
  const authority = join(config.cluster.certificatesDir, 'ca.crt');
  return changedSinceStart(host, 'kubelet', [KUBELET_KUBECONFIG, authority, ...files.map(({ path }) => path)]);
}
