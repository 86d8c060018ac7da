import type { JsonObject, JsonValue } from '../../kube/kube-object.ts';
import { formatDuration } from '../duration.ts';
import { isZero, zeroOf } from './complete.ts';
import type { Schema, StructSchema } from './schema.ts';

/**
 * The printed form of a value: zero fields left out, but for those that upstream always prints (structs, durations
 * and quantities among them). Keys are sorted.
 *
 * @param value - completed, or with missing fields, which count as zero
 */
export function encode(schema: StructSchema, value: object): JsonObject {
  return encodeStruct(schema, value as Readonly<Record<string, unknown>>);
}

function encodeStruct(schema: StructSchema, value: Readonly<Record<string, unknown>>): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const name of Object.keys(schema.fields).sort()) {
    const field = schema.fields[name];
    if (field === undefined) continue;
    const item = value[name];
    if (field.always || printsAlways(field.schema) || !isEmpty(field.schema, item))
      result[name] = encodeValue(field.schema, item);
  }
  return result;
}

/** Go leaves out a list without items even where it was given; a number or a boolean that was given stays. */
function isEmpty(schema: Schema, value: unknown): boolean {
  const inner = schema.kind === 'optional' ? schema.inner : undefined;
  const collection = inner?.kind === 'list' || inner?.kind === 'map' ? inner : schema;
  return isZero(collection, value);
}

/** Go leaves out what is empty, and a struct never is. Durations and quantities are structs there. */
function printsAlways(schema: Schema): boolean {
  return schema.kind === 'struct' || schema.kind === 'duration' || (schema.kind === 'text-form' && schema.zero !== '');
}

/** The printed form of one value. */
export function encodeValue(schema: Schema, given: unknown): JsonValue {
  const value = given ?? (schema.kind === 'struct' ? {} : zeroOf(schema));
  switch (schema.kind) {
    case 'optional':
      return value === undefined ? null : encodeValue(schema.inner, value);
    case 'duration':
      return formatDuration(value as number);
    case 'list':
      return (value as readonly unknown[]).map((item) => encodeValue(schema.items, item));
    case 'map':
      return encodeMap(schema.values, value as Readonly<Record<string, unknown>>);
    case 'struct':
      return encodeStruct(schema, value as Readonly<Record<string, unknown>>);
    default:
      return value as JsonValue;
  }
}

function encodeMap(values: Schema, map: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, encodeValue(values, map[key])]),
  );
}
