import { includes } from './includes.ts';
import type { KubeObject } from './kube-object.ts';

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
