import { KubeadmError } from '../errors/kubeadm-error.ts';
import { hasCode } from './api-error.ts';
import type { ClusterClient } from './cluster-client.ts';
import { describeRef, refOf, type KubeObject } from './kube-object.ts';
import { withRetries, type RetryOptions } from './with-retries.ts';

export interface GrantAdminOptions extends Pick<RetryOptions, 'timeoutMs' | 'intervalMs' | 'now' | 'sleep'> {
  /** With the credentials of admin.conf. */
  readonly adminClient: ClusterClient;
  /** With those of super-admin.conf; resolves to `undefined` where that file is missing. */
  readonly superAdminClient: () => Promise<ClusterClient | undefined>;
  /** The ClusterRoleBinding that gives the group of admin.conf its rights. */
  readonly object: KubeObject;
}

export interface AdminGranted {
  readonly outcome: 'created' | 'kept';
  /** Whose credentials did it. */
  readonly credentials: 'admin' | 'super-admin';
}

/**
 * Give the group of admin.conf its rights, as the reference bootstraps them: admin.conf tries first, which succeeds
 * only where it has rights already; where it is forbidden, super-admin.conf (group system:masters, which no
 * authoriser can refuse) does it. Returns when admin.conf really has its rights: the API server's authoriser learns
 * of a new binding some moments after it was made.
 *
 * @param options - `timeoutMs` bounds each of the three steps
 * @throws KubeadmError `super-admin-missing`, `api-forbidden`, or the last error when time is up
 */
export async function grantAdmin(options: GrantAdminOptions): Promise<AdminGranted> {
  const { adminClient, object } = options;
  try {
    return { outcome: await createOnce(adminClient, options), credentials: 'admin' };
  } catch (error) {
    if (!hasCode(error, 'api-forbidden')) throw error;
  }
  const superAdmin = await options.superAdminClient();
  if (superAdmin === undefined) throw superAdminMissing(object);
  const outcome = await createOnce(superAdmin, options);
  await withRetries(() => adminClient.get(refOf(object)), { ...options, retryable: () => true });
  return { outcome, credentials: 'super-admin' };
}

/** Anything but a refusal is tried again: the API server may only just be starting. */
async function createOnce(client: ClusterClient, options: GrantAdminOptions): Promise<'created' | 'kept'> {
  const retryable = (error: unknown): boolean => !hasCode(error, 'api-forbidden', 'api-already-exists', 'api-invalid');
  try {
    await withRetries(() => client.create(options.object), { ...options, retryable });
    return 'created';
  } catch (error) {
    if (hasCode(error, 'api-already-exists')) return 'kept';
    throw error;
  }
}

function superAdminMissing(object: KubeObject): KubeadmError {
  return new KubeadmError(
    'super-admin-missing',
    `admin.conf may not create ${describeRef(refOf(object))}, and there is no super-admin.conf to do it with`,
    {
      hint: 'write it with `kubeadm-ts init phase kubeconfig super-admin` on the machine that has ca.key, then run this again',
    },
  );
}
