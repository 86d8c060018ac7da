import type { ConfigIssue, Place } from '../issue.ts';
import { parseDocument } from '../source/parse-document.ts';
import type { SourceText } from '../source/source-text.ts';
import { splitDocuments } from '../source/split-documents.ts';
import { entryOf, stringEntry, type YamlNode } from '../source/yaml-node.ts';

/** A document of which the kind is known. */
export interface ConfigDocument {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly node: YamlNode;
  readonly source: SourceText;
}

/** A configuration file, cut into documents. */
export interface ConfigFile {
  readonly source: SourceText;
  /** Those of which the kind is known. */
  readonly documents: readonly ConfigDocument[];
  /** What could not be read, and kinds that stand there twice. */
  readonly issues: readonly ConfigIssue[];
}

/** `group/version Kind`, for messages. */
export function describeKind(document: Pick<ConfigDocument, 'group' | 'version' | 'kind'>): string {
  return `${document.group}/${document.version} ${document.kind}`;
}

/**
 * The documents of a file, each with its kind.
 *
 * @returns what could be read, and everything that could not
 */
export function parseConfigDocuments(source: SourceText): ConfigFile {
  const { chunks, issues: separators } = splitDocuments(source);
  const documents: ConfigDocument[] = [];
  const issues: ConfigIssue[] = [...separators];
  for (const chunk of chunks) {
    const parsed = parseDocument(source, chunk);
    const found = 'issue' in parsed ? parsed : identify(source, parsed.node);
    if ('issue' in found) issues.push(found.issue);
    else documents.push(found);
  }
  return { source, documents, issues: [...issues, ...repeatedKinds(documents)] };
}

function identify(source: SourceText, node: YamlNode): ConfigDocument | { readonly issue: ConfigIssue } {
  const kind = typeField(node, 'kind');
  const apiVersion = typeField(node, 'apiVersion');
  const [, group = '', version = ''] = /^([^/]+)\/([^/]+)$/.exec(apiVersion) ?? [];
  if (kind !== '' && group !== '') return { group, version, kind, node, source };
  if (kind !== '' && apiVersion !== '') return { issue: foreign(source, node, `${apiVersion} ${kind}`) };
  return {
    issue: {
      path: '',
      place: source.place(node.offset),
      message: 'a document needs "apiVersion" (a group and a version) and "kind"',
      hint: 'begin each document with lines such as "apiVersion: kubeadm.k8s.io/v1beta4" and "kind: ClusterConfiguration", and leave no empty document between "---" lines',
    },
  };
}

/** These two are found whatever the case of their letters; that it is wrong is said with the other unknown fields. */
function typeField(node: YamlNode, name: string): string {
  const written = node.kind === 'map' && node.entries.find(({ key }) => key.toLowerCase() === name.toLowerCase())?.key;
  return stringEntry(node, name) ?? (written ? stringEntry(node, written) : undefined) ?? '';
}

/** `v1 Pod`: kinds of configuration all have a group. */
function foreign(source: SourceText, node: YamlNode, what: string): ConfigIssue {
  return {
    path: '',
    place: source.place(node.offset),
    message: `${what} is no kind of configuration`,
    hint: `configuration has an apiVersion such as kubeadm.k8s.io/v1beta4; take the document out of ${source.file}, or check that --config names the right file`,
  };
}

function repeatedKinds(documents: readonly ConfigDocument[]): readonly ConfigIssue[] {
  const seen = new Set<string>();
  return documents
    .filter(({ kind }) => seen.size === seen.add(kind).size)
    .map((document) => ({
      path: '',
      place: document.source.place(document.node.offset),
      message: `the file already holds a document of kind ${document.kind}`,
      hint: `keep one ${document.kind} in ${document.source.file}`,
    }));
}

/** Where a field was written; where its nearest parent was, when the field itself is absent. */
export function placeOf(document: ConfigDocument, path: string): Place {
  let node: YamlNode | undefined = document.node;
  let offset = document.node.offset;
  for (const step of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    const entry = entryOf(node, step);
    const next: YamlNode | undefined = entry?.value ?? (node?.kind === 'list' ? node.items[Number(step)] : undefined);
    if (next === undefined) break;
    offset = next.kind === 'scalar' || entry === undefined ? next.offset : entry.keyOffset;
    node = next;
  }
  return document.source.place(offset);
}
