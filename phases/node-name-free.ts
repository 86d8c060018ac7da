import { KubeadmError } from '../pkg/errors/kubeadm-error.ts';
import type { ClusterReader } from '../pkg/host/host.ts';
import { hasCode } from '../pkg/kube/api-error.ts';
import type { KubeObject } from '../pkg/kube/kube-object.ts';
import { identityRefused, type BootstrapIdentity } from './bootstrap-identity.ts';

/** Who asks, and who hears what was found. */
export interface NodeNameInput {
  readonly identity: BootstrapIdentity;
  readonly note: (message: string) => void;
}

/**
 * Check that no working node of the cluster has this name: two kubelets would fight for one Node. A Node that is not
 * Ready is taken over, as in the reference.
 *
 * @throws KubeadmError `node-name-taken`, `node-read-forbidden`, `bootstrap-identity-refused`, or why the API server could not be asked
 */
export async function requireFreeNodeName(
  reader: Pick<ClusterReader, 'getObject'>,
  name: string,
  { identity, note }: NodeNameInput,
): Promise<void> {
  const node = await findNode(reader, name, identity);
  if (node === undefined) return;
  if (isReady(node)) throw taken(name);
  note(`the Node ${name} is in the cluster and is not Ready: this machine takes it over`);
}

async function findNode(
  reader: Pick<ClusterReader, 'getObject'>,
  name: string,
  identity: BootstrapIdentity,
): Promise<KubeObject | undefined> {
  try {
    return await reader.getObject({ apiVersion: 'v1', kind: 'Node', name });
  } catch (error) {
    if (hasCode(error, 'api-forbidden')) throw forbidden(identity);
    if (hasCode(error, 'api-unauthorized')) throw identityRefused(identity);
    throw error;
  }
}

function isReady(node: KubeObject): boolean {
  const status = 'status' in node ? node.status : undefined;
  const conditions = isRecord(status) ? status['conditions'] : undefined;
  if (!Array.isArray(conditions)) return false;
  return conditions.some((each: unknown) => isRecord(each) && each['type'] === 'Ready' && each['status'] === 'True');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function taken(name: string): KubeadmError {
  return new KubeadmError(
    'node-name-taken',
    `a Node named ${name} is in the cluster already, and it is Ready: another machine works under this name`,
    {
      hint: `choose another name with --node-name; or, when that machine is gone, delete its Node on a control plane (kubectl delete node ${name}) and run the same command again. The Node of a machine that was just reset stays Ready for up to a minute`,
    },
  );
}

function forbidden({ name }: BootstrapIdentity): KubeadmError {
  return new KubeadmError(
    'node-read-forbidden',
    `${name} may not look whether a Node of this name is in the cluster: the ClusterRole kubeadm:get-nodes is missing, or not bound to its group`,
    {
      hint: 'run `kubeadm-ts init phase bootstrap-token` on a control plane: it makes the role and a token with the right group',
    },
  );
}
