import type { KubeObject, ObjectRef } from '../../../pkg/kube/kube-object.ts';
import { applyConflict, badRequest, type Asked } from './failures.ts';
import { isRecord, sameJson, type Fields } from './json.ts';
import { mergedStrategically } from './patched.ts';

interface ApplyOptions {
  readonly fieldManager?: string;
  readonly force?: boolean;
}

/**
 * Who set which field, for server-side apply: fields that a manager applied before and no longer names go away, and
 * a field that another manager holds with another value is a conflict, unless forced.
 *
 * Simpler than the real one: the leaves of lists count as one field, and only plain fields are given up.
 */
export class ApplyLedger {
  /** By object: the manager of each leaf's path, and whether it came by apply. */
  readonly #owners = new Map<string, Map<string, string>>();

  /** Remember a create or an update: its author holds what it changed. */
  wrote(object: KubeObject, before: KubeObject | undefined, manager: string | undefined): void {
    if (manager === undefined) return;
    const owners = this.#ownersOf(object.apiVersion, object.kind, object.metadata.namespace, object.metadata.name);
    const old = before === undefined ? new Map<string, unknown>() : leaves(before);
    for (const [path, value] of leaves(object)) if (!sameJson(old.get(path), value)) owners.set(path, manager);
  }

  /** The object after an apply. @throws ApiError 400 without a manager, 409 on conflicts */
  apply(ref: ObjectRef, live: KubeObject | undefined, patch: unknown, asked: Asked, options: ApplyOptions): KubeObject {
    const { fieldManager: manager, force = false } = options;
    if (!isRecord(patch) || patch['kind'] !== ref.kind || patch['apiVersion'] !== ref.apiVersion) {
      throw badRequest(asked, 'apply takes a whole object with its apiVersion and kind');
    }
    if (manager === undefined)
      throw badRequest(
        asked,
        'PatchOptions.meta.k8s.io is invalid: fieldManager: Required value: is required for apply patch',
      );
    const metadata = isRecord(patch['metadata']) ? patch['metadata'] : {};
    const wanted = {
      ...patch,
      metadata: { name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }), ...metadata },
    };
    const owners = this.#ownersOf(ref.apiVersion, ref.kind, ref.namespace, ref.name);
    if (live === undefined) owners.clear();
    const fresh = leaves(wanted);
    if (!force) refuseConflicts(fresh, live, owners, manager, asked);
    const removals = [...owners].filter(([path, owner]) => owner === manager && !fresh.has(path)).map(([path]) => path);
    for (const path of removals) owners.delete(path);
    for (const path of fresh.keys()) owners.set(path, manager);
    const base = removals.reduce<object>(
      (object, path) => mergedStrategically(ref.kind, object, removal(path)),
      live ?? {},
    );
    return mergedStrategically(ref.kind, base, wanted) as unknown as KubeObject;
  }

  #ownersOf(apiVersion: string, kind: string, namespace: string | undefined, name: string): Map<string, string> {
    const key = `${apiVersion} ${kind} ${namespace ?? ''}/${name}`;
    const known = this.#owners.get(key) ?? new Map<string, string>();
    this.#owners.set(key, known);
    return known;
  }
}

function refuseConflicts(
  fresh: ReadonlyMap<string, unknown>,
  live: KubeObject | undefined,
  owners: ReadonlyMap<string, string>,
  manager: string,
  asked: Asked,
): void {
  const standing = live === undefined ? new Map<string, unknown>() : leaves(live);
  const causes = [...fresh].flatMap(([path, value]) => {
    const owner = owners.get(path);
    if (owner === undefined || owner === manager || sameJson(standing.get(path), value)) return [];
    const field = (JSON.parse(path) as readonly string[]).map((key) => `.${key}`).join('');
    return [{ reason: 'FieldManagerConflict', message: `conflict with "${owner}"`, field }];
  });
  if (causes.length > 0) throw applyConflict(asked, causes);
}

/** Paths (as JSON lists of keys) of all values that are not objects, but for the object's identity. */
function leaves(value: unknown, path: readonly string[] = []): Map<string, unknown> {
  if (!isRecord(value) || (path.length > 0 && Object.keys(value).length === 0))
    return new Map([[JSON.stringify(path), value]]);
  return new Map(
    Object.entries(value)
      .filter(([key]) => !(path.length === 0 && ['apiVersion', 'kind', 'status'].includes(key)))
      .filter(([key]) => !(path.length === 1 && path[0] === 'metadata' && !['labels', 'annotations'].includes(key)))
      .flatMap(([key, inner]) => [...leaves(inner, [...path, key])]),
  );
}

function removal(path: string): Fields {
  const keys = JSON.parse(path) as readonly string[];
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), null) as Fields;
}
