import { writeYaml } from '../../yaml/write-yaml.ts';
import { exampleDocument } from '../docs/example-document.ts';
import { allowedValues, defaultText, fieldsBelow, meaningOf, typeName } from '../docs/field-facts.ts';
import { apiVersionOf, kindsOf } from '../docs/find-kind.ts';
import { describeDocument, documentedAt, KIND_DOCS } from '../docs/kind-docs.ts';
import type { Field, Fields } from '../schema/schema.ts';
import { findField, fullPath, type FoundField } from './find-field.ts';
import { indented, USUAL_WIDTH, wrapped } from './wrapped-text.ts';

/** How much is told of a field. */
export interface ExplainOptions {
  /** All fields below, as a tree without their texts. False unless given. */
  readonly recursive?: boolean | undefined;
  /** `v1beta3` or `kubeadm.k8s.io/v1beta3`; the newest unless given. */
  readonly apiVersion?: string | undefined;
  /** Of the terminal: lines become shorter than usual, not longer. */
  readonly columns?: number | undefined;
}

/** Narrower terminals break the lines themselves. */
const LEAST_WIDTH = 40;

/**
 * What a kind or a field of the configuration is for: its type, its default, its allowed values, an example, and the
 * fields below it.
 *
 * @param path - `ClusterConfiguration`, `ClusterConfiguration.apiServer.certSANs`, or without the kind where only one
 * field is meant: `networking.podSubnet`. Case does not matter, `[0]` and `[]` are passed over; empty for all kinds
 * @returns lines for a terminal, at most 80 columns wide
 * @throws KubeadmError `unknown-kind`, `unknown-field`, `ambiguous-field`
 */
export function explainField(
  path: string,
  { recursive = false, apiVersion, columns = USUAL_WIDTH }: ExplainOptions = {},
): string {
  const width = Math.max(Math.min(columns, USUAL_WIDTH), LEAST_WIDTH);
  const names = path.split(/[.[\]]+/).filter((name) => name !== '' && !/^\d+$/.test(name));
  if (names.length === 0) return allKinds(apiVersion, width);
  const found = findField(names, apiVersion);
  const below = fieldsBelow(found.field?.schema ?? found.entry.schema) ?? {};
  return [
    heading(found),
    section('DESCRIPTION', description(found, width)),
    ...(recursive ? [] : [...allowed(found, width), ...example(found)]),
    section('ALSO IN', (found.elsewhere ?? []).map((each) => `    ${fullPath(each)}\n`).join('')),
    section('FIELDS', recursive ? tree(below) : list(below, width)),
  ].join('');
}

function allKinds(apiVersion: string | undefined, width: number): string {
  const kinds = kindsOf(apiVersion).map((entry) => {
    const title = `  ${entry.kind} (${apiVersionOf(entry)})\n`;
    return title + wrapped(KIND_DOCS[entry.kind].summary, 4, width);
  });
  return section('KINDS', kinds.join('\n')).trimStart();
}

function heading({ entry, path, field }: FoundField): string {
  const fallback = field === undefined ? undefined : defaultText(field);
  const lines = [
    `KIND:     ${entry.kind}`,
    `VERSION:  ${apiVersionOf(entry)}`,
    ...(field === undefined ? [] : [`FIELD:    ${path.join('.')} <${typeName(field.schema)}>`]),
    ...(fallback === undefined ? [] : [`DEFAULT:  ${fallback}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function description({ entry, field }: FoundField, width: number): string {
  const { url, readBy } = KIND_DOCS[entry.kind];
  const paragraphs =
    field === undefined
      ? [describeDocument(entry), `Read by ${readBy}.`]
      : [field.doc === '' && url !== undefined ? documentedAt(url) : field.doc, field.rule ?? ''];
  return paragraphs
    .map((each) => wrapped(each, 4, width))
    .filter((each) => each !== '')
    .join('\n');
}

function allowed({ field }: FoundField, width: number): readonly string[] {
  if (field === undefined) return [];
  const keys = Object.entries(field.shape?.keys ?? {}).map(
    ([name, key]) => `  ${name}\n${wrapped(`${key.doc} Default: ${String(key.default)}.`, 4, width)}`,
  );
  const values = allowedValues(field.schema).map((value) => `    ${value}\n`);
  return [section('ALLOWED VALUES', values.join('')), section('KEYS', keys.join(''))];
}

function example({ entry, path, field }: FoundField): readonly string[] {
  const document = exampleDocument(entry, field === undefined ? undefined : path);
  return document === undefined ? [] : [section('EXAMPLE', indented(writeYaml(document, { keys: 'as-given' }), 4))];
}

/** In the order of the alphabet: whoever looks for a field knows how it begins. */
function sorted(fields: Fields): readonly (readonly [name: string, field: Field])[] {
  return Object.entries(fields).sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

function list(fields: Fields, width: number): string {
  return sorted(fields)
    .map(([name, field]) => `  ${label(name, field)}\n${wrapped(meaningOf(field), 4, width)}`)
    .join('\n');
}

function tree(fields: Fields, depth = 1): string {
  return sorted(fields)
    .map(([name, field]) => {
      const below = fieldsBelow(field.schema);
      return `${'  '.repeat(depth)}${label(name, field)}\n${below === undefined ? '' : tree(below, depth + 1)}`;
    })
    .join('');
}

function label(name: string, { schema }: Field): string {
  return `${name} <${typeName(schema)}>`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `\n${title}:\n${body}`;
}
