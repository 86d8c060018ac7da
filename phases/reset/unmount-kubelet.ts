import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { mountsBelow } from '../../pkg/host/mount-points.ts';
import { KUBELET_DIRECTORY } from '../../pkg/kubelet/kubelet-files.ts';
import type { ResetContext } from '../reset-context.ts';

/**
 * Take off everything that is mounted below the kubelet's folder: volumes of Pods. The newest goes first, because
 * mounts lie upon one another.
 *
 * @throws KubeadmError `unmount-failed` or `still-mounted`: nothing below the folder may be removed then
 */
export async function unmountKubelet({
  config,
  host,
  note,
}: Pick<ResetContext, 'config' | 'host' | 'note'>): Promise<void> {
  const mounts = await mountsBelow(host, KUBELET_DIRECTORY);
  for (const path of [...mounts].reverse()) {
    await host.change({ kind: 'unmount', path, flags: config.unmountFlags, why: 'a volume of a Pod' });
  }
  if (mounts.length === 0) return;
  const left = await mountsBelow(host, KUBELET_DIRECTORY);
  if (left.length === 0) return note(`unmounted ${mounts.length} volumes of Pods`);
  throw new KubeadmError(
    'still-mounted',
    `still mounted below ${KUBELET_DIRECTORY}: ${left.join(', ')}; nothing there was removed`,
    {
      hint: `see who uses it (fuser -vm ${left[0] ?? ''}), end that, and run the same command again`,
    },
  );
}
