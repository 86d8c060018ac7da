import type { BootstrapToken } from '../../pkg/config/types.ts';
import type { Manifest } from '../manifest.ts';

const NAMESPACE = 'kube-system';

/**
 * The Secret that a bootstrap token lives in. A token without usages and groups lets nobody in: such a token only
 * expires, and takes with it what it owns.
 *
 * @param token - the token; it ends at `expires`, or after `ttl` milliseconds, where 0 or less never ends
 * @param now - when its time begins
 */
export function bootstrapTokenSecret(token: BootstrapToken, now: Date): Manifest {
  const [id = '', secret = ''] = token.token.split('.');
  const data: Record<string, string> = { 'token-id': id, 'token-secret': secret };
  if (token.description !== '') data.description = token.description;
  const end = token.expires ?? (token.ttl > 0 ? now.getTime() + token.ttl : undefined);
  if (end !== undefined) data.expiration = rfc3339(new Date(end));
  for (const usage of token.usages) data[`usage-bootstrap-${usage}`] = 'true';
  if (token.groups.length > 0) data['auth-extra-groups'] = token.groups.join(',');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace: NAMESPACE },
    type: 'bootstrap.kubernetes.io/token',
    data: mapValues(data, (value) => Buffer.from(value).toString('base64')),
  };
}

/** The bootstrap token Secret that owns the uploaded certificates: they go when it expires. */
export interface SecretOwner {
  readonly name: string;
  readonly uid: string;
}

/**
 * The Secret with the control plane's shared certificates and keys, each already encrypted.
 *
 * @param encrypted - ciphertext by file name, for example `ca.key`
 */
export function kubeadmCertsSecret(encrypted: Readonly<Record<string, Uint8Array>>, owner: SecretOwner): Manifest {
  const reference = { apiVersion: 'v1', kind: 'Secret', ...owner, controller: true, blockOwnerDeletion: true };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'kubeadm-certs', namespace: NAMESPACE, ownerReferences: [reference] },
    data: mapValues(encrypted, (value) => Buffer.from(value).toString('base64')),
  };
}

/** Seconds are enough, as in every time that the API server prints. */
function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function mapValues<T>(record: Readonly<Record<string, T>>, convert: (value: T) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
