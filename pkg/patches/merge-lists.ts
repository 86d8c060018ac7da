import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../kube/kube-object.ts';
import { patchFailure } from './json-pointer.ts';
import { isMap, own } from './json-values.ts';
import type { JsonList, JsonMap } from './json-values.ts';
import { orderItems } from './list-order.ts';
import type { SameItem } from './list-order.ts';
import type { MergeShape } from './merge-keys.ts';

/** Merges two mappings: given by the caller, since mappings and lists contain each other. */
export type MergeMaps = (target: JsonMap, patch: JsonMap, shape: MergeShape) => JsonMap;

/** Merge a list the way its shape says: by key, as a set, or not at all (then the patch's list replaces it). */
export function mergeLists(target: JsonList, patch: JsonList, shape: MergeShape, mergeMaps: MergeMaps): JsonList {
  if (shape.set === true) {
    const all = [...new Set([...target, ...patch])];
    return orderItems(all, target, patch, isDeepStrictEqual);
  }
  if (shape.mergeKey === undefined) return patch.map((item) => (isMap(item) ? mergeMaps({}, item, {}) : item));
  return mergeByKey(target, patch, { ...shape, mergeKey: shape.mergeKey }, mergeMaps);
}

/** The items of a list that are not among `gone`. */
export function deleteItems(list: JsonList, gone: JsonList): JsonList {
  return list.filter((item) => !gone.some((other) => isDeepStrictEqual(item, other)));
}

/** How the items of a list are told apart. */
export function sameItemOf({ mergeKey }: MergeShape): SameItem {
  if (mergeKey === undefined) return isDeepStrictEqual;
  return (a, b) => isMap(a) && isMap(b) && isDeepStrictEqual(own(a, mergeKey), own(b, mergeKey));
}

function mergeByKey(
  target: JsonList,
  patch: JsonList,
  shape: MergeShape & { readonly mergeKey: string },
  mergeMaps: MergeMaps,
): JsonList {
  const same = sameItemOf(shape);
  const { kept, items } = carryOutDirectives(target, patch, shape.mergeKey);
  const merged: JsonValue[] = [...kept];
  for (const item of items) {
    const at = merged.findIndex((other) => same(item, other));
    const before = at === -1 ? {} : merged[at];
    merged[at === -1 ? merged.length : at] = mergeMaps(isMap(before) ? before : {}, item, {
      fields: shape.fields ?? {},
    });
  }
  return orderItems(merged, kept, items, same);
}

interface Split {
  /** What is left of the target. */
  readonly kept: JsonList;
  /** Items of the patch that carry no directive. */
  readonly items: readonly JsonMap[];
}

function carryOutDirectives(target: JsonList, patch: JsonList, mergeKey: string): Split {
  const same = sameItemOf({ mergeKey });
  let kept = target;
  const items: JsonMap[] = [];
  for (const item of patch) {
    if (!isMap(item)) throw patchFailure(`an item of a list merged by ${mergeKey} is not a mapping`);
    const directive = own(item, '$patch');
    if (directive === 'replace') kept = [];
    if (directive === 'replace') continue;
    if (own(item, mergeKey) === undefined) throw patchFailure(`an item of the list has no ${mergeKey} to merge by`);
    if (directive === 'delete') kept = kept.filter((other) => !same(item, other));
    else items.push(item);
  }
  return { kept, items };
}
