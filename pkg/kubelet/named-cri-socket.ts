import type { HostView } from '../host/host.ts';
import { INSTANCE_CONFIG_FILE, KUBELET_CONFIG_FILE, KUBELET_FLAGS_FILE } from './kubelet-files.ts';

/** Files of the kubelet that may name its container runtime, and how: the first that does counts. */
const NAMED_IN = [
  { path: INSTANCE_CONFIG_FILE, pattern: /^\s*"?containerRuntimeEndpoint"?:\s*"?([^\s",]+)/m },
  { path: KUBELET_FLAGS_FILE, pattern: /--container-runtime-endpoint=([^\s"]+)/ },
  { path: KUBELET_CONFIG_FILE, pattern: /^\s*"?containerRuntimeEndpoint"?:\s*"?([^\s",]+)/m },
] as const;

/** The socket (`unix://...`) of the container runtime that the kubelet's own files name; `undefined` when none does. */
export async function namedCriSocket(view: Pick<HostView, 'readFile'>): Promise<string | undefined> {
  for (const { path, pattern } of NAMED_IN) {
    const text = await view.readFile(path).catch(() => undefined);
    const [, socket] = pattern.exec(text ?? '') ?? [];
    if (socket !== undefined && socket !== '') return socket.includes('://') ? socket : `unix://${socket}`;
  }
  return undefined;
}
