import { describeIssue, type ConfigIssue } from '../issue.ts';
import { newestEntry, type ConfigKind } from '../kinds/registry.ts';
import { decodeDocument, type Oddity } from '../schema/decode.ts';
import type { StructSchema } from '../schema/schema.ts';
import type { PartialOf } from '../schema/schema-value.ts';
import { placeOf, type ConfigFile } from './config-document.ts';
import { sortByKind, type DocumentPolicy, type KnownDocument, type Strictness } from './document-policy.ts';
import type { Given, GivenDocument, Locate } from './given-config.ts';
import { withPlaceHints } from './place-hints.ts';
import { withVersionHints } from './version-hints.ts';

/** The documents of one file that a command reads. Errors and warnings gather while they are decoded. */
export class ReadDocuments implements Given {
  readonly errors: ConfigIssue[];
  readonly warnings: string[];
  /** Milliseconds until the control plane is healthy, where a document of an older version says it in another kind. */
  healthCheck: number | undefined;
  private readonly documents: ReadonlyMap<string, KnownDocument>;
  private readonly strict: boolean;
  /** Where fields of the newest version stand in a document of an older one. */
  private readonly ownPaths = new Map<string, (path: string) => string>();

  constructor(file: ConfigFile, policy: DocumentPolicy) {
    const sorted = sortByKind(file.documents, policy);
    this.errors = [...file.issues, ...sorted.errors];
    this.warnings = [...sorted.warnings];
    this.documents = sorted.read;
    this.strict = policy.strict;
    if (policy.reach === 'everywhere') sorted.ignored.forEach((each) => this.lookOver(each));
  }

  /** What the document of this kind gives, in the words of its newest version; `undefined` where the file holds none. */
  decode<S extends StructSchema>(kind: ConfigKind, schema: S): PartialOf<S> | undefined {
    const known = this.documents.get(kind);
    if (known === undefined) return undefined;
    const { conversion } = known.entry;
    const { value, errors, oddities } = decodeKnown(known);
    this.errors.push(...errors);
    this.tell(oddities);
    if (conversion === undefined) return value as PartialOf<S>;
    const { document, healthCheck } = conversion.convert(value);
    this.healthCheck ??= healthCheck;
    this.ownPaths.set(kind, (path) => conversion.ownPath(path, value));
    if (schema !== newestEntry(kind).schema) throw new TypeError(`documents of ${kind} become the newest version`);
    return document as PartialOf<S>;
  }

  readonly locate: Locate = (kind, path) => {
    const known = this.documents.get(kind);
    if (known === undefined) return {};
    const own = this.ownPaths.get(kind)?.(path) ?? path;
    return { place: placeOf(known.document, own), path: own, document: nameOf(known) };
  };

  /** A document that is not read is judged where the whole file is; its values matter to nobody. */
  private lookOver(known: KnownDocument): void {
    const { errors, oddities } = decodeKnown(known);
    this.tell([...errors.map((error) => ({ ...error, consequence: 'it has no effect' })), ...oddities]);
  }

  private tell(oddities: readonly Oddity[]): void {
    if (this.strict) this.errors.push(...oddities);
    else this.warnings.push(...oddities.map((each) => `${describeIssue(each)}; ${each.consequence}`));
  }
}

function decodeKnown({ document, entry }: KnownDocument) {
  const { value, errors, oddities } = decodeDocument(entry.schema, document.node, document.source);
  const named = { document: nameOf({ document, entry }) };
  return {
    value: value as object,
    errors: errors.map((error) => ({ ...error, ...named })),
    oddities: withPlaceHints(withVersionHints(oddities, entry), entry).map((oddity) => ({ ...oddity, ...named })),
  };
}

/** The version is said where it is not the usual one. */
function nameOf({ entry: { kind, version, conversion } }: KnownDocument): string {
  return conversion === undefined ? kind : `${version} ${kind}`;
}

/**
 * What a file gives to a command that reads one kind. The other documents do not matter to it.
 *
 * @param file - cut into documents
 */
export function readSingleDocument<S extends StructSchema>(
  file: ConfigFile,
  kind: ConfigKind,
  schema: S,
  strictness: Strictness,
): GivenDocument<PartialOf<S> | undefined> {
  const read = new ReadDocuments(file, { wanted: [kind], reach: 'where-wanted', ...strictness });
  const document = read.decode(kind, schema);
  if (read.errors.length === 0 && document === undefined) read.errors.push(missing(file, kind));
  return { document, locate: read.locate, errors: read.errors, warnings: read.warnings };
}

function missing({ source }: ConfigFile, kind: ConfigKind): ConfigIssue {
  const { group, version } = newestEntry(kind);
  return {
    path: '',
    message: `${source.file} holds no ${kind}`,
    hint: `add a document with "apiVersion: ${group}/${version}" and "kind: ${kind}", or check that --config names the right file`,
  };
}
