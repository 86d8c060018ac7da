import { join } from 'node:path/posix';
import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { ensureKubelet } from './ensure-kubelet.ts';
import { kubeletFilesOf } from './kubelet-files-of.ts';

/** Writes what the kubelet starts from, and starts it. */
export const kubeletStart: Step<Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>> = {
  name: 'kubelet-start',
  summary: 'Write the kubelet settings and (re)start the kubelet',
  details:
    'Writes /var/lib/kubelet/kubeadm-flags.env, instance-config.yaml and config.yaml, and restarts the kubelet where one of ' +
    'them changed or it does not run. A running kubelet with the same files is left alone.',
  flags: ['image-repository', 'cri-socket', 'node-name', 'patches'],
  async run(context) {
    const authority = join(context.config.cluster.certificatesDir, 'ca.crt');
    const files = await kubeletFilesOf(context);
    await ensureKubelet(context, { files, readAtStart: [KUBELET_KUBECONFIG, authority] });
  },
};
