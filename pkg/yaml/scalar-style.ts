import { staysString } from './plain-scalar.ts';

/** How a string is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** What Go's writer does not print as it is; U+0085, U+2028 and U+2029 are line breaks to YAML 1.1 readers. */
const UNPRINTABLE = /[^\n\x20-\x7E\xA0-\u{D7FF}\u{E000}-\u{FFFD}]|[\u{2028}\u{2029}\u{FEFF}]/u;
/** Beginnings and insides of a text that mean something else in block context. */
const INDICATOR = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))|:(?:[ \t]|$)|[ \t]#/;
/** Spaces that a block scalar would not keep in every reader. */
const SPACE_AT_LINE_END = / (?:\n|$)/;

/** The style that Go's writer gives a string in block context. */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  if (UNPRINTABLE.test(text)) return 'double';
  if (text.includes('\n')) return isKey || SPACE_AT_LINE_END.test(text) ? 'double' : 'literal';
  if (!staysString(text)) return 'double';
  const quoted = INDICATOR.test(text) || text.startsWith(' ') || text.endsWith(' ');
  return quoted ? 'single' : 'plain';
}
