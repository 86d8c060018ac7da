import { describeError } from '../errors/kubeadm-error.ts';
import type { ClusterReader } from '../host/host.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import { requestedNode } from './requested-node.ts';

/** The signer of the client certificates that kubelets ask for. */
const KUBELET_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';

/** What became of a kubelet's request for its client certificate. */
export type CsrState =
  | { readonly kind: 'none' }
  | { readonly kind: 'pending' | 'approved' | 'issued'; readonly name: string }
  | { readonly kind: 'denied' | 'failed'; readonly name: string; readonly message: string }
  /** The requests could not be listed. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Whose request; what is not given is not looked at. */
export interface CsrQuestion {
  readonly nodeName?: string;
  /** The id of the bootstrap token that the kubelet uses. */
  readonly tokenId?: string;
}

/** The part of a CertificateSigningRequest that tells its state. */
interface SigningRequest extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly creationTimestamp?: string };
  readonly spec?: { readonly signerName?: string; readonly username?: string; readonly request?: string };
  readonly status?: { readonly certificate?: string; readonly conditions?: readonly Condition[] };
}

interface Condition {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What became of the newest request of a kubelet. Never throws: it is asked when something has failed already. */
export async function csrState(reader: Pick<ClusterReader, 'listObjects'>, question: CsrQuestion): Promise<CsrState> {
  try {
    const all = await reader.listObjects('certificates.k8s.io/v1', 'CertificateSigningRequest');
    const own = all.filter((request) => isWanted(request, question)).sort(newestFirst);
    return own[0] === undefined ? { kind: 'none' } : stateOf(own[0]);
  } catch (error) {
    return { kind: 'unknown', reason: describeError(error) };
  }
}

function isWanted({ spec }: SigningRequest, { nodeName, tokenId }: CsrQuestion): boolean {
  if (spec?.signerName !== KUBELET_SIGNER) return false;
  if (tokenId !== undefined && spec.username !== `system:bootstrap:${tokenId}`) return false;
  return nodeName === undefined || requestedNode(spec.request ?? '') === nodeName;
}

function newestFirst(one: SigningRequest, other: SigningRequest): number {
  const time = ({ metadata }: SigningRequest): string => metadata.creationTimestamp ?? '';
  // not `localeCompare`: what it needs takes longer to load than the program
  return Number(time(one) < time(other)) - Number(time(other) < time(one));
}

/** A denial is final, whatever else the request carries. */
function stateOf({ metadata: { name }, status }: SigningRequest): CsrState {
  const condition = (wanted: string) => status?.conditions?.find(({ type }) => type === wanted);
  const [denied, failed] = [condition('Denied'), condition('Failed')];
  if (denied !== undefined) return { kind: 'denied', name, message: wordsOf(denied) };
  if (failed !== undefined) return { kind: 'failed', name, message: wordsOf(failed) };
  if ((status?.certificate ?? '') !== '') return { kind: 'issued', name };
  return { kind: condition('Approved') === undefined ? 'pending' : 'approved', name };
}

function wordsOf({ reason = '', message = '' }: Condition): string {
  return [reason, message].filter((part) => part !== '').join(': ') || 'no reason was given';
}
