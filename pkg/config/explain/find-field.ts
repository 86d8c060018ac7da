import { KubeadmError } from '../../errors/kubeadm-error.ts';
import { apiVersionOf, kindNamed, kindsOf } from '../docs/find-kind.ts';
import { fieldsBelow, typeName } from '../docs/field-facts.ts';
import { KINDS, type KindEntry } from '../kinds/registry.ts';
import type { Field, Fields, Schema } from '../schema/schema.ts';
import { didYouMean, nearest } from '../suggestion.ts';

/** A kind, or a field in it. */
export interface FoundField {
  readonly entry: KindEntry;
  /** Names as they are spelt; empty for the kind itself. */
  readonly path: readonly string[];
  readonly field?: Field;
  /** Where else the same field is. */
  readonly elsewhere?: readonly FoundField[];
}

/** Fields named in an error; more are found by `config explain` itself. */
const MANY = 12;

/**
 * The field that a path means, in any case: after the name of a kind, or wherever only one field has the name.
 *
 * @param path - names; not empty
 * @throws KubeadmError `unknown-kind`, `unknown-field`, `ambiguous-field`
 */
export function findField(path: readonly string[], apiVersion?: string): FoundField {
  const [first = '', ...rest] = path;
  const entry = kindNamed(first, apiVersion);
  if (entry !== undefined) return fieldOf(entry, rest);
  const kinds = kindsOf(apiVersion);
  const atTop = kinds.flatMap((each) => descend(each, path) ?? []);
  const found = atTop.length > 0 ? atTop : kinds.flatMap((each) => endingIn(each, path));
  const [only, ...elsewhere] = found;
  if (only === undefined) throw unknownPath(path, kinds);
  const same = only.field !== undefined && only.field.doc !== '';
  if (elsewhere.some(({ field }) => !same || field !== only.field)) throw ambiguous(path, found);
  return { ...only, elsewhere };
}

/** `ClusterConfiguration.networking.podSubnet` */
export function fullPath({ entry, path }: FoundField): string {
  return [entry.kind, ...path].join('.');
}

function fieldOf(entry: KindEntry, path: readonly string[]): FoundField {
  const found = descend(entry, path);
  if (found !== undefined) return found;
  const known = path.findIndex((_, index) => descend(entry, path.slice(0, index + 1)) === undefined);
  const parent = descend(entry, path.slice(0, known)) ?? { entry, path: [] };
  throw unknownField(parent, path, known);
}

function descend(entry: KindEntry, path: readonly string[]): FoundField | undefined {
  let schema: Schema = entry.schema;
  let field: Field | undefined;
  const names: string[] = [];
  for (const step of path) {
    const next = stepInto(schema, field, step);
    if (next === undefined) return undefined;
    names.push(next.name);
    field = next.field;
    schema = field.schema;
  }
  return field === undefined ? { entry, path: names } : { entry, path: names, field };
}

function stepInto(schema: Schema, parent: Field | undefined, step: string): { name: string; field: Field } | undefined {
  const fields = fieldsBelow(schema) ?? keysOf(schema, parent);
  if (fields === undefined) return undefined;
  const name = Object.hasOwn(fields, step)
    ? step
    : Object.keys(fields).find((each) => each.toLowerCase() === step.toLowerCase());
  const field = name === undefined ? undefined : fields[name];
  return name === undefined || field === undefined ? undefined : { name, field };
}

/** The known keys of a map, as if they were fields. */
function keysOf(schema: Schema, field: Field | undefined): Fields | undefined {
  const keys = field?.shape?.keys;
  if (keys === undefined || schema.kind !== 'map') return undefined;
  const { values } = schema;
  return Object.fromEntries(
    Object.entries(keys).map(([name, key]) => [name, { schema: values, ...key, always: false, example: key.default }]),
  );
}

function endingIn(entry: KindEntry, path: readonly string[]): readonly FoundField[] {
  return allFields(entry).filter((found) => {
    const end = found.path.slice(-path.length);
    return end.length === path.length && end.every((name, index) => name.toLowerCase() === path[index]?.toLowerCase());
  });
}

/** Every field of a kind, parents first. */
export function allFields(entry: KindEntry): readonly FoundField[] {
  const below = (schema: Schema, parents: readonly string[]): readonly FoundField[] =>
    Object.entries(fieldsBelow(schema) ?? {}).flatMap(([name, field]) => {
      const path = [...parents, name];
      return [{ entry, path, field }, ...below(field.schema, path)];
    });
  return below(entry.schema, []);
}

function ambiguous(path: readonly string[], found: readonly FoundField[]): KubeadmError {
  const paths = found.map(fullPath);
  const more = paths.length > MANY ? `, and ${paths.length - MANY} more` : '';
  return new KubeadmError('ambiguous-field', `several fields are meant by "${path.join('.')}"`, {
    hint: `name one of them: ${paths.slice(0, MANY).join(', ')}${more}`,
  });
}

function unknownField(parent: FoundField, path: readonly string[], at: number): KubeadmError {
  const wrong = path[at] ?? '';
  const schema = parent.field?.schema ?? parent.entry.schema;
  const names = Object.keys(fieldsBelow(schema) ?? keysOf(schema, parent.field) ?? {});
  const where = fullPath(parent);
  if (names.length === 0)
    return new KubeadmError('unknown-field', `there are no fields below ${where}: it is a ${typeName(schema)}`, {
      hint: `"kubeadm-ts config explain ${where}" tells what it is for`,
    });
  const message = `${where} has no field ${JSON.stringify(wrong)}${didYouMean(wrong, names)}`;
  const elsewhere = KINDS.find((each) => each.kind === parent.entry.kind && descend(each, path) !== undefined);
  if (elsewhere !== undefined)
    return new KubeadmError('unknown-field', `${message}; ${apiVersionOf(elsewhere)} has it`, {
      hint: `"kubeadm-ts config explain --api-version ${elsewhere.version} ${[elsewhere.kind, ...path].join('.')}" explains it`,
    });
  const hint =
    names.length > MANY
      ? `"kubeadm-ts config explain ${where}" lists its fields`
      : `its fields: ${[...names].sort().join(', ')}`;
  return new KubeadmError('unknown-field', message, { hint });
}

function unknownPath(path: readonly string[], kinds: readonly KindEntry[]): KubeadmError {
  const [first = ''] = path;
  const names = kinds.map(({ kind }) => kind);
  const fields = kinds.flatMap(allFields);
  const meant = nearest(first, names) ?? nearest(path.at(-1) ?? '', [...new Set(fields.map(lastName))]);
  const example = fields.filter((each) => lastName(each) === meant).map(fullPath);
  const suggestion = meant === undefined ? '' : ` (did you mean ${JSON.stringify(example[0] ?? meant)}?)`;
  const message = `there is no kind and no field ${JSON.stringify(path.join('.'))}${suggestion}`;
  return new KubeadmError('unknown-field', message, {
    hint: '"kubeadm-ts config explain" lists the kinds, "kubeadm-ts config explain --recursive <kind>" the fields of one',
  });
}

function lastName({ path }: FoundField): string {
  return path.at(-1) ?? '';
}
