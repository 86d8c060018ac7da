import type { JsonObject, JsonValue } from '../../kube/kube-object.ts';
import { writeYaml } from '../../yaml/write-yaml.ts';
import { allFields, type FoundField } from '../explain/find-field.ts';
import type { KindEntry } from '../kinds/registry.ts';
import type { StructSchema } from '../schema/schema.ts';
import { exampleDocument } from './example-document.ts';
import { fieldTable, innerStruct } from './field-table.ts';
import { blocks, code, yamlBlock } from './markdown.ts';
import { isObject } from './merged.ts';

/** A part of the page for each type with a name, in the order in which fields lead to them. */
export function sharedTypes(kinds: readonly KindEntry[]): readonly string[] {
  const uses = new Map<StructSchema, FoundField[]>();
  for (const found of kinds.flatMap(allFields)) {
    const struct = found.field === undefined ? undefined : innerStruct(found.field.schema);
    if (struct?.name !== undefined) uses.set(struct, [...(uses.get(struct) ?? []), found]);
  }
  return [...uses].map(([{ name = '', fields }, found]) =>
    blocks(`### ${name}`, usesOf(found), exampleOf(found), fieldTable(fields)),
  );
}

function usesOf(found: readonly FoundField[]): string {
  const names = [...new Set(found.map(lastName))];
  return `The type of ${names.map(code).join(', ')}.`;
}

function exampleOf([first]: readonly FoundField[]): string {
  if (first === undefined) return '';
  const value = valueAt(exampleDocument(first.entry, first.path), first.path);
  return value === undefined ? '' : yamlBlock(writeYaml({ [lastName(first)]: value }, { keys: 'as-given' }));
}

function valueAt(document: JsonObject | undefined, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((value, name) => (isObject(value) ? value[name] : undefined), document);
}

function lastName({ path }: FoundField): string {
  return path.at(-1) ?? '';
}
