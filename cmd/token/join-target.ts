import type { HostView } from '../../pkg/host/host.ts';
import { endpointOf, readClusterAddress } from '../../pkg/kubeconfig/cluster-address.ts';
import { caCertHashes } from '../../pkg/pki/ca-cert-hashes.ts';
import type { JoinParts } from '../../pkg/token/join-command.ts';

/**
 * Which cluster a join command leads to, and how a joining machine knows that it is the right one.
 *
 * @param kubeconfig - path of the kubeconfig whose server and authority are named
 * @throws KubeadmError `kubeconfig-incomplete` where it has no authority
 */
export async function joinTarget(view: HostView, kubeconfig: string): Promise<Omit<JoinParts, 'token'>> {
  const { server, caCertificates } = await readClusterAddress(view, kubeconfig);
  return { endpoint: endpointOf(server), caCertHashes: caCertHashes(caCertificates, `the authority in ${kubeconfig}`) };
}
