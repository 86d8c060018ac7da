import type { ScalarStyle } from '../../pkg/yaml/scalar-style.ts';

/** A line that has grown beyond this is ended at its next blank (libyaml's `best_width`). */
const LINE_WIDTH = 80;

/** Where a scalar stands. */
export interface ScalarPlace {
  /** Column of its first character. */
  readonly column: number;
  /** Blanks in front of its further lines. */
  readonly indent: string;
}

/** Escapes of YAML 1.1 with a letter of their own. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ...['\0', '\x07', '\b', '\t', '\n', '\v', '\f', '\r', '\x1b', '"', '\\', '\x85', '\u2028', '\u2029'].map(
    (character, index): readonly [string, string] => [character, `\\${'0abtnvfre"\\NLP'[index] ?? ''}`],
  ),
]);
/** Printed as it is in double quotes. */
const PRINTABLE = /^[\x20-\x7E\xA0-\u{D7FF}\u{E000}-\u{FEFE}\u{FF00}-\u{FFFD}]$/u;

/** A string in a style of YAML, long lines folded where Go's writer folds them. */
export function foldedText(text: string, style: ScalarStyle, place: ScalarPlace): string {
  if (style === 'literal') return literal(text, place.indent);
  if (style === 'double') return folded([...text], 'double', place);
  // most texts are short, and there may be thousands
  const short = place.column + text.length <= LINE_WIDTH;
  if (style === 'plain') return short ? text : folded([...text], style, place);
  return short ? `'${text.replaceAll("'", "''")}'` : folded([...text], style, place);
}

/** What a character turns into inside of a style. */
function shown(character: string, style: ScalarStyle): string {
  if (style === 'plain') return character;
  if (style === 'single') return character === "'" ? "''" : character;
  return ESCAPES.get(character) ?? (PRINTABLE.test(character) ? character : numeric(character));
}

/** `\xNN`, `\uNNNN` or `\UNNNNNNNN` */
function numeric(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const [letter, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(Number(digits), '0')}`;
}

const QUOTES: Readonly<Record<ScalarStyle, string>> = { plain: '', single: "'", double: '"', literal: '' };

function folded(characters: readonly string[], style: ScalarStyle, { column: begin, indent }: ScalarPlace): string {
  const quote = QUOTES[style];
  const last = characters.length - 1;
  let out = quote;
  let column = begin + quote.length;
  let blank = false;
  characters.forEach((character, index) => {
    const inside = style === 'plain' || (index > 0 && index < last);
    const next = characters[index + 1];
    // only double quotes can say that a line begins with a blank
    const folds = character === ' ' && !blank && column > LINE_WIDTH && inside && (style === 'double' || next !== ' ');
    const piece = folds ? `\n${indent}${style === 'double' && next === ' ' ? '\\' : ''}` : shown(character, style);
    out += piece;
    column = folds ? piece.length - 1 : column + piece.length;
    blank = character === ' ';
  });
  return out + quote;
}

function literal(text: string, indent: string): string {
  // an indentation that readers cannot guess is said
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') || text === '\n' ? '+' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  return `|${hint}${chomping}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
}
