import { refOf, type KubeObject } from '../../../pkg/kube/kube-object.ts';
import { tokenExpiration } from '../../../pkg/kube/object-data.ts';
import { at, listAt, textAt } from './json.ts';
import type { ObjectStore } from './object-store.ts';

/** Plays the controller manager's token cleaner: bootstrap tokens are deleted once they have expired. */
export function cleanTokens(store: ObjectStore): void {
  const now = store.now();
  const tokens = store.list('v1', 'Secret', {
    namespace: 'kube-system',
    fieldSelector: 'type=bootstrap.kubernetes.io/token',
  }).items;
  for (const token of tokens) {
    const end = tokenExpiration(token);
    if (end !== undefined && end <= now) store.delete(refOf(token));
  }
}

/** Plays the garbage collector for Secrets: one whose owners are all gone goes too, as uploaded certificates do. */
export function collectGarbage(store: ObjectStore): void {
  const secrets = store.list('v1', 'Secret', { namespace: 'kube-system' }).items;
  const living = new Set(secrets.map(({ metadata }) => metadata.uid));
  for (const secret of secrets) {
    const owners = ownersOf(secret);
    if (owners.length > 0 && !owners.some((uid) => living.has(uid))) store.delete(refOf(secret));
  }
}

/** Owners of other kinds are nobody's business here. */
function ownersOf(object: KubeObject): readonly string[] {
  return listAt(at(object, 'metadata'), 'ownerReferences').flatMap((owner) =>
    textAt(owner, 'kind') === 'Secret' ? [textAt(owner, 'uid') ?? ''] : [],
  );
}
