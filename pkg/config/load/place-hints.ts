import { KINDS, KUBEADM_GROUP, newestEntry, type KindEntry } from '../kinds/registry.ts';
import type { Oddity } from '../schema/decode.ts';
import type { Schema } from '../schema/schema.ts';

/** More places than these help nobody. */
const MAX_PLACES = 2;
/** Fields of one struct that are worth listing. */
const MAX_FIELDS = 8;
/** Who has more unknown fields than this gave the wrong kind of file. */
const MAX_HINTS = 50;

interface Place {
  readonly kind: string;
  readonly path: string;
}

/** An unknown field that stands elsewhere is answered with its place, any other one with the fields that there are. */
export function withPlaceHints(oddities: readonly Oddity[], entry: KindEntry): readonly Oddity[] {
  return oddities.map((oddity, index) => {
    const unknown = oddity.message === 'there is no such field';
    if (!unknown || oddity.hint !== undefined || index >= MAX_HINTS) return oddity;
    const hint = placeHint(oddity.path, entry) ?? fieldsHint(oddity.path, entry.schema);
    return hint === undefined ? oddity : { ...oddity, hint };
  });
}

/** Places in the same kind, else in others of its group. */
function placeHint(path: string, entry: KindEntry): string | undefined {
  const name = path.split('.').at(-1) ?? path;
  const own = placesOf(name, entry.kind, entry.schema);
  const others = [...new Set(KINDS.filter(({ group }) => group === KUBEADM_GROUP).map(({ kind }) => kind))]
    .filter((kind) => kind !== entry.kind && entry.group === KUBEADM_GROUP)
    .flatMap((kind) => placesOf(name, kind, newestEntry(kind).schema));
  const places = own.length > 0 ? own : others;
  if (places.length === 0 || places.length > MAX_PLACES) return undefined;
  const texts = places.map((place) => (own.length > 0 ? place.path : `${place.kind}.${place.path}`));
  return `it stands at ${texts.join(' or ')}`;
}

function placesOf(name: string, kind: string, schema: Schema, at: readonly string[] = []): readonly Place[] {
  if (schema.kind === 'optional') return placesOf(name, kind, schema.inner, at);
  if (schema.kind === 'list') return placesOf(name, kind, schema.items, at);
  if (schema.kind !== 'struct') return [];
  return Object.entries(schema.fields).flatMap(([field, { schema: inner }]) => {
    const path = [...at, field];
    return [...(field === name ? [{ kind, path: path.join('.') }] : []), ...placesOf(name, kind, inner, path)];
  });
}

function fieldsHint(path: string, schema: Schema): string | undefined {
  const parents = path.split('.').slice(0, -1);
  const names = Object.keys(fieldsAt(schema, parents) ?? {});
  return names.length === 0 || names.length > MAX_FIELDS ? undefined : `its fields: ${names.sort().join(', ')}`;
}

function fieldsAt(schema: Schema, path: readonly string[]): object | undefined {
  if (schema.kind === 'optional') return fieldsAt(schema.inner, path);
  if (schema.kind === 'list') return fieldsAt(schema.items, path);
  if (schema.kind !== 'struct') return undefined;
  const [first, ...rest] = path;
  if (first === undefined) return schema.fields;
  const field = schema.fields[first.replace(/\[\d+\]$/, '')];
  return field === undefined ? undefined : fieldsAt(field.schema, rest);
}
