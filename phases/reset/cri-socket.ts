import { criSocket } from '../../pkg/config/defaults/cri-socket.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { INSTANCE_CONFIG_FILE, KUBELET_CONFIG_FILE, KUBELET_FLAGS_FILE } from '../../pkg/kubelet/kubelet-files.ts';
import type { ResetContext } from '../reset-context.ts';

/** Files of the kubelet that may name its container runtime, and how: the first that does counts. */
const NAMED_IN = [
  { path: INSTANCE_CONFIG_FILE, pattern: /^\s*"?containerRuntimeEndpoint"?:\s*"?([^\s",]+)/m },
  { path: KUBELET_FLAGS_FILE, pattern: /--container-runtime-endpoint=([^\s"]+)/ },
  { path: KUBELET_CONFIG_FILE, pattern: /^\s*"?containerRuntimeEndpoint"?:\s*"?([^\s",]+)/m },
] as const;

/**
 * The container runtime whose Pods end: as the command line or the configuration says, as the Node's annotation or the
 * kubelet's own files have it, or the one that answers.
 *
 * @throws KubeadmError `several-runtimes` when nothing says which of several it is
 */
export async function findCriSocket(context: Pick<ResetContext, 'config' | 'host' | 'node'>): Promise<string> {
  const { config, host } = context;
  if (config.criSocket !== '') return config.criSocket;
  const named = (await namedByKubelet(host)) ?? (await context.node()).annotatedSocket;
  if (named !== undefined && named !== '') return named;
  const found = await criSocket(host, '', true);
  if ('value' in found && found.value !== undefined) return found.value;
  throw new KubeadmError('several-runtimes', found.wrong ?? 'the container runtime is not known', {
    hint: 'name the one whose Pods are to be removed with --cri-socket, for example --cri-socket unix:///run/containerd/containerd.sock',
  });
}

async function namedByKubelet(host: Pick<HostView, 'readFile'>): Promise<string | undefined> {
  for (const { path, pattern } of NAMED_IN) {
    const text = await host.readFile(path).catch(() => undefined);
    const [, socket] = pattern.exec(text ?? '') ?? [];
    if (socket !== undefined && socket !== '') return socket.includes('://') ? socket : `unix://${socket}`;
  }
  return undefined;
}
