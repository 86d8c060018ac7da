import { signClusterInfo } from './bootstrap-signer.ts';
import { CSR, decide, hasCondition } from './certificate-requests.ts';
import { approveRequests } from './csr-approver.ts';
import { signRequests } from './csr-signer.ts';
import type { ObjectStore } from './object-store.ts';
import type { TestAuthority } from './test-authority.ts';
import { cleanTokens, collectGarbage } from './token-cleaner.ts';

/** Which parts of kube-controller-manager are played, and how. */
export interface ControllerOptions {
  /** Signs what kubelets ask for; without it approved requests stay without a certificate. */
  readonly authority?: TestAuthority;
  /** What becomes of certificate requests: approved where RBAC says so (unless given), left alone, or denied with a message. */
  readonly requests?: 'approve' | 'leave' | { readonly deny: string };
}

export interface ControllerManager {
  /** What is due because time has passed. */
  tick(): void;
}

/**
 * Plays what joining needs of kube-controller-manager: the token cleaner, the bootstrap signer, the garbage collector,
 * and the approver and the signer of kubelets' certificates. They act after each change, and when time has passed.
 */
export function playControllerManager(store: ObjectStore, options: ControllerOptions = {}): ControllerManager {
  const { authority, requests = 'approve' } = options;
  const act = (): void => {
    cleanTokens(store);
    collectGarbage(store);
    signClusterInfo(store);
    if (requests === 'approve') approveRequests(store);
    else if (requests !== 'leave') denyRequests(store, requests.deny);
    if (authority !== undefined) signRequests(store, authority);
  };
  let scheduled = false;
  // later, so that everybody who watches has seen the change first
  store.subscribe(() => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      act();
    });
  });
  act();
  return { tick: act };
}

function denyRequests(store: ObjectStore, message: string): void {
  for (const request of store.list(CSR.apiVersion, CSR.kind).items) {
    if (!hasCondition(request, 'Denied')) decide(store, request, { type: 'Denied', reason: 'DeniedByTest', message });
  }
}
