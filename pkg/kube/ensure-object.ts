import type { Host } from '../host/host.ts';
import { includes } from './includes.ts';
import { refOf, type KubeObject } from './kube-object.ts';

export type Ensured = 'created' | 'updated' | 'kept';

/**
 * What has to be done so that an object stands in the cluster as wanted.
 *
 * @param live - the object as it stands now, or `undefined`
 * @returns the verb, or `undefined` when nothing is to do
 */
export function neededVerb(live: KubeObject | undefined, wanted: KubeObject): 'create' | 'update' | undefined {
  if (live === undefined) return 'create';
  return includes(live, comparable(wanted)) ? undefined : 'update';
}

/** Status belongs to the controllers, and a resource version changes with every write: neither is compared. */
function comparable(wanted: KubeObject): object {
  const { resourceVersion: _version, ...metadata } = wanted.metadata;
  return { ...wanted, metadata, status: undefined };
}

/**
 * Create an object, or update it where it differs in what we set; leave it alone where it does not.
 *
 * @throws KubeadmError when the API server refuses or cannot be reached
 */
export async function ensureObject(host: Host, wanted: KubeObject): Promise<Ensured> {
  const verb = neededVerb(await host.getObject(refOf(wanted)), wanted);
  if (verb === undefined) return 'kept';
  await host.change({ kind: 'apply-object', verb, object: wanted });
  return verb === 'create' ? 'created' : 'updated';
}
