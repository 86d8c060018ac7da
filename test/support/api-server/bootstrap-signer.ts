import { createHmac } from 'node:crypto';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { isRecord, at, sameJson, textAt } from './json.ts';
import type { ObjectStore, StoreEvent } from './object-store.ts';

const CLUSTER_INFO = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-public', name: 'cluster-info' };
const SIGNATURE = 'jws-kubeconfig-';

/**
 * Plays the controller manager's bootstrap signer: whenever tokens or `cluster-info` change, the ConfigMap carries a
 * detached JWS of its kubeconfig (RFC 7515 appendix F, HS256) for each token that may sign.
 */
export function bootstrapSigner({ object }: StoreEvent, store: ObjectStore): void {
  const { name, namespace } = object.metadata;
  const token = object.kind === 'Secret' && namespace === 'kube-system' && name.startsWith('bootstrap-token-');
  const info = object.kind === 'ConfigMap' && namespace === CLUSTER_INFO.namespace && name === CLUSTER_INFO.name;
  if (token || info) signClusterInfo(store);
}

/** Brings the signatures of `cluster-info` up to date: one for each token that may sign and has not expired. */
export function signClusterInfo(store: ObjectStore): void {
  const live = store.find(CLUSTER_INFO);
  const data = at(live, 'data');
  const kubeconfig = textAt(data, 'kubeconfig');
  if (live === undefined || !isRecord(data) || kubeconfig === undefined) return;
  const others = Object.entries(data).filter(([key]) => !key.startsWith(SIGNATURE));
  const signatures = store
    .list('v1', 'Secret', { namespace: 'kube-system', fieldSelector: 'type=bootstrap.kubernetes.io/token' })
    .items.filter((secret) => maySign(secret, store.now()))
    .map((secret) => [`${SIGNATURE}${valueOf(secret, 'token-id')}`, detachedJws(secret, kubeconfig)]);
  const wanted = Object.fromEntries([...others, ...signatures]);
  if (sameJson(wanted, data)) return;
  const signed = { ...live, data: wanted };
  store.update(signed);
}

function valueOf(secret: KubeObject, key: string): string {
  return Buffer.from(textAt(secret, 'data', key) ?? '', 'base64').toString('utf8');
}

function maySign(secret: KubeObject, now: Date): boolean {
  const expiration = valueOf(secret, 'expiration');
  return valueOf(secret, 'usage-bootstrap-signing') === 'true' && (expiration === '' || new Date(expiration) > now);
}

function detachedJws(secret: KubeObject, content: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: valueOf(secret, 'token-id') })).toString('base64url');
  const payload = Buffer.from(content).toString('base64url');
  const signature = createHmac('sha256', valueOf(secret, 'token-secret'))
    .update(`${header}.${payload}`)
    .digest('base64url');
  return `${header}..${signature}`;
}
