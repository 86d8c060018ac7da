import { isOutputObject, type OutputObject, type OutputValue } from './output-object.ts';

const STEP = '  ';
/** Escapes with a letter of their own. A tab stands as it is. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ...['\0', '\x07', '\b', '\v', '\f', '\r', '\x1b', '"', '\\', '\x85', '\xa0', '\u2028', '\u2029'].map(
    (character, index): readonly [string, string] => [character, `\\${'0abvfre"\\N_LP'[index] ?? ''}`],
  ),
]);
/** What may stand as it is: letters, marks, numbers, punctuation, symbols, the blank and the tab. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} \t]$/u;

/** An object as KYAML, the dialect of YAML with braces and quotes: `---` in front, fields in their own order. */
export function kyamlText(object: OutputObject): string {
  return `---\n${valueText(object, '')}\n`;
}

function valueText(value: OutputValue, indent: string): string {
  if (typeof value === 'string') return quoted(value, indent);
  if (Array.isArray(value)) return listText(value, indent);
  if (isOutputObject(value)) return objectText(value, indent);
  return String(value);
}

function objectText(object: OutputObject, indent: string): string {
  const fields = Object.entries(object).flatMap(([key, value]) =>
    value === undefined ? [] : [`${indent}${STEP}${key}: ${valueText(value, indent + STEP)},\n`],
  );
  return fields.length === 0 ? '{}' : `{\n${fields.join('')}${indent}}`;
}

function listText(items: readonly OutputValue[], indent: string): string {
  if (items.length === 0) return '[]';
  if (items.some(isOutputObject)) return `[${items.map((item) => valueText(item, indent)).join(', ')}]`;
  return `[\n${items.map((item) => `${indent}${STEP}${valueText(item, indent + STEP)},\n`).join('')}${indent}]`;
}

/** A text of several lines stands on several lines, each with its line feed written out. */
function quoted(text: string, indent: string): string {
  if (!text.includes('\n')) return `"${escaped(text)}"`;
  const inner = indent + STEP;
  const lines = text.split('\n').map((line, index, all) => (index < all.length - 1 ? `${line}\n` : line));
  const shown = lines.filter((line) => line !== '').map((line) => `${inner}${lineText(line)}\\\n`);
  return `"\\\n${shown.join('')}${inner}"`;
}

/** Readers drop the blanks at the beginning of a line, unless a backslash stands there. */
function lineText(line: string): string {
  return `${/^[ \t]/.test(line) ? '\\' : ' '}${escaped(line.replace(/\n$/, ''))}${line.endsWith('\n') ? '\\n' : ''}`;
}

function escaped(text: string): string {
  if (/^[\w .:,-]*$/.test(text)) return text;
  return [...text]
    .map((character) => ESCAPES.get(character) ?? (PRINTABLE.test(character) ? character : numeric(character)))
    .join('');
}

function numeric(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const [letter, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).padStart(Number(digits), '0')}`;
}
