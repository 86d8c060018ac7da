/** The endpoint that is assumed when no runtime answers: containerd's. */
export const DEFAULT_CRI_SOCKET = 'unix:///var/run/containerd/containerd.sock';

/** Where runtimes listen for the kubelet by default; a runtime counts as present only when its socket answers. */
export const KNOWN_CRI_SOCKETS: readonly string[] = [
  DEFAULT_CRI_SOCKET,
  'unix:///var/run/crio/crio.sock',
  'unix:///var/run/cri-dockerd.sock',
];

/** Where Docker Engine listens by default. It speaks HTTP there, not CRI. */
export const DOCKER_SOCKET = 'unix:///var/run/docker.sock';

const SCHEME = 'unix://';

/**
 * The file behind a CRI endpoint.
 *
 * @param criSocket - `unix:///run/x.sock`, or the bare path
 * @returns an absolute path
 */
export function socketPath(criSocket: string): string {
  return criSocket.startsWith(SCHEME) ? criSocket.slice(SCHEME.length) : criSocket;
}

/** Whether an endpoint is named like Docker Engine's own socket (which the kubelet cannot use). */
export function isDockerSocket(criSocket: string): boolean {
  return /\/docker\.sock$/.test(socketPath(criSocket));
}
