import { KubeadmError } from '../pkg/errors/kubeadm-error.ts';
import type { ClusterReader } from '../pkg/host/host.ts';
import { hasCode } from '../pkg/kube/api-error.ts';
import type { ObjectRef } from '../pkg/kube/kube-object.ts';
import { objectData } from '../pkg/kube/object-data.ts';
import { identityRefused, type BootstrapIdentity } from './bootstrap-identity.ts';

const REF: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system', name: 'kubeadm-certs' };

/** What to do when an upload is of no use. */
export const UPLOAD_AGAIN =
  'upload them again with `kubeadm-ts init phase upload-certs --upload-certs` on a control plane, and join with the new key that it prints';

/**
 * The data of the Secret with the uploaded certificates, base64.
 *
 * @returns `undefined` when there is no such Secret
 * @throws KubeadmError `certificates-forbidden`, `bootstrap-identity-refused`, or why the API server could not be asked
 */
export async function readUpload(
  reader: Pick<ClusterReader, 'getObject'>,
  identity: BootstrapIdentity,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const secret = await reader.getObject(REF);
    return secret === undefined ? undefined : objectData(secret);
  } catch (error) {
    if (hasCode(error, 'api-forbidden')) throw forbidden(identity);
    if (hasCode(error, 'api-unauthorized')) throw identityRefused(identity);
    throw error;
  }
}

/** The error of a cluster that holds no certificates any more. */
export function uploadGone(): KubeadmError {
  return new KubeadmError(
    'certificates-expired',
    'the cluster holds no uploaded certificates: they are deleted two hours after the upload',
    { hint: UPLOAD_AGAIN },
  );
}

/** The role for reading them is made by an upload. */
function forbidden({ name }: BootstrapIdentity): KubeadmError {
  return new KubeadmError(
    'certificates-forbidden',
    `${name} may not read the uploaded certificates: either none were ever uploaded, or it does not belong to the group system:bootstrappers:kubeadm:default-node-token`,
    { hint: `${UPLOAD_AGAIN}; a token with the right group is made by \`kubeadm-ts token create\`` },
  );
}
