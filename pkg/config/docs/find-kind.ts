import { KubeadmError } from '../../errors/kubeadm-error.ts';
import { KINDS, type KindEntry } from '../kinds/registry.ts';
import { didYouMean } from '../suggestion.ts';

/**
 * The kind that a word means: `ClusterConfiguration`, in any case, or `cluster`.
 *
 * @param apiVersion - `v1beta3`, or with the group; the newest that the kind has unless given
 * @throws KubeadmError `unknown-kind` when the kind has no such version
 */
export function kindNamed(word: string, apiVersion?: string): KindEntry | undefined {
  const versions = KINDS.filter(({ kind }) => isNamed(kind, word));
  if (versions.length === 0 || apiVersion === undefined) return versions[0];
  const entry = versions.find((each) => isVersion(each, apiVersion));
  if (entry !== undefined) return entry;
  const known = versions.map(({ version }) => version);
  throw new KubeadmError('unknown-kind', `there is no ${apiVersion} of ${versions[0]?.kind ?? word}`, {
    hint: `known: ${known.join(', ')}`,
  });
}

/** The kinds of a version; the newest of each kind unless a version is named. */
export function kindsOf(apiVersion?: string): readonly KindEntry[] {
  return KINDS.filter((entry) =>
    apiVersion === undefined ? entry.conversion === undefined : isVersion(entry, apiVersion),
  );
}

/** The error for a kind that nobody knows. */
export function unknownKind(word: string): KubeadmError {
  const known = kindsOf().map(({ kind }) => kind);
  const begun = word === '' ? undefined : known.find((kind) => kind.toLowerCase().startsWith(word.toLowerCase()));
  const meant = begun === undefined ? didYouMean(word, known) : ` (did you mean "${begun}"?)`;
  return new KubeadmError('unknown-kind', `there is no kind ${JSON.stringify(word)}${meant}`, {
    hint: `known: ${known.join(', ')}`,
  });
}

/** `kubeadm.k8s.io/v1beta4` */
export function apiVersionOf({ group, version }: KindEntry): string {
  return `${group}/${version}`;
}

/** The last part, Configuration, may be left out. */
function isNamed(kind: string, word: string): boolean {
  const [full, asked] = [kind.toLowerCase(), word.toLowerCase()];
  return full === asked || full === `${asked}configuration`;
}

function isVersion(entry: KindEntry, apiVersion: string): boolean {
  return entry.version === apiVersion || apiVersionOf(entry) === apiVersion;
}
