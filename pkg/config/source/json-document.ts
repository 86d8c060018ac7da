import type { ConfigIssue } from '../issue.ts';
import type { Chunk } from './split-documents.ts';
import type { SourceText } from './source-text.ts';

/** Whether readers of Kubernetes take a document for JSON. */
export function isJson({ text }: Chunk): boolean {
  return /^\s*\{/.test(text);
}

/**
 * What is wrong with a document that is taken for JSON. To readers of Kubernetes every document is JSON that begins
 * with "{", and the freedoms of YAML (bare words, comments, a last comma) end there.
 *
 * @returns `undefined` where it is JSON, or is none at all
 */
export function jsonFault(source: SourceText, chunk: Chunk): ConfigIssue | undefined {
  if (!isJson(chunk)) return undefined;
  const { text, offset } = chunk;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return {
      path: '',
      place: source.place(offset + (at === undefined ? text.trimEnd().length : Number(at))),
      message: 'a document that begins with "{" is read as JSON, and this is not valid JSON',
      hint: 'put quotes around names and texts, and leave out comments and the comma after the last item; or write the document as YAML without the outer braces',
    };
  }
}
