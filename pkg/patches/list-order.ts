import type { JsonValue } from '../kube/kube-object.ts';
import type { JsonList } from './json-values.ts';

/** Whether two items of a list stand for the same thing. */
export type SameItem = (a: JsonValue, b: JsonValue) => boolean;

/**
 * Bring a merged list into order: items of the patch in the patch's order, the others in their former order, and the
 * two woven into each other. An item that was not there before comes ahead of the items that only the object has.
 *
 * @param merged - all items
 * @param former - the list before the patch
 * @param wanted - the order that the patch gives
 */
export function orderItems(merged: JsonList, former: JsonList, wanted: JsonList, same: SameItem): JsonList {
  const place = (list: JsonList, item: JsonValue): number => list.findIndex((other) => same(item, other));
  const byPlace = (list: JsonList) => (a: JsonValue, b: JsonValue) => place(list, a) - place(list, b);
  const named = merged.filter((item) => place(wanted, item) !== -1).sort(byPlace(wanted));
  const others = merged.filter((item) => place(wanted, item) === -1).sort(byPlace(former));
  const woven: JsonValue[] = [];
  for (const item of others) {
    // Everything named goes first, up to the first item that stood behind this one before.
    while (named.length > 0 && !stoodBefore(place(former, item), place(former, named[0] as JsonValue))) {
      woven.push(named.shift() as JsonValue);
    }
    woven.push(item);
  }
  return [...woven, ...named];
}

function stoodBefore(place: number, other: number): boolean {
  return place !== -1 && other !== -1 && place < other;
}
