import { bootstrapTokenSecret, type SecretOwner } from '../../manifests/cluster/secrets.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';
import { refOf, type KubeObject, type ObjectRef } from '../../pkg/kube/kube-object.ts';
import { tokenExpiration } from '../../pkg/kube/object-data.ts';
import { generateToken } from '../../pkg/token/bootstrap-token.ts';

const HOUR = 3_600_000;
/** How long uploaded certificates live, as in the reference. */
const LIFE = 2 * HOUR;
/** An owner with less than this left does not help the machines that join next. */
const WORTH_KEEPING = LIFE / 2;
/** The reference's text: `token list` shows it. */
const DESCRIPTION = 'Proxy for managing TTL for the kubeadm-certs secret';
/** Ids have 6 characters of 36: even two in a row are never taken by chance. */
const ATTEMPTS = 5;

/**
 * A token Secret that nobody can log in with: the cluster removes it after two hours, and with it what it owns.
 *
 * @returns the name and uid for `metadata.ownerReferences`; a dry run has no uid
 * @throws KubeadmError `token-id-taken`
 */
export async function createOwner(host: Host): Promise<SecretOwner> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const token = { token: generateToken(), description: DESCRIPTION, ttl: LIFE, usages: [], groups: [] };
    const secret = bootstrapTokenSecret(token, host.now());
    if ((await host.getObject(refOf(secret))) !== undefined) continue;
    await host.change({ kind: 'apply-object', verb: 'create', object: secret });
    const created = await host.getObject(refOf(secret));
    return { name: secret.metadata.name, uid: created?.metadata.uid ?? '' };
  }
  throw new KubeadmError('token-id-taken', `${ATTEMPTS} random token ids in a row were taken`, {
    hint: 'remove tokens that nobody needs: kubeadm-ts token list, kubeadm-ts token delete <id>',
  });
}

/** Whether the token Secret that owns an object is there and lives long enough. */
export async function ownerLives(host: HostView, owned: KubeObject): Promise<boolean> {
  const name = owned.metadata.ownerReferences?.[0]?.['name'];
  if (typeof name !== 'string') return false;
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system', name };
  const end = tokenExpiration(await host.getObject(ref));
  return end !== undefined && end.getTime() - host.now().getTime() >= WORTH_KEEPING;
}
