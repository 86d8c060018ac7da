import { X509Certificate } from 'node:crypto';
import type { HostView } from '../host/host.ts';
import { loadConnection } from '../kubeconfig/load-kubeconfig.ts';
import { KUBELET_KUBECONFIG } from './kubelet-files.ts';

/**
 * How the kubelet of this machine is called in its cluster: as its client certificate says.
 *
 * @returns `undefined` where there is no kubelet.conf, or its certificate is not that of a node
 * @throws KubeadmError `kubeconfig-unreadable`, `kubeconfig-incomplete`
 */
export async function ownNodeName(view: HostView): Promise<string | undefined> {
  const pem = (await loadConnection(view, KUBELET_KUBECONFIG))?.clientCertPem;
  if (pem === undefined) return undefined;
  return /^CN=system:node:(.+)$/m.exec(new X509Certificate(pem).subject)?.[1];
}
