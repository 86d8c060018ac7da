import { describeIssue, type ConfigIssue } from '../issue.ts';
import {
  KINDS,
  KUBEADM_GROUP,
  KUBEADM_VERSION,
  PREVIOUS_VERSION,
  RETIRED_VERSIONS,
  type ConfigKind,
} from '../kinds/registry.ts';
import { didYouMean } from '../suggestion.ts';
import { describeKind, type ConfigDocument } from './config-document.ts';

/** How a command looks at the documents of a file. */
export interface DocumentPolicy {
  /** Kinds that it reads. */
  readonly wanted: readonly ConfigKind[];
  /** Where a version that nobody reads any more is an error: in any document of the file, or in those that are read. */
  readonly oldVersionsMatter: 'everywhere' | 'where-wanted';
  /** Whether unknown kinds, unknown fields and repeated keys are errors instead of warnings. */
  readonly strict: boolean;
}

interface Sorted {
  readonly documents: ReadonlyMap<string, ConfigDocument>;
  readonly errors: readonly ConfigIssue[];
  readonly warnings: readonly string[];
}

type Verdict =
  { readonly use: true } | { readonly error: string; readonly hint: string } | { readonly ignore: readonly string[] };

/**
 * Which documents of a file a command reads, by kind. Versions that nobody reads any more are errors; other kinds are
 * ignored with a warning.
 */
export function sortByKind(all: readonly ConfigDocument[], policy: DocumentPolicy): Sorted {
  const documents = new Map<string, ConfigDocument>();
  const errors: ConfigIssue[] = [];
  const warnings: string[] = [];
  for (const document of all) {
    const verdict = judge(document, policy);
    const place = document.source.place(document.node.offset);
    if ('use' in verdict) documents.set(document.kind, document);
    else if ('error' in verdict) errors.push({ path: '', place, message: verdict.error, hint: verdict.hint });
    else warnings.push(...verdict.ignore.map((message) => describeIssue({ path: '', place, message })));
  }
  return { documents, errors, warnings };
}

function judge(document: ConfigDocument, policy: DocumentPolicy): Verdict {
  const { group, version, kind } = document;
  const wanted = policy.wanted.some((each) => each === kind);
  const retired = group === KUBEADM_GROUP ? RETIRED_VERSIONS.get(version) : undefined;
  if (retired !== undefined) {
    if (!wanted && policy.oldVersionsMatter === 'where-wanted') return { ignore: [ignored(document)] };
    return {
      error: `${describeKind(document)} is an old form of the configuration`,
      hint: `convert the file with "kubeadm config migrate" of kubeadm ${retired}, and the result with a newer one`,
    };
  }
  const entry = KINDS.find((each) => each.group === group && each.version === version && each.kind === kind);
  if (entry !== undefined) return wanted ? { use: true } : { ignore: [ignored(document)] };
  if (isPrevious(document)) {
    if (!wanted) return { ignore: [ignored(document)] };
    return {
      error: `${describeKind(document)} cannot be read yet`,
      hint: `convert the file to ${KUBEADM_VERSION} with "kubeadm config migrate"`,
    };
  }
  return judgeUnknown(document, policy);
}

function isPrevious({ group, version, kind }: ConfigDocument): boolean {
  const known = PREVIOUS_VERSION.kinds.some((each) => each === kind);
  return group === KUBEADM_GROUP && version === PREVIOUS_VERSION.version && known;
}

/** A kind of the right name reaches decoding whatever its group, and a group of ours is never passed over: both fail. */
function judgeUnknown(document: ConfigDocument, { wanted, strict }: DocumentPolicy): Verdict {
  const { group, kind } = document;
  const isWanted = (name: string): boolean => wanted.some((each) => each === name);
  const ours = KINDS.find((each) => each.group === group && each.group !== KUBEADM_GROUP && isWanted(each.kind));
  if (ours !== undefined)
    return { error: `${describeKind(document)} is not supported`, hint: `rewrite it by hand as ${describeKind(ours)}` };
  const message = `nobody here knows ${describeKind(document)}${didYouMean(
    kind,
    KINDS.map((each) => each.kind),
  )}`;
  const known = `known are ${KINDS.map((each) => describeKind(each)).join(', ')}`;
  return strict || isWanted(kind) ? { error: message, hint: known } : { ignore: [message, ignored(document)] };
}

function ignored(document: ConfigDocument): string {
  return `the document ${describeKind(document)} is ignored: this command does not read it`;
}
