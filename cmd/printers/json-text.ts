import type { OutputValue } from './output-object.ts';

/** What Go's encoder writes as an escape, besides what JSON demands: it may stand in HTML and in JavaScript. */
const ESCAPED = /[<>&\u2028\u2029]/g;

/** A value as the reference prints JSON: four blanks of indent, and a line feed at the end. */
export function jsonText(value: OutputValue): string {
  const text = JSON.stringify(value, null, 4);
  return `${text.replace(ESCAPED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
