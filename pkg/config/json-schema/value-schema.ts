import type { JsonObject } from '../../kube/kube-object.ts';
import { defaultOf, defaultText, meaningOf } from '../docs/field-facts.ts';
import type { Field, Fields, Schema } from '../schema/schema.ts';
import type { KnownKey } from '../schema/shape.ts';

/** A Go duration, as the decoder reads it. */
const DURATION_PATTERN = '^[-+]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)$';

/** A field: its type, and what is known of it. */
export function fieldSchema(field: Field): JsonObject {
  const { keys, exclusive, ...shape } = field.shape ?? {};
  const value = keys === undefined ? valueSchema(field.schema) : closedMap(field.schema, keys);
  const fallback = defaultOf(field);
  return {
    ...description(field),
    ...value,
    ...shape,
    ...patternMessage(field, shape.pattern !== undefined),
    ...(exclusive === undefined ? {} : { not: allGiven(exclusive) }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(field.example === undefined ? {} : { examples: [field.example] }),
  };
}

/** The properties of a struct. */
export function propertiesOf(fields: Fields): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]));
}

/** `null` stands for an absent value everywhere, as it does for the decoder; but where one of few words is wanted. */
function valueSchema(schema: Schema): JsonObject {
  switch (schema.kind) {
    case 'string':
      return schema.values === undefined ? { type: ['string', 'null'] } : { type: 'string', enum: schema.values };
    case 'bool':
      return { type: ['boolean', 'null'] };
    case 'integer':
      return { type: ['integer', 'null'], ...(schema.unsigned ? { minimum: 0 } : {}) };
    case 'float':
      return { type: ['number', 'null'] };
    case 'duration':
      return { type: ['string', 'null'], pattern: DURATION_PATTERN };
    case 'log-flush':
      return { type: ['string', 'integer', 'null'], pattern: DURATION_PATTERN };
    case 'text-form':
      return {
        type: schema.numbers ? ['string', 'number', 'null'] : ['string', 'null'],
        ...(schema.pattern === undefined ? {} : { pattern: schema.pattern }),
      };
    case 'optional':
      return valueSchema(schema.inner);
    case 'list':
      return { type: ['array', 'null'], items: valueSchema(schema.items) };
    case 'map':
      return { type: ['object', 'null'], additionalProperties: valueSchema(schema.values) };
    case 'struct':
      return { type: ['object', 'null'], properties: propertiesOf(schema.fields), additionalProperties: false };
  }
}

/** A map of which the keys are known. */
function closedMap(schema: Schema, keys: Readonly<Record<string, KnownKey>>): JsonObject {
  const value = schema.kind === 'map' ? valueSchema(schema.values) : {};
  const properties = Object.entries(keys).map(([name, { doc, default: fallback }]) => [
    name,
    { description: doc, ...value, default: fallback },
  ]);
  return { type: ['object', 'null'], properties: Object.fromEntries(properties), additionalProperties: false };
}

/** What VS Code and yaml-language-server say in the place of the expression; others pass it over. */
function patternMessage({ schema, rule }: Field, hasOwn: boolean): JsonObject {
  const expected = hasOwn ? rule : expectation(schema);
  return expected === undefined ? {} : { patternErrorMessage: expected };
}

function expectation(schema: Schema): string | undefined {
  switch (schema.kind) {
    case 'optional':
      return expectation(schema.inner);
    case 'duration':
    case 'log-flush':
      return 'Expected a duration such as 1h30m or 90s; there is no unit for days.';
    case 'text-form':
      return schema.pattern === undefined ? undefined : `Expected ${schema.expected}.`;
    default:
      return undefined;
  }
}

/** Fields that are there and not `null`. */
function allGiven(names: readonly string[]): JsonObject {
  return { properties: Object.fromEntries(names.map((name) => [name, { type: 'object' }])), required: names };
}

function description(field: Field): JsonObject {
  const meaning = meaningOf(field);
  // Editors show a default themselves where there is a value.
  const fallback = defaultOf(field) === undefined ? defaultText(field) : undefined;
  const text = fallback === undefined ? meaning : `${meaning} Default: ${fallback}.`.trimStart();
  return text === '' ? {} : { description: text };
}
