import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { loadConnection } from './load-kubeconfig.ts';

/** Where a cluster is, and how to know that it is the right one. */
export interface ClusterAddress {
  /** `https://host:port` */
  readonly server: string;
  /** PEM, one certificate or several. */
  readonly caCertificates: string;
}

/**
 * The server and the authority that a kubeconfig's current context leads to, for those who are to find the cluster.
 *
 * @param path - absolute path of the kubeconfig
 * @throws KubeadmError `kubeconfig-missing`, `kubeconfig-unreadable` or `kubeconfig-incomplete`
 */
export async function readClusterAddress(view: HostView, path: string): Promise<ClusterAddress> {
  const connection = await loadConnection(view, path);
  if (connection === undefined) {
    throw new KubeadmError('kubeconfig-missing', `there is no ${path}`, {
      hint: 'make it with: kubeadm-ts init phase kubeconfig admin, or name another one with --kubeconfig',
    });
  }
  const { server, caPem } = connection;
  if (server !== '' && caPem !== undefined) return { server, caCertificates: caPem };
  const missing = server === '' ? 'a server' : 'the certificate of its authority';
  throw new KubeadmError('kubeconfig-incomplete', `the cluster of ${path} lacks ${missing}`, {
    hint: `correct ${path}, or remove it and make it again with: kubeadm-ts init phase kubeconfig admin`,
  });
}

/** `host:port` of a server's URL, as a join command names it. */
export function endpointOf(server: string): string {
  return server.replace(/^https:\/\//, '');
}
