import type { Field, Fields, Schema } from '../schema/schema.ts';
import { allowedValues, defaultOf, defaultText, meaningOf } from './field-facts.ts';
import { code, plain, table } from './markdown.ts';

/** A field of a table, with the path that it has there. */
interface Row {
  readonly path: string;
  readonly field: Field;
}

const COLUMNS = ['Field', 'Type', 'Default', 'Meaning'];

/** Fields as a table, those of structs without a name below their own. */
export function fieldTable(fields: Fields, prefix = ''): string {
  const cells = rowsOf(fields, prefix).map(({ path, field }) => [
    code(path),
    typeInWords(field.schema),
    defaultCell(field),
    meaningCell(field),
  ]);
  return table(COLUMNS, cells);
}

/** The struct without a name that a field or the items of its list hold: its fields stand below the field's own. */
export function ownFields(schema: Schema): Fields | undefined {
  const struct = innerStruct(schema);
  return struct?.name === undefined ? struct?.fields : undefined;
}

/** The struct that is at the bottom of a type. */
export function innerStruct(schema: Schema): Extract<Schema, { kind: 'struct' }> | undefined {
  if (schema.kind === 'optional') return innerStruct(schema.inner);
  if (schema.kind === 'list') return innerStruct(schema.items);
  if (schema.kind === 'map') return innerStruct(schema.values);
  return schema.kind === 'struct' ? schema : undefined;
}

/** `[]` after the names of lists: what follows is a field of each item. */
export function pathBelow(path: string, schema: Schema): string {
  const inner = schema.kind === 'optional' ? schema.inner : schema;
  return `${path}${inner.kind === 'list' ? '[]' : ''}.`;
}

/** A type for a reader: `list of strings`, a link for a struct with a name. */
export function typeInWords(schema: Schema, many = false): string {
  switch (schema.kind) {
    case 'optional':
      return typeInWords(schema.inner, many);
    case 'list':
      return `${many ? 'lists' : 'list'} of ${typeInWords(schema.items, true)}`;
    case 'map':
      return `${many ? 'maps' : 'map'} of ${typeInWords(schema.values, true)}`;
    case 'struct':
      if (schema.name !== undefined) return `[${schema.name}](#${schema.name.toLowerCase()})`;
      return many ? 'objects' : 'object';
    case 'text-form':
      return wordFor(schema.numbers ? 'quantity' : 'string', many);
    case 'bool':
      return wordFor('boolean', many);
    case 'float':
      return wordFor('number', many);
    case 'log-flush':
      return 'duration, or nanoseconds';
    default:
      return wordFor(schema.kind, many);
  }
}

function wordFor(word: string, many: boolean): string {
  if (!many) return word;
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}

function rowsOf(fields: Fields, prefix: string): readonly Row[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const below = ownFields(field.schema);
    return [{ path, field }, ...(below === undefined ? [] : rowsOf(below, pathBelow(path, field.schema)))];
  });
}

function defaultCell(field: Field): string {
  const text = defaultText(field);
  if (text === undefined) return '';
  return defaultOf(field) === undefined || field.defaultDoc !== undefined ? plain(text) : code(text);
}

function meaningCell(field: Field): string {
  const values = allowedValues(field.schema);
  const oneOf = values.length === 0 ? [] : [`One of ${values.map(code).join(', ')}.`];
  return [plain(meaningOf(field)), ...oneOf].filter((each) => each !== '').join(' ');
}
