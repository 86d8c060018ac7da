import { canonicalQuantity } from '../config/quantity.ts';
import type { JsonValue } from '../kube/kube-object.ts';
import { isList, isMap } from './json-values.ts';
import type { JsonMap } from './json-values.ts';

/** Mappings of Kubernetes quantities in a Pod, by their name. */
const QUANTITIES = new Set(['limits', 'requests', 'overhead']);

/**
 * An object as the API would print it after a person changed it: without `null`, and with quantities in their
 * canonical form (`4096Mi` is `4Gi`, 1 is `"1"`).
 */
export function asTyped(object: JsonMap): JsonMap {
  return mapEntries(object, (key, value) => (QUANTITIES.has(key) && isMap(value) ? quantities(value) : typed(value)));
}

function typed(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(typed);
  return isMap(value) ? asTyped(value) : value;
}

function quantities(map: JsonMap): JsonMap {
  return mapEntries(map, (_, value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    return canonicalQuantity(String(value)) ?? value;
  });
}

function mapEntries(map: JsonMap, convert: (key: string, value: JsonValue) => JsonValue): JsonMap {
  const entries: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(map)) {
    if (value !== null && value !== undefined) entries.push([key, convert(key, value)]);
  }
  return Object.fromEntries(entries);
}
