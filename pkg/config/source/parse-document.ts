import { EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml';
import type { ConfigIssue } from '../issue.ts';
import { checkMarks } from './check-marks.ts';
import { NodeComposer } from './compose-nodes.ts';
import { TooLargeError } from './document-limits.ts';
import { jsonFault } from './json-document.ts';
import type { SourceText } from './source-text.ts';
import type { Chunk } from './split-documents.ts';
import type { YamlNode } from './yaml-node.ts';

/** A document's content, or why it could not be read. */
export type ParsedDocument = { readonly node: YamlNode } | { readonly issue: ConfigIssue };

/**
 * Parse one document into nodes that know their places.
 *
 * @param source - the file, for places
 * @param chunk - the part of it that holds the document
 */
export function parseDocument(source: SourceText, chunk: Chunk): ParsedDocument {
  try {
    checkMarks(chunk);
    const events = parseEvents(chunk.text, {});
    const node = new NodeComposer(chunk, firstDocument(events)).compose();
    const issue = jsonFault(source, chunk);
    return issue === undefined ? { node } : { issue };
  } catch (error) {
    if (error instanceof YAMLException) return { issue: syntaxIssue(source, chunk, error) };
    if (error instanceof TooLargeError)
      return { issue: { path: '', place: source.place(error.offset), message: error.message, hint: error.hint } };
    throw error;
  }
}

/** A document that goes on after `...` is another one: readers of Kubernetes look at the first only. */
function firstDocument(events: readonly Event[]): readonly Event[] {
  const second = events.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT);
  return second < 0 ? events : events.slice(0, second);
}

function syntaxIssue(source: SourceText, chunk: Chunk, error: YAMLException): ConfigIssue {
  const place = source.place(chunk.offset + (error.mark?.position ?? 0));
  if (/null byte|non-printable/.test(error.reason)) {
    const hint = `save ${source.file} as UTF-8 text, or check that --config names the right file`;
    return { path: '', place, message: 'this is no text in UTF-8', hint };
  }
  return {
    path: '',
    place,
    message: `this is not valid YAML: ${error.reason}`,
    hint: `correct ${source.file} near line ${place.line} (YAML indents with spaces, and a ":" needs a blank after it)`,
  };
}
