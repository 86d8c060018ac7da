import { KubeadmError } from '../errors/kubeadm-error.ts';

const EDIT = 'edit or re-create the kubeconfig, or name another one with --kubeconfig';

/** A kubeconfig that cannot be used, and why. */
export function kubeconfigProblem(why: string, cause?: unknown): KubeadmError {
  return new KubeadmError('kubeconfig-invalid', `the kubeconfig cannot be used: ${why}`, { hint: EDIT, cause });
}

/**
 * The address of an API server.
 *
 * @throws KubeadmError `kubeconfig-invalid` unless it is an `https://` URL
 */
export function parseServer(server: string): URL {
  if (!URL.canParse(server)) {
    throw kubeconfigProblem(`"${server}" is not an address of an API server (https://host:port)`);
  }
  const url = new URL(server);
  if (url.protocol === 'https:') return url;
  throw kubeconfigProblem(`its server ${url.protocol}//${url.host} is not an https:// address`);
}
