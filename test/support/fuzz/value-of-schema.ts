import fc from 'fast-check';
import type { Schema, StructSchema } from '../../../pkg/config/schema/schema.ts';
import { DURATIONS, FORMED, textsFor } from './words.ts';

/** A value as a file holds it: plain data. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Fields of one struct at a time: kinds with a hundred fields would make large files and say nothing more. */
const MAX_FIELDS = 6;
/** Fields without which a document of the kind is never accepted. */
const NEEDED: readonly string[] = ['discovery', 'bootstrapToken', 'apiServerEndpoint', 'unsafeSkipCAVerification'];

/** Values of the right type for a schema, most of them good ones: what the definition of a kind allows, it makes. */
export function valueOfSchema(schema: Schema, field = ''): fc.Arbitrary<Plain> {
  switch (schema.kind) {
    case 'optional':
      return fc.oneof({ weight: 6, arbitrary: valueOfSchema(schema.inner, field) }, { weight: 1, arbitrary: NULL });
    case 'struct':
      return structValue(schema);
    case 'list':
      return fc.array(valueOfSchema(schema.items, field), { maxLength: 3 });
    case 'map':
      return fc.dictionary(fc.constantFrom(...MAP_KEYS), valueOfSchema(schema.values, field), { maxKeys: 3 });
    case 'string':
      return preferFirst(schema.values ?? textsFor(field));
    case 'text-form':
      return fc.constantFrom(...FORMED);
    case 'bool':
      return fc.boolean();
    case 'duration':
      return fc.constantFrom(...DURATIONS);
    case 'log-flush':
      return fc.oneof(fc.constantFrom(...DURATIONS), fc.integer());
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 70_000 }), schema.unsigned ? fc.nat() : fc.integer());
    case 'float':
      return fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0.5, 1.25, 1e-3, 3e20));
  }
}

const NULL: fc.Arbitrary<Plain> = fc.constant(null);
const MAP_KEYS = ['RootlessControlPlane', 'NodeLocalCRISocket', 'memory.available', 'a', 'yes', '1', '<<', '__proto__'];

function structValue(schema: StructSchema): fc.Arbitrary<Plain> {
  const names = Object.keys(schema.fields);
  const needed = names.filter((name) => NEEDED.includes(name));
  return fc
    .subarray(names, { maxLength: Math.min(MAX_FIELDS, names.length) })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries(
          [...new Set([...chosen, ...needed])].map((name) => [name, valueOfSchema(schema.fields[name]!.schema, name)]),
        ),
      ),
    );
}

/** The first ones are the good ones. */
function preferFirst(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...texts.slice(0, 2)) }, fc.constantFrom(...texts));
}
