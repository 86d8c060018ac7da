import type { Host } from '../host/host.ts';
import { neededVerb, type Ensured } from './needed-verb.ts';
import { refOf, type KubeObject } from './kube-object.ts';

/** Says what has to be done for an object, given how it stands now; see {@link neededVerb}. */
export type Decide = (live: KubeObject | undefined, wanted: KubeObject) => 'create' | 'update' | undefined;

/**
 * Create or update objects that do not depend on each other, at the same time. The changes are announced in the order
 * of the list: all objects are looked up first, then the changes are started one after another without awaiting each.
 *
 * @param host - reads first, and changes only where there is something to change
 * @param objects - objects that may arrive in any order
 * @param decide - how an object is compared with the one that stands there
 * @returns what happened to each object, in the order of the list
 * @throws the first failure, after all other changes have ended
 */
export async function ensureObjects(
  host: Host,
  objects: readonly KubeObject[],
  decide: Decide = neededVerb,
): Promise<readonly Ensured[]> {
  const live = await Promise.all(objects.map((object) => host.getObject(refOf(object))));
  const verbs = objects.map((object, index) => decide(live[index], object));
  const outcomes = await Promise.allSettled(
    objects.map((object, index) => {
      const verb = verbs[index];
      return verb === undefined ? undefined : host.change({ kind: 'apply-object', verb, object });
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return verbs.map((verb) => (verb === undefined ? 'kept' : verb === 'create' ? 'created' : 'updated'));
}

/** Whether nothing was changed. */
export function allKept(outcomes: readonly Ensured[]): boolean {
  return outcomes.every((outcome) => outcome === 'kept');
}
