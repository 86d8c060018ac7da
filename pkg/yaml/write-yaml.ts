import { dump, visit } from 'js-yaml';
import type { Document, ScalarLayout, ScalarNode } from 'js-yaml';
import { compareKeys } from './key-order.ts';
import { scalarStyle } from './scalar-style.ts';

/** How the keys of mappings are ordered: as Go's writer sorts them, or as they stand in the value. */
export interface WriteYamlOptions {
  readonly keys?: 'sorted' | 'as-given';
}

/** js-yaml's numbers for the styles; it exports the table under the same values. */
const STYLE = { plain: 1, single: 2, double: 3, literal: 4 } as const;

const STRING_TAG = 'tag:yaml.org,2002:str';
const FLOAT_TAG = 'tag:yaml.org,2002:float';

/**
 * A value as YAML in the style of Go's `sigs.k8s.io/yaml`: sorted keys, two spaces, list items at the indent of their
 * key, block literals for texts of several lines, and quotes wherever a YAML 1.1 reader would not see a string.
 * Fields that are `undefined` are left out. Lines are never folded, and nothing is shared through anchors.
 *
 * @param value - anything that JSON can carry
 * @param options - `keys: 'as-given'` keeps the order of the keys
 */
export function writeYaml(value: unknown, options: WriteYamlOptions = {}): string {
  const text = dump(value, {
    seqNoIndent: true,
    lineWidth: -1,
    noRefs: true,
    skipInvalid: true,
    scalarStyleRules: [chooseStyle],
    transform: (documents) => shape(documents, options.keys !== 'as-given'),
  });
  return text.replace(BEYOND_16_BITS, escaped);
}

/** Go's writer takes these for unprintable; whatever holds one stands in double quotes (scalar-style.ts). */
const BEYOND_16_BITS = /[\u{10000}-\u{10ffff}]/gu;

function escaped(character: string): string {
  return `\\U${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/**
 * Several documents in one text, each under a `---` line but the first.
 *
 * @param values - one value for each document
 */
export function writeYamlDocuments(values: readonly unknown[], options: WriteYamlOptions = {}): string {
  return values.map((value) => writeYaml(value, options)).join('---\n');
}

function shape(documents: Document[], sortKeys: boolean): void {
  visit(documents, (node) => {
    if (node.kind === 'scalar' && node.tag === FLOAT_TAG) node.value = floatText(node);
    if (!sortKeys || node.kind !== 'mapping') return;
    node.items.sort((a, b) => compareKeys(keyOf(a.key), keyOf(b.key)));
  });
}

function keyOf(node: { kind: string; value?: string }): string {
  return node.value ?? '';
}

/** Go prints small numbers with a two-digit exponent. */
function floatText(node: ScalarNode): string {
  const value = Number(node.value);
  if (!Number.isFinite(value)) return node.value;
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

function chooseStyle(layout: ScalarLayout): void {
  if (layout.node.tag !== STRING_TAG) return;
  const style = STYLE[scalarStyle(layout.node.value, layout.isKey)];
  const allowed = (layout.allowedStylesMask & (1 << style)) !== 0;
  layout.style = allowed ? style : STYLE.double;
}
