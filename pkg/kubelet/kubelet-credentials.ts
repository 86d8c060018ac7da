import { describeError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { loadConnection } from '../kubeconfig/load-kubeconfig.ts';
import { parseCertificates } from '../pki/certificate-pem.ts';
import { periodProblem } from '../pki/certificate-period.ts';
import { KUBELET_KUBECONFIG } from './kubelet-files.ts';

/** With which identity this machine's kubelet speaks to which cluster. */
export interface KubeletCredentials {
  /** Empty where the client certificate is not that of a node. */
  readonly nodeName: string;
  /** The authorities that it trusts, in PEM form; empty where it names none. */
  readonly caPem: string;
}

/**
 * The credentials of this machine's kubelet, once they are of use: kubelet.conf, and the certificate and key that it
 * names, which a joining kubelet writes later than kubelet.conf itself. A kubelet whose credentials are not of use
 * asks for new ones, if it is given a bootstrap kubeconfig.
 *
 * @returns the credentials, or why they are not of use yet. Never throws.
 */
export async function kubeletCredentials(view: HostView): Promise<KubeletCredentials | { readonly notYet: string }> {
  try {
    const connection = await loadConnection(view, KUBELET_KUBECONFIG);
    if (connection === undefined) return { notYet: `there is no ${KUBELET_KUBECONFIG}` };
    const { clientCertPem = '', clientKeyPem = '', caPem = '' } = connection;
    if (!clientKeyPem.includes('PRIVATE KEY'))
      return { notYet: `${KUBELET_KUBECONFIG} leads to no client certificate with its key` };
    const [certificate] = parseCertificates(clientCertPem, `that ${KUBELET_KUBECONFIG} leads to`);
    const problem = periodProblem(certificate, view.now());
    if (problem !== undefined) return { notYet: `the client certificate of ${KUBELET_KUBECONFIG} ${problem}` };
    return { nodeName: /^CN=system:node:(.+)$/m.exec(certificate.subject)?.[1] ?? '', caPem };
  } catch (error) {
    return { notYet: describeError(error) };
  }
}
