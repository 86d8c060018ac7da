import { describeIssue, type ConfigIssue } from '../issue.ts';
import type { ConfigKind } from '../kinds/registry.ts';
import { decodeDocument } from '../schema/decode.ts';
import type { StructSchema } from '../schema/schema.ts';
import type { PartialOf } from '../schema/schema-value.ts';
import type { SourceText } from '../source/source-text.ts';
import { parseConfigDocuments, placeOf, type ConfigDocument } from './config-document.ts';
import { sortByKind, type DocumentPolicy } from './document-policy.ts';
import type { Given, GivenDocument, Locate } from './given-config.ts';

/** The documents of one file that a command reads. Errors and warnings gather while they are decoded. */
export class ReadDocuments implements Given {
  readonly errors: ConfigIssue[];
  readonly warnings: string[];
  private readonly documents: ReadonlyMap<string, ConfigDocument>;
  private readonly strict: boolean;

  constructor(source: SourceText, policy: DocumentPolicy) {
    const parsed = parseConfigDocuments(source);
    const sorted = sortByKind(parsed.documents, policy);
    this.errors = [...parsed.issues, ...sorted.errors];
    this.warnings = [...sorted.warnings];
    this.documents = sorted.documents;
    this.strict = policy.strict;
  }

  /** What the document of this kind gives; `undefined` where the file holds none. */
  decode<S extends StructSchema>(kind: ConfigKind, schema: S): PartialOf<S> | undefined {
    const document = this.documents.get(kind);
    if (document === undefined) return undefined;
    const { value, errors, oddities } = decodeDocument(schema, document.node, document.source);
    this.errors.push(...errors, ...(this.strict ? oddities : []));
    if (!this.strict) this.warnings.push(...oddities.map((each) => `${describeIssue(each)}; ${each.consequence}`));
    return value;
  }

  readonly locate: Locate = (kind, path) => {
    const document = this.documents.get(kind);
    return document === undefined ? {} : { place: placeOf(document, path) };
  };
}

/**
 * What a file gives to a command that reads one kind. Old versions of other kinds do not matter to it.
 *
 * @param strict - whether unknown fields, repeated keys and unknown kinds are errors instead of warnings
 */
export function readSingleDocument<S extends StructSchema>(
  source: SourceText,
  kind: ConfigKind,
  schema: S,
  strict: boolean,
): GivenDocument<PartialOf<S> | undefined> {
  const read = new ReadDocuments(source, { wanted: [kind], oldVersionsMatter: 'where-wanted', strict });
  const document = read.decode(kind, schema);
  if (read.errors.length === 0 && document === undefined) read.errors.push(missing(source, kind));
  return { document, locate: read.locate, errors: read.errors, warnings: read.warnings };
}

function missing(source: SourceText, kind: ConfigKind): ConfigIssue {
  return {
    path: '',
    message: `${source.file} holds no ${kind}`,
    hint: `add a document with "apiVersion: kubeadm.k8s.io/v1beta4" and "kind: ${kind}", or check that --config names the right file`,
  };
}
