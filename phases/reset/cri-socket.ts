import { criSocket } from '../../pkg/config/defaults/cri-socket.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { namedCriSocket } from '../../pkg/kubelet/named-cri-socket.ts';
import type { ResetContext } from '../reset-context.ts';

/**
 * The container runtime whose Pods end: as the command line or the configuration says, as the Node's annotation or the
 * kubelet's own files have it, or the one that answers.
 *
 * @throws KubeadmError `several-runtimes` when nothing says which of several it is
 */
export async function findCriSocket(context: Pick<ResetContext, 'config' | 'host' | 'node'>): Promise<string> {
  const { config, host } = context;
  if (config.criSocket !== '') return config.criSocket;
  const named = (await namedCriSocket(host)) ?? (await context.node()).annotatedSocket;
  if (named !== undefined && named !== '') return named;
  const found = await criSocket(host, '', true);
  if ('value' in found && found.value !== undefined) return found.value;
  throw new KubeadmError('several-runtimes', found.wrong ?? 'the container runtime is not known', {
    hint: 'name the one whose Pods are to be removed with --cri-socket, for example --cri-socket unix:///run/containerd/containerd.sock',
  });
}
