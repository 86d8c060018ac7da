import { describeIssue, type ConfigIssue } from '../issue.ts';
import {
  kindEntry,
  KINDS,
  KUBEADM_GROUP,
  RETIRED_VERSIONS,
  type ConfigKind,
  type KindEntry,
} from '../kinds/registry.ts';
import { describeKind, type ConfigDocument } from './config-document.ts';
import { deprecated, ignored, old, unknown, type Fault } from './document-faults.ts';

/** How strictly a file is read. */
export interface Strictness {
  /** Whether unknown kinds, unknown fields and repeated keys are errors instead of warnings. */
  readonly strict: boolean;
  /** Whether to warn of versions that are read for a while only. */
  readonly deprecations: 'told' | 'untold';
  /** Whether to warn of documents that are not read. */
  readonly ignored: 'told' | 'untold';
}

/** How commands read their file. */
export const readBy = (strict: boolean): Strictness => ({ strict, deprecations: 'told', ignored: 'told' });

/** How a command looks at the documents of a file. */
export interface DocumentPolicy extends Strictness {
  /** Kinds that it reads. */
  readonly wanted: readonly ConfigKind[];
  /** Which documents are looked at: any of the file, or those that are read. The others are passed over. */
  readonly reach: 'everywhere' | 'where-wanted';
}

/** A document, and what is known of its kind and version. */
export interface KnownDocument {
  readonly document: ConfigDocument;
  readonly entry: KindEntry;
}

/** What a command makes of the documents of a file. */
export interface SortedDocuments {
  /** Those that it reads, by kind. */
  readonly read: ReadonlyMap<string, KnownDocument>;
  /** Those that it does not read, but could. */
  readonly ignored: readonly KnownDocument[];
  readonly errors: readonly ConfigIssue[];
  readonly warnings: readonly string[];
}

/** What to do with one document: an error, or warnings; `known` where its fields can be read. */
interface Verdict {
  readonly error?: Fault;
  readonly warnings?: readonly string[];
  readonly entry?: KindEntry;
}

/**
 * Which documents of a file a command reads, by kind. Versions that nobody reads any more are errors; other kinds are
 * ignored with a warning.
 */
export function sortByKind(all: readonly ConfigDocument[], policy: DocumentPolicy): SortedDocuments {
  const read = new Map<string, KnownDocument>();
  const others: KnownDocument[] = [];
  const errors: ConfigIssue[] = [];
  const warnings: string[] = [];
  for (const document of all) {
    const { error, entry, warnings: said = [] } = judge(document, policy);
    const place = document.source.place(document.node.offset);
    if (error !== undefined) errors.push({ path: '', place, ...error });
    warnings.push(...said.map((message) => describeIssue({ path: '', place, message })));
    if (entry === undefined) continue;
    if (isWanted(document, policy)) read.set(entry.kind, { document, entry });
    else others.push({ document, entry });
  }
  return { read, ignored: others, errors, warnings };
}

/** Kinds that no program of this version reads, each an error. */
export function unknownKinds(all: readonly ConfigDocument[]): readonly ConfigIssue[] {
  return all
    .filter((document) => kindEntry(document) === undefined && retiredBy(document) === undefined)
    .map((document) => ({
      path: '',
      place: document.source.place(document.node.offset),
      ...unknown(document),
    }));
}

function judge(document: ConfigDocument, policy: DocumentPolicy): Verdict {
  const wanted = isWanted(document, policy);
  const matters = wanted || policy.reach === 'everywhere';
  const retired = retiredBy(document);
  const passedOver = wanted || policy.ignored === 'untold' ? [] : [ignored(document)];
  if (retired !== undefined) return matters ? { error: old(document, retired) } : { warnings: passedOver };
  const entry = kindEntry(document);
  if (entry === undefined) return judgeUnknown(document, policy);
  const told = matters && entry.conversion !== undefined && policy.deprecations === 'told';
  return { entry, warnings: [...(told ? [deprecated(document, entry)] : []), ...passedOver] };
}

function isWanted({ kind }: { readonly kind: string }, { wanted }: DocumentPolicy): boolean {
  return wanted.some((each) => each === kind);
}

function retiredBy({ group, version }: ConfigDocument): string | undefined {
  return group === KUBEADM_GROUP ? RETIRED_VERSIONS.get(version) : undefined;
}

/** A kind of the right name reaches decoding whatever its group, and a group of ours is never passed over: both fail. */
function judgeUnknown(document: ConfigDocument, policy: DocumentPolicy): Verdict {
  const { group } = document;
  const ours = KINDS.find((each) => each.group === group && each.group !== KUBEADM_GROUP && isWanted(each, policy));
  if (ours !== undefined) {
    const hint = `rewrite it by hand as ${describeKind(ours)}`;
    return { error: { message: `${describeKind(document)} is not supported`, hint } };
  }
  const fault = unknown(document);
  return policy.strict || isWanted(document, policy)
    ? { error: fault }
    : { warnings: [fault.message, ignored(document)] };
}
