import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { createCertificateRequest } from '../../pkg/pki/create-request.ts';
import { CSR } from './api-server/certificate-requests.ts';
import { KUBELET_SIGNER } from './api-server/csr-approver.ts';
import { ecKey } from './test-keys.ts';

/** What the kubelet of a joining machine leaves in the cluster when it asks for its certificate with a bootstrap token. */
export function kubeletRequest(node: string, token: string): KubeObject {
  const pem = createCertificateRequest(ecKey(), { commonName: `system:node:${node}`, organizations: ['system:nodes'] });
  const spec = {
    signerName: KUBELET_SIGNER,
    username: `system:bootstrap:${token.slice(0, 6)}`,
    usages: ['digital signature', 'client auth'],
    request: Buffer.from(pem).toString('base64'),
  };
  return Object.assign({ ...CSR, metadata: { name: `csr-${node}` } }, { spec });
}
