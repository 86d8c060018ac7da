import { describeIssue, type ConfigIssue } from '../issue.ts';
import { KINDS, KUBEADM_GROUP, KUBEADM_VERSION, PREVIOUS_VERSION, RETIRED_VERSIONS } from '../kinds/registry.ts';
import { didYouMean } from '../suggestion.ts';
import { describeKind, type ConfigDocument } from './config-document.ts';

/** Kinds that `init` reads. */
const WANTED: readonly string[] = [
  'InitConfiguration',
  'ClusterConfiguration',
  'KubeletConfiguration',
  'KubeProxyConfiguration',
];

interface Sorted {
  readonly documents: ReadonlyMap<string, ConfigDocument>;
  readonly errors: readonly ConfigIssue[];
  readonly warnings: readonly string[];
}

type Verdict =
  { readonly use: true } | { readonly error: string; readonly hint: string } | { readonly ignore: readonly string[] };

/**
 * Which documents of a file `init` reads, by kind. Versions that nobody reads any more are errors; other kinds are
 * ignored with a warning.
 *
 * @param strict - whether a kind that nobody knows is an error
 */
export function sortByKind(all: readonly ConfigDocument[], strict: boolean): Sorted {
  const documents = new Map<string, ConfigDocument>();
  const errors: ConfigIssue[] = [];
  const warnings: string[] = [];
  for (const document of all) {
    const verdict = judge(document, strict);
    const place = document.source.place(document.node.offset);
    if ('use' in verdict) documents.set(document.kind, document);
    else if ('error' in verdict) errors.push({ path: '', place, message: verdict.error, hint: verdict.hint });
    else warnings.push(...verdict.ignore.map((message) => describeIssue({ path: '', place, message })));
  }
  return { documents, errors, warnings };
}

function judge(document: ConfigDocument, strict: boolean): Verdict {
  const { group, version, kind } = document;
  const retired = group === KUBEADM_GROUP ? RETIRED_VERSIONS.get(version) : undefined;
  if (retired !== undefined)
    return {
      error: `${describeKind(document)} is an old form of the configuration`,
      hint: `convert the file with "kubeadm config migrate" of kubeadm ${retired}, and the result with a newer one`,
    };
  const entry = KINDS.find((each) => each.group === group && each.version === version && each.kind === kind);
  if (entry !== undefined) return WANTED.includes(kind) ? { use: true } : { ignore: [ignored(document)] };
  if (
    group === KUBEADM_GROUP &&
    version === PREVIOUS_VERSION.version &&
    PREVIOUS_VERSION.kinds.some((each) => each === kind)
  ) {
    return {
      error: `${describeKind(document)} cannot be read yet`,
      hint: `convert the file to ${KUBEADM_VERSION} with "kubeadm config migrate"`,
    };
  }
  return judgeUnknown(document, strict);
}

/** A kind of the right name reaches decoding whatever its group, and a group of ours is never passed over: both fail. */
function judgeUnknown(document: ConfigDocument, strict: boolean): Verdict {
  const { group, kind } = document;
  const ours = KINDS.find((each) => each.group === group && each.group !== KUBEADM_GROUP);
  if (ours !== undefined)
    return { error: `${describeKind(document)} is not supported`, hint: `rewrite it by hand as ${describeKind(ours)}` };
  const message = `nobody here knows ${describeKind(document)}${didYouMean(
    kind,
    KINDS.map((each) => each.kind),
  )}`;
  const known = `known are ${KINDS.map((each) => describeKind(each)).join(', ')}`;
  return strict || WANTED.includes(kind) ? { error: message, hint: known } : { ignore: [message, ignored(document)] };
}

function ignored(document: ConfigDocument): string {
  return `the document ${describeKind(document)} is ignored: this command does not read it`;
}
