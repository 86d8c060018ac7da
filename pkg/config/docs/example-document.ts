import type { JsonObject, JsonValue } from '../../kube/kube-object.ts';
import type { KindEntry } from '../kinds/registry.ts';
import type { Field, Fields, Schema } from '../schema/schema.ts';
import { allowedValues, defaultOf, fieldsBelow } from './field-facts.ts';
import { apiVersionOf } from './find-kind.ts';
import { KIND_DOCS } from './kind-docs.ts';
import { isObject, merged } from './merged.ts';

/**
 * A whole, valid document that shows a field, or the usual fields of a kind.
 *
 * @param path - names of fields, without indexes
 * @returns `undefined` where there is no example
 */
export function exampleDocument(entry: KindEntry, path?: readonly string[]): JsonObject | undefined {
  const { fields } = entry.schema;
  const { example, needed } = KIND_DOCS[entry.kind];
  const shown = path === undefined ? example.map((each) => each.split('.')) : [path];
  const parts = shown.map((each) => valueAlong(fields, each)).filter((each) => each !== undefined);
  if (parts.length === 0) return undefined;
  const others = needed
    .map((each) => each.split('.'))
    .filter((each) => !shown.some((one) => standsIn(one, each, fields)))
    .map((each) => valueAlong(fields, each))
    .filter((each) => each !== undefined);
  const head: JsonObject = { apiVersion: apiVersionOf(entry), kind: entry.kind };
  return [...others, ...parts].reduce<JsonObject>((all, part) => merged(all, part), head);
}

/** Whether a path that is shown holds what is needed, is held by it, or excludes it. */
function standsIn(shown: readonly string[], needed: readonly string[], fields: Fields): boolean {
  const at = needed.findIndex((name, index) => shown[index] !== name);
  const other = shown[at];
  if (at < 0 || other === undefined) return true;
  return fieldAt(fields, needed.slice(0, at))?.shape?.exclusive?.includes(other) ?? false;
}

function fieldAt(fields: Fields, [name = '', ...rest]: readonly string[]): Field | undefined {
  const field = fields[name];
  return field === undefined || rest.length === 0 ? field : fieldAt(fieldsBelow(field.schema) ?? {}, rest);
}

/** An object with the one field, or what stands as an example for it and its neighbours. */
function valueAlong(fields: Fields, [name = '', ...rest]: readonly string[]): JsonObject | undefined {
  const field = fields[name];
  const value = field === undefined ? undefined : exampleOf(field, rest);
  return value === undefined ? undefined : { [name]: value };
}

function exampleOf(field: Field, rest: readonly string[]): JsonValue | undefined {
  const { example, schema, shape } = field;
  if (example !== undefined && contains(example, rest)) return example;
  const [next] = rest;
  if (next === undefined) return ownExample(field);
  const inner = valueAlong(fieldsBelow(schema) ?? {}, rest);
  if (inner === undefined) return undefined;
  const alone = nestedIn(schema, inner);
  // a field of a list's item or of an alternative stands for itself, others with the neighbours that they may need
  if (!isObject(example) || !isObject(alone) || shape?.exclusive?.includes(next) === true) return alone;
  return merged(example, alone);
}

/** The default says how a value looks; of a struct, the examples of its fields do. */
function ownExample(field: Field): JsonValue | undefined {
  const { schema } = field;
  const below = fieldsBelow(schema);
  if (below !== undefined) return structExample(field, below);
  const isBool = schema.kind === 'bool' || (schema.kind === 'optional' && schema.inner.kind === 'bool');
  if (isBool && field.doc !== '') return defaultOf(field) !== true;
  return defaultOf(field) ?? allowedValues(schema)[0];
}

function structExample({ schema, shape }: Field, fields: Fields): JsonValue | undefined {
  const [, ...excluded] = shape?.exclusive ?? [];
  const examples = Object.entries(fields).flatMap(([name, { example }]) =>
    example === undefined || excluded.includes(name) ? [] : [[name, example] as const],
  );
  if (examples.length > 0) return nestedIn(schema, Object.fromEntries(examples));
  const [first] = Object.keys(fields).flatMap((name) => valueAlong(fields, [name]) ?? []);
  return first === undefined ? undefined : nestedIn(schema, first);
}

function nestedIn(schema: Schema, value: JsonValue): JsonValue {
  if (schema.kind === 'optional') return nestedIn(schema.inner, value);
  if (schema.kind === 'list') return [nestedIn(schema.items, value)];
  return schema.kind === 'map' ? { name: nestedIn(schema.values, value) } : value;
}

/** Whether an example shows the field at a path below it. */
function contains(example: JsonValue | undefined, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (example === undefined || name === undefined) return example !== undefined;
  if (Array.isArray(example)) return example.some((item: JsonValue) => contains(item, path));
  return isObject(example) && contains(example[name], rest);
}
