import type { JsonObject, JsonValue } from '../../kube/kube-object.ts';

/** Two objects in one, part by part; of two values of one field the second counts. */
export function merged(one: JsonObject, other: JsonObject): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

/** Whether a value is an object, and no list. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
