import type { JsonValue } from '../kube/kube-object.ts';
import { patchFailure } from './json-pointer.ts';
import { isList, isMap, own, without } from './json-values.ts';
import type { JsonList, JsonMap } from './json-values.ts';
import type { MergeShape } from './merge-keys.ts';
import { deleteItems, mergeLists, sameItemOf } from './merge-lists.ts';
import { orderItems } from './list-order.ts';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_ITEMS = '$deleteFromPrimitiveList/';

/**
 * Apply a strategic merge patch: mappings are merged, `null` removes, and lists merge by key where the shape says so.
 *
 * @param target - left as it is
 * @param shape - which lists merge, and by what
 * @throws KubeadmError `patch-failed` when a directive or an item does not fit
 */
export function strategicMerge(target: JsonMap, patch: JsonMap, shape: MergeShape = {}): JsonMap {
  const directive = own(patch, DIRECTIVE);
  if (directive === 'replace') return withoutDirectives(without(patch, DIRECTIVE));
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw patchFailure(`unknown $patch: ${String(directive)}`);
  const retained = retainKeys(target, patch);
  const merged = Object.entries(without(patch, DIRECTIVE, RETAIN_KEYS)).reduce<JsonMap>(
    (current, [key, value]) => mergeField(current, key, value, shape),
    retained,
  );
  return Object.keys(patch).reduce((current, key) => setOrder(current, { former: target, patch, key, shape }), merged);
}

function mergeField(target: JsonMap, key: string, value: JsonValue | undefined, shape: MergeShape): JsonMap {
  if (value === undefined || key.startsWith(ORDER)) return target;
  if (key.startsWith(DELETE_ITEMS)) return deleteFromField(target, key.slice(DELETE_ITEMS.length), value);
  if (value === null) return without(target, key);
  const field = shape.fields?.[key] ?? {};
  const before = own(target, key);
  if (isMap(value)) {
    // A mapping that only the patch has still has its directives carried out.
    if (own(value, DIRECTIVE) === 'delete' && before === undefined) return target;
    return { ...target, [key]: strategicMerge(isMap(before) ? before : {}, value, field) };
  }
  if (isList(value))
    return { ...target, [key]: mergeLists(isList(before) ? before : [], value, field, strategicMerge) };
  return { ...target, [key]: value };
}

function deleteFromField(target: JsonMap, field: string, items: JsonValue): JsonMap {
  const before = own(target, field);
  if (!isList(items)) throw patchFailure(`${DELETE_ITEMS}${field} takes a list`);
  return isList(before) ? { ...target, [field]: deleteItems(before, items) } : target;
}

/** Only the keys named survive; a patch that sets a key without naming it contradicts itself. */
function retainKeys(target: JsonMap, patch: JsonMap): JsonMap {
  const keep = own(patch, RETAIN_KEYS);
  if (keep === undefined) return target;
  if (!isList(keep)) throw patchFailure(`${RETAIN_KEYS} takes a list`);
  const stray = Object.keys(patch).find((key) => !key.startsWith('$') && !keep.includes(key));
  if (stray !== undefined) throw patchFailure(`${RETAIN_KEYS} does not name ${stray}, which the patch sets`);
  return Object.fromEntries(Object.entries(target).filter(([key]) => keep.includes(key)));
}

interface OrderOf {
  /** The mapping before the patch. */
  readonly former: JsonMap;
  readonly patch: JsonMap;
  readonly key: string;
  readonly shape: MergeShape;
}

function setOrder(merged: JsonMap, { former, patch, key, shape }: OrderOf): JsonMap {
  if (!key.startsWith(ORDER)) return merged;
  const field = key.slice(ORDER.length);
  const wanted = own(patch, key);
  const list = own(merged, field);
  if (!isList(wanted)) throw patchFailure(`${key} takes a list`);
  if (!isList(list)) return merged;
  const before: JsonList = (own(former, field) ?? []) as JsonList;
  return { ...merged, [field]: orderItems(list, before, wanted, sameItemOf(shape.fields?.[field] ?? {})) };
}

function withoutDirectives(value: JsonMap): JsonMap {
  return strategicMerge({}, value);
}
