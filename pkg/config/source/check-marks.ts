import { MAX_MARKS, tooManyMarks } from './document-limits.ts';
import type { Chunk } from './split-documents.ts';

/** What stands between values: one of them before each at least, on levels that may be nested without end. */
const MARKS = new Set([...',:\n[{'].map((mark) => mark.charCodeAt(0)));

/**
 * A look at a text before it is parsed.
 *
 * @throws TooLargeError when it would take too long
 */
export function checkMarks({ text, offset }: Chunk): void {
  if (text.length <= MAX_MARKS) return;
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!MARKS.has(text.charCodeAt(at))) continue;
    marks += 1;
    if (marks > MAX_MARKS) throw tooManyMarks(offset + at);
  }
}
