import type { JsonValue } from '../../kube/kube-object.ts';
import { encodeValue } from '../schema/encode.ts';
import type { Field, Fields, Schema } from '../schema/schema.ts';

/** The name of a type in the manner of `kubectl explain`: `string`, `[]Argument`, `map[string]boolean`. */
export function typeName(schema: Schema): string {
  switch (schema.kind) {
    case 'bool':
      return 'boolean';
    case 'float':
      return 'number';
    case 'log-flush':
      return 'duration or integer';
    case 'text-form':
      return schema.numbers ? 'quantity' : 'string';
    case 'optional':
      return typeName(schema.inner);
    case 'list':
      return `[]${typeName(schema.items)}`;
    case 'map':
      return `map[string]${typeName(schema.values)}`;
    case 'struct':
      return schema.name ?? 'Object';
    default:
      return schema.kind;
  }
}

/** What stands in for an absent field, as it is written in a file; `undefined` where that is nothing or not fixed. */
export function defaultOf({ schema, default: fallback }: Field): JsonValue | undefined {
  if (fallback === undefined) return schema.kind === 'bool' ? false : undefined;
  if (typeof fallback === 'function' || fieldsBelow(schema) !== undefined) return undefined;
  return encodeValue(schema, fallback);
}

/** The default for a reader: in words where there are words, else as it is written; `undefined` where there is none. */
export function defaultText(field: Field): string | undefined {
  if (field.defaultDoc !== undefined) return field.defaultDoc;
  const value = defaultOf(field);
  if (value === undefined) return undefined;
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

/** The only values that a field, or each item of its list, may have; empty where there are many. */
export function allowedValues(schema: Schema): readonly string[] {
  if (schema.kind === 'optional') return allowedValues(schema.inner);
  if (schema.kind === 'list') return allowedValues(schema.items);
  return schema.kind === 'string' ? (schema.values ?? []) : [];
}

/** The fields of a struct, of the items of a list, or of the values of a map; `undefined` where there are none. */
export function fieldsBelow(schema: Schema): Fields | undefined {
  switch (schema.kind) {
    case 'struct':
      return schema.fields;
    case 'optional':
      return fieldsBelow(schema.inner);
    case 'list':
      return fieldsBelow(schema.items);
    case 'map':
      return fieldsBelow(schema.values);
    default:
      return undefined;
  }
}

/** What a field is for and what it must not be, in one text. */
export function meaningOf({ doc, rule }: Field): string {
  return [doc, rule].filter((part) => part !== undefined && part !== '').join(' ');
}
