import type { Schema, StructSchema } from './schema.ts';
import type { PartialOf, ValueOf } from './schema-value.ts';

type Untyped = Readonly<Record<string, unknown>>;

type Complete = <S>(schema: S, given: PartialOf<S> | undefined) => ValueOf<S>;

/**
 * Fill in what was left out: each field's default, or else the zero of its type.
 * The schema's type says what comes out; the compiler cannot follow the recursion through the body.
 */
export const complete = completed as unknown as Complete;

/** Whether a value is the zero of its type: Go's notion of "not set". */
export function isZero(schema: Schema, value: unknown): boolean {
  if (value === undefined) return true;
  if (schema.kind === 'optional') return false;
  if (Array.isArray(value)) return value.length === 0;
  if (schema.kind === 'map') return Object.keys(value as object).length === 0;
  if (schema.kind === 'struct') return false;
  return value === zeroOf(schema);
}

function completed(schema: Schema, given: unknown): unknown {
  if (given === undefined) return schema.kind === 'struct' ? completeStruct(schema, {}) : zeroOf(schema);
  switch (schema.kind) {
    case 'optional':
      return completed(schema.inner, given);
    case 'list':
      return (given as readonly unknown[]).map((item) => completed(schema.items, item));
    case 'map':
      return Object.fromEntries(
        Object.entries(given as Untyped).map(([key, value]) => [key, completed(schema.values, value)]),
      );
    case 'struct':
      return completeStruct(schema, given as Untyped);
    default:
      return given;
  }
}

function completeStruct(schema: StructSchema, given: Untyped): Untyped {
  const result: Record<string, unknown> = {};
  for (const [name, { schema: inner, default: fallback }] of Object.entries(schema.fields)) {
    const value = given[name];
    const useDefault = fallback !== undefined && isZero(inner, value);
    const standIn: unknown =
      typeof fallback === 'function' ? (fallback as (parent: Untyped) => unknown)(given) : fallback;
    result[name] = completed(inner, useDefault ? standIn : value);
  }
  return result;
}

/** What an absent value of a type means. */
export function zeroOf(schema: Schema): unknown {
  switch (schema.kind) {
    case 'string':
      return '';
    case 'text-form':
      return schema.zero;
    case 'bool':
      return false;
    case 'integer':
    case 'float':
    case 'duration':
    case 'log-flush':
      return 0;
    case 'list':
      return [];
    case 'map':
      return {};
    case 'struct':
      return completeStruct(schema, {});
    case 'optional':
      return undefined;
  }
}
