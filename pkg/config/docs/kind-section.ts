import { writeYaml } from '../../yaml/write-yaml.ts';
import type { KindEntry } from '../kinds/registry.ts';
import type { Field, Fields } from '../schema/schema.ts';
import { exampleDocument } from './example-document.ts';
import { fieldsBelow, meaningOf } from './field-facts.ts';
import { fieldTable, ownFields, pathBelow } from './field-table.ts';
import { apiVersionOf } from './find-kind.ts';
import { KIND_DOCS } from './kind-docs.ts';
import { blocks, code, plain, yamlBlock } from './markdown.ts';

/** The part of the page about a kind of kubeadm: what it is for, an example, and its fields in groups. */
export function kindSection(entry: KindEntry): string {
  const { fields } = entry.schema;
  const groups = Object.entries(fields).filter(([, field]) => ownFields(field.schema) !== undefined);
  const single = Object.entries(fields).filter(([, field]) => ownFields(field.schema) === undefined);
  return blocks(
    heading(entry),
    fieldTable(Object.fromEntries(structsLast(single))),
    ...groups.map(([name, field]) => groupSection(entry, name, field)),
  );
}

/** The part of the page about a kind that Kubernetes owns: the fields that this program gives a value. */
export function componentSection(entry: KindEntry): string {
  const { url = '' } = KIND_DOCS[entry.kind];
  return blocks(
    heading(entry),
    `Kubernetes owns this kind and [documents its fields](${url}). These are given a value by kubeadm-ts; the others are passed on as they are, and \`kubeadm-ts config explain --recursive ${entry.kind}\` lists them.`,
    fieldTable(settled(entry.schema.fields)),
  );
}

/** Values first, then what stands further down on the page. */
function structsLast(fields: readonly (readonly [string, Field])[]): readonly (readonly [string, Field])[] {
  const isStruct = ([, field]: readonly [string, Field]): boolean => fieldsBelow(field.schema) !== undefined;
  return [...fields.filter((each) => !isStruct(each)), ...fields.filter(isStruct)];
}

function heading(entry: KindEntry): string {
  const { summary, readBy } = KIND_DOCS[entry.kind];
  const example = exampleDocument(entry);
  return blocks(
    `## ${entry.kind}`,
    `${code(apiVersionOf(entry))}. ${plain(summary)} Read by ${readBy}.`,
    example === undefined ? '' : yamlBlock(writeYaml(example, { keys: 'as-given' })),
  );
}

function groupSection(entry: KindEntry, name: string, field: Field): string {
  const fields = ownFields(field.schema) ?? {};
  const shown = field.shape?.exclusive?.map((each) => [name, each]) ?? [[name]];
  const examples = shown.flatMap((path) => exampleDocument(entry, path)?.[name] ?? []);
  return blocks(
    `### ${code(name)}`,
    [plain(meaningOf(field)), ...(field.defaultDoc === undefined ? [] : [`Default: ${field.defaultDoc}.`])].join(' '),
    ...examples.map((value) => yamlBlock(writeYaml({ [name]: value }, { keys: 'as-given' }))),
    fieldTable(fields, pathBelow(name, field.schema)),
  );
}

/** The fields with a text, by their paths. */
function settled(fields: Fields, prefix = ''): Fields {
  const found = Object.entries(fields).flatMap(([name, field]): readonly (readonly [string, Field])[] => {
    const below = ownFields(field.schema);
    if (field.doc !== '') return [[`${prefix}${name}`, field]];
    return below === undefined ? [] : Object.entries(settled(below, `${prefix}${name}.`));
  });
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
