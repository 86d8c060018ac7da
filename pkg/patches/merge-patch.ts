import type { JsonValue } from '../kube/kube-object.ts';
import { isMap, own, without } from './json-values.ts';
import type { JsonMap } from './json-values.ts';

/**
 * Apply a JSON merge patch (RFC 7386): mappings are merged, `null` removes, everything else replaces.
 *
 * @param target - left as it is
 */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isMap(patch)) return patch;
  let merged: JsonMap = isMap(target) ? target : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    merged = value === null ? without(merged, key) : { ...merged, [key]: applyMergePatch(own(merged, key), value) };
  }
  return merged;
}
