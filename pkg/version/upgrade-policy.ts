import { compareKubernetesVersions, minorsAhead, parseKubernetesVersion } from './kubernetes-version.ts';
import { clientFacts, SKEW } from './release-facts.ts';

/** Which upgrade is judged. Versions as `v1.36.2`. */
export interface UpgradeQuestion {
  /** Of the API server that answers. */
  readonly cluster: string;
  readonly target: string;
  /** The release that this program follows. */
  readonly own: string;
  /** Of all kubelets in the cluster, each once. */
  readonly kubelets: readonly string[];
  readonly allowExperimentalUpgrades: boolean;
  readonly allowRCUpgrades: boolean;
}

/** What speaks against an upgrade, each in a sentence. */
export interface UpgradeObjections {
  /** Nothing helps against these. */
  readonly fatal: readonly string[];
  /** These may be overruled with `--force`. */
  readonly forcible: readonly string[];
  /** Worth knowing, and no hindrance. */
  readonly doubts: readonly string[];
}

/** A rule of the policy: when it is broken, how much that matters, and how it is told. */
interface Rule {
  readonly weight: keyof UpgradeObjections | 'fatal-for-releases';
  readonly broken: (question: UpgradeQuestion) => boolean;
  readonly says: (question: UpgradeQuestion) => string;
}

/** Source: the version policy of the reference, 1.36.2; the doubt is ours. */
const RULES: readonly Rule[] = [
  {
    weight: 'fatal',
    broken: ({ target, own }) => compareKubernetesVersions(target, clientFacts(own).minimumControlPlane) < 0,
    says: ({ target, own }) =>
      `${target} is older than ${clientFacts(own).minimumControlPlane}, the oldest version that this program sets up`,
  },
  {
    weight: 'fatal-for-releases',
    broken: ({ target, cluster }) => ahead(target, cluster) > SKEW.upgrade,
    says: ({ target, cluster }) =>
      `from ${cluster} to ${target} is too far: a control plane is upgraded ${SKEW.upgrade} minor release at a time`,
  },
  {
    weight: 'fatal-for-releases',
    broken: ({ target, cluster }) => ahead(target, cluster) < -SKEW.upgrade,
    says: ({ target, cluster }) =>
      `from ${cluster} back to ${target} is too far: a control plane goes back ${SKEW.upgrade} minor release at most`,
  },
  {
    weight: 'fatal-for-releases',
    broken: ({ target, own }) => ahead(target, own) > 0,
    says: ({ target, own }) => `${target} is of a newer minor release than this program, which follows ${own}`,
  },
  {
    weight: 'forcible',
    broken: ({ target, own }) => ahead(target, own) === 0 && compareKubernetesVersions(target, own) > 0,
    says: ({ target, own }) => `${target} is newer than this program, which follows ${own}: upgrade this program first`,
  },
  {
    weight: 'forcible',
    broken: ({ target, own }) => ahead(target, own) < 0,
    says: ({ target, own }) => `this program follows ${own}, and ${target} is of an older minor release`,
  },
  {
    weight: 'forcible',
    broken: (question) => isUnstable(question.target) && !isAllowed(question),
    says: ({ target }) =>
      `${target} is no stable release, and neither --allow-experimental-upgrades nor a fitting --allow-release-candidate-upgrades was given`,
  },
  {
    weight: 'forcible',
    broken: (question) => tooOldKubelets(question).length > 0,
    says: (question) =>
      `there are kubelets more than ${SKEW.kubelet} minor releases older than ${question.target}: ${tooOldKubelets(question).join(', ')}`,
  },
  {
    weight: 'doubts',
    broken: (question) => tooNewKubelets(question).length > 0,
    says: (question) =>
      `there are kubelets of a newer minor release than ${question.target}, which no API server supports: ${tooNewKubelets(question).join(', ')}`,
  },
];

/**
 * What the version policy has against an upgrade. Pure: it decides, others act.
 *
 * @throws TypeError when cluster, target or own are no versions
 */
export function judgeUpgrade(question: UpgradeQuestion): UpgradeObjections {
  const objections = { fatal: [] as string[], forcible: [] as string[], doubts: [] as string[] };
  const release = !isUnstable(question.target);
  for (const { weight, broken, says } of RULES) {
    if (!broken(question)) continue;
    const list = weight === 'fatal-for-releases' ? (release ? 'fatal' : 'forcible') : weight;
    objections[list].push(says(question));
  }
  return objections;
}

function ahead(a: string, b: string): number {
  const minors = minorsAhead(a, b);
  if (minors === undefined) throw new TypeError(`${a} or ${b} is no version`);
  return minors;
}

function prereleaseOf(version: string): string {
  return parseKubernetesVersion(version)?.prerelease.join('.') ?? '';
}

function isUnstable(version: string): boolean {
  return prereleaseOf(version) !== '';
}

function isAllowed({ target, allowExperimentalUpgrades, allowRCUpgrades }: UpgradeQuestion): boolean {
  return allowExperimentalUpgrades || (allowRCUpgrades && prereleaseOf(target).startsWith('rc'));
}

/** One whose version says nothing counts as too old: nobody can tell. */
function tooOldKubelets({ target, kubelets }: UpgradeQuestion): readonly string[] {
  return kubelets.filter((version) => (minorsAhead(target, version) ?? Infinity) > SKEW.kubelet);
}

function tooNewKubelets({ target, kubelets }: UpgradeQuestion): readonly string[] {
  return kubelets.filter((version) => (minorsAhead(target, version) ?? 0) < 0);
}
