import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import type { User } from './authentication.ts';
import { readCertificateRequest, type CertificateRequest } from './certificate-request.ts';
import { CSR, decide, hasCondition } from './certificate-requests.ts';
import { listAt, textAt } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import { mayDo } from './rbac.ts';

export const KUBELET_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';

/** What a kubelet may want its certificate for; RSA keys also encipher. */
const USAGES = [
  ['client auth', 'digital signature'],
  ['client auth', 'digital signature', 'key encipherment'],
].map(String);

/**
 * Plays the controller manager's approver: a kubelet's request is approved when whoever made it may do so by itself
 * (RBAC: create `certificatesigningrequests/nodeclient`, or `/selfnodeclient` for one's own name). Others stay pending.
 */
export function approveRequests(store: ObjectStore): void {
  for (const request of store.list(CSR.apiVersion, CSR.kind).items) {
    if (['Approved', 'Denied', 'Failed'].some((type) => hasCondition(request, type))) continue;
    if (mayApproveItself(request, store)) {
      decide(store, request, { type: 'Approved', reason: 'AutoApproved', message: 'approved by its own right' });
    }
  }
}

function mayApproveItself(request: KubeObject, store: ObjectStore): boolean {
  const content = nodeClientRequest(request);
  if (content === undefined) return false;
  const user: User = {
    name: textAt(request, 'spec', 'username') ?? '',
    groups: listAt(request, 'spec', 'groups').map(String),
  };
  const rights = ['nodeclient', ...(user.name === content.commonName ? ['selfnodeclient'] : [])];
  return rights.some((right) =>
    mayDo(
      user,
      { verb: 'create', group: 'certificates.k8s.io', resource: `certificatesigningrequests/${right}` },
      store,
    ),
  );
}

/** The content of a request that has the form of a kubelet's: signer, usages, a node's name and group, nothing else. */
export function nodeClientRequest(request: KubeObject): CertificateRequest | undefined {
  const usages = listAt(request, 'spec', 'usages').map(String).sort();
  if (textAt(request, 'spec', 'signerName') !== KUBELET_SIGNER || !USAGES.includes(String(usages))) return undefined;
  const content = readCertificateRequest(Buffer.from(textAt(request, 'spec', 'request') ?? '', 'base64').toString());
  const node = content.commonName.startsWith('system:node:') && String(content.organizations) === 'system:nodes';
  return node && !content.hasAttributes ? content : undefined;
}
