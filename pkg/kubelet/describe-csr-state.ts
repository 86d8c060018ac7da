import type { CsrState } from './csr-state.ts';

/** What a state means, and what to do now. */
export interface CsrDescription {
  /** A sentence without a full stop at its end. */
  readonly message: string;
  readonly hint: string;
}

const KUBELET_LOG = 'journalctl -u kubelet -n 100';
const CONTROLLER_MANAGER =
  'kube-controller-manager on the control plane (crictl ps -a --name kube-controller-manager, crictl logs <id>)';

/** What became of the kubelet's request for its client certificate, in words. */
export function describeCsrState(state: CsrState): CsrDescription {
  switch (state.kind) {
    case 'none':
      return {
        message: 'the kubelet has not asked for its certificate: there is no CertificateSigningRequest of it',
        hint: `see what keeps it from the API server: ${KUBELET_LOG}. The bootstrap token may have expired meanwhile, or its group may lack the ClusterRole system:node-bootstrapper (kubeadm-ts init phase bootstrap-token on a control plane)`,
      };
    case 'pending':
      return {
        message: `the kubelet's CertificateSigningRequest ${state.name} waits for approval`,
        hint: `approve it: kubectl certificate approve ${state.name}. It is approved by itself where ${CONTROLLER_MANAGER} runs and the ClusterRoleBinding kubeadm:node-autoapprove-bootstrap names the group of the token (kubeadm-ts init phase bootstrap-token makes it again)`,
      };
    case 'denied':
      return {
        message: `the kubelet's CertificateSigningRequest ${state.name} was denied: ${state.message}`,
        hint: `ask who denied it. To let the machine in after all, remove the request (kubectl delete csr ${state.name}), then run kubeadm-ts reset and the join command again here`,
      };
    case 'failed':
      return {
        message: `the certificate of the kubelet's CertificateSigningRequest ${state.name} could not be made: ${state.message}`,
        hint: `look at the log of ${CONTROLLER_MANAGER}, and whether its --cluster-signing-cert-file and --cluster-signing-key-file fit the request`,
      };
    case 'approved':
      return {
        message: `the kubelet's CertificateSigningRequest ${state.name} is approved, but no certificate was made for it`,
        hint: `nobody signs: look at ${CONTROLLER_MANAGER}; it needs --cluster-signing-cert-file and --cluster-signing-key-file, or another signer if the authority is external`,
      };
    case 'issued':
      return {
        message: `the certificate was issued (CertificateSigningRequest ${state.name}), but the kubelet has not begun to use it`,
        hint: `see why: ${KUBELET_LOG}; the clock here may be so far behind that the certificate is not valid yet (date -u)`,
      };
    case 'unknown':
      return {
        message: `what became of the kubelet's CertificateSigningRequest is not known: ${state.reason}`,
        hint: `look on a control plane: kubectl get csr; and here: ${KUBELET_LOG}`,
      };
  }
}
