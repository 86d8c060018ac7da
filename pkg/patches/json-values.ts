import type { JsonValue } from '../kube/kube-object.ts';

/** A mapping of JSON. */
export type JsonMap = { readonly [key: string]: JsonValue | undefined };
export type JsonList = readonly JsonValue[];

export function isMap(value: JsonValue | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is JsonList {
  return Array.isArray(value);
}

/** A mapping without some of its keys. */
export function without(map: JsonMap, ...keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** The entry of a mapping itself, never something that every JavaScript object has. */
export function own(map: JsonMap, key: string): JsonValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
