import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { CSR, decide, hasCondition, writeStatus } from './certificate-requests.ts';
import { KUBELET_SIGNER, nodeClientRequest } from './csr-approver.ts';
import { textAt } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import type { TestAuthority } from './test-authority.ts';

/** The real signer dates certificates back, for clocks that are behind. */
const BACKDATED_MS = 5 * 60_000;
const VALID_MS = 3_600_000;

/** Plays the controller manager's signer of kubelets' client certificates: what is approved is issued. */
export function signRequests(store: ObjectStore, authority: TestAuthority): void {
  for (const request of store.list(CSR.apiVersion, CSR.kind).items) {
    if (textAt(request, 'spec', 'signerName') === KUBELET_SIGNER && isDue(request)) sign(store, request, authority);
  }
}

function isDue(request: KubeObject): boolean {
  const issued = (textAt(request, 'status', 'certificate') ?? '') !== '';
  return (
    hasCondition(request, 'Approved') && !hasCondition(request, 'Denied') && !hasCondition(request, 'Failed') && !issued
  );
}

function sign(store: ObjectStore, request: KubeObject, authority: TestAuthority): void {
  const content = nodeClientRequest(request);
  if (content === undefined) {
    const message = 'the request is not one for a client certificate of a kubelet';
    return decide(store, request, { type: 'Failed', reason: 'SignerValidationFailure', message });
  }
  const { commonName, organizations, publicKey } = content;
  const time = store.now().getTime();
  const period = { notBefore: new Date(time - BACKDATED_MS), notAfter: new Date(time + VALID_MS) };
  const certificate = authority.certify(publicKey, { commonName, organizations }, period);
  writeStatus(store, request, { certificate: Buffer.from(certificate).toString('base64') });
}
