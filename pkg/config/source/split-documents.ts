import type { ConfigIssue } from '../issue.ts';
import { MAX_DOCUMENTS, tooManyDocuments } from './document-limits.ts';
import type { SourceText } from './source-text.ts';

/** A part of the file that holds one document. */
export interface Chunk {
  readonly text: string;
  /** Where it starts in the file. */
  readonly offset: number;
}

interface SplitFile {
  readonly chunks: readonly Chunk[];
  readonly issues: readonly ConfigIssue[];
}

const SEPARATOR = '---';

/**
 * Cut a file into documents by the rules of the reference's reader: a line that starts with `---` separates, and may
 * go on with blanks or a comment only; with nothing before it, it belongs to the document that follows.
 *
 * @returns the documents, and what was wrong with the separators; of a file that holds too many, that alone
 */
export function splitDocuments(source: SourceText): SplitFile {
  const { text } = source;
  const chunks: Chunk[] = [];
  const issues: ConfigIssue[] = [];
  let start = 0;
  let line = 0;
  while (line < text.length) {
    const newline = text.indexOf('\n', line);
    const next = newline < 0 ? text.length : newline + 1;
    if (text.startsWith(SEPARATOR, line)) {
      const rest = text.slice(line + SEPARATOR.length, next).trim();
      if (rest !== '' && !rest.startsWith('#')) issues.push(badSeparator(source, line, rest));
      if (line > start) {
        if (chunks.length === MAX_DOCUMENTS) return tooMany(source, line);
        chunks.push({ text: text.slice(start, line), offset: start });
        start = next;
      }
    }
    line = next;
  }
  if (start < text.length) chunks.push({ text: text.slice(start), offset: start });
  return { chunks, issues };
}

function tooMany(source: SourceText, offset: number): SplitFile {
  const { message, hint } = tooManyDocuments(offset);
  return { chunks: [], issues: [{ path: '', place: source.place(offset), message, hint }] };
}

function badSeparator(source: SourceText, offset: number, rest: string): ConfigIssue {
  return {
    path: '',
    place: source.place(offset),
    message: `a line that starts with "---" separates documents, but "${rest.slice(0, 40)}" follows on it`,
    hint: 'put what follows the "---" on a line of its own',
  };
}
