import fc from 'fast-check';
import { staysString } from '../../../pkg/yaml/plain-scalar.ts';
import type { Plain } from './value-of-schema.ts';

/** How a document is written down; every style means the same. */
export interface Style {
  readonly indent: 1 | 2 | 4;
  /** Lists as far left as their key. */
  readonly outdentedLists: boolean;
  /** From this depth on with brackets; 0 is JSON. */
  readonly flowFrom: number;
  readonly quotes: 'none' | 'single' | 'double';
  readonly newline: '\n' | '\r\n';
  readonly byteOrderMark: boolean;
  readonly comments: boolean;
}

export const styles: fc.Arbitrary<Style> = fc.record({
  indent: fc.constantFrom<1 | 2 | 4>(2, 1, 4),
  outdentedLists: fc.boolean(),
  flowFrom: fc.constantFrom(9, 2, 0),
  quotes: fc.constantFrom<Style['quotes']>('none', 'single', 'double'),
  newline: fc.constantFrom<Style['newline']>('\n', '\r\n'),
  byteOrderMark: fc.boolean(),
  comments: fc.boolean(),
});

/** The files' text: one document for each value. */
export function written(documents: readonly Plain[], style: Style): string {
  const texts = documents.map((document) => `${block(document, '', style, 0).replace(/^\n/, '')}\n`);
  const text = texts.join(style.comments ? '--- # next\n' : '---\n').replaceAll('\n', style.newline);
  // whether brackets behind the mark are JSON, readers disagree
  return style.byteOrderMark && style.flowFrom > 0 ? `\uFEFF${text}` : text;
}

function block(value: Plain, indent: string, style: Style, depth: number): string {
  if (!isCollection(value) || depth >= style.flowFrom) return ` ${flow(value, style)}`;
  const deeper = `${indent}${' '.repeat(style.indent)}`;
  if (Array.isArray(value)) {
    const items = value as readonly Plain[];
    return items.map((item) => `\n${indent}-${block(item, deeper, style, depth + 1)}`).join('');
  }
  return Object.entries(value)
    .map(([key, item]) => {
      const below = Array.isArray(item) && style.outdentedLists ? indent : deeper;
      const comment = style.comments && isCollection(item) && depth + 1 < style.flowFrom ? ' # a comment' : '';
      return `\n${indent}${keyText(key, style)}:${comment}${block(item, below, style, depth + 1)}`;
    })
    .join('');
}

function isCollection(value: Plain): value is readonly Plain[] | { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function flow(value: Plain, style: Style): string {
  if (Array.isArray(value)) return `[${(value as readonly Plain[]).map((item) => flow(item, style)).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${keyText(key, style)}: ${flow(item as Plain, style)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? quoted(value, style) : JSON.stringify(value);
}

function keyText(key: string, style: Style): string {
  return quoted(key, { ...style, quotes: 'none' });
}

function quoted(text: string, { quotes, flowFrom }: Style): string {
  if (flowFrom === 0) return inDoubleQuotes(text);
  if (quotes === 'none' && /^[A-Za-z/][\w./-]*$/.test(text) && staysString(text)) return text;
  // line breaks are folded in single quotes
  if (quotes === 'single' && /^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return inDoubleQuotes(text);
}

/** JSON's escapes are YAML's, but for characters that YAML does not take as they are. */
function inDoubleQuotes(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u00a0\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
