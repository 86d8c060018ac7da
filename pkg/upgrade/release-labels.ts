import { labelFailure, LABEL_TIMEOUT_MS, lookUpLabel, minorOf } from '../config/defaults/kubernetes-version.ts';
import { minorsAhead, parseKubernetesVersion } from '../version/kubernetes-version.ts';
import type { HostView } from '../host/host.ts';

/** Which releases there are, as far as anybody tells. */
export interface Releases {
  /** The newest stable one. */
  readonly stable: string;
  /** The newest of the cluster's own minor release; undefined where nobody tells. */
  readonly series: string | undefined;
  /** The newest of all, and the newest of the minor release before it: looked up only where they are allowed. */
  readonly latest: string | undefined;
  readonly previous: string | undefined;
}

/** What is asked. */
export interface ReleaseQuestion {
  /** `v1.35.1` */
  readonly cluster: string;
  /** The release that this program follows. */
  readonly own: string;
  /** Whether releases that are not stable are of interest. */
  readonly unstable: boolean;
}

/** What was found, and what is to be told. */
export interface FoundReleases {
  readonly releases: Releases;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Ask the release server which releases there are: all labels at the same time, within one time limit. Where it does
 * not answer, this program's own release is what is known.
 */
export async function findReleases(
  view: Pick<HostView, 'httpGet' | 'now'>,
  { cluster, own, unstable }: ReleaseQuestion,
): Promise<FoundReleases> {
  const until = view.now().getTime() + LABEL_TIMEOUT_MS;
  const notes: string[] = [];
  const failures = new Map<string, string>();
  const ask = async (label: string): Promise<string | undefined> => {
    try {
      const found = await lookUpLabel(view, label, { ci: false, clientVersion: own, until });
      notes.push(...found.notes);
      return found.version;
    } catch (error) {
      failures.set(label, labelFailure(error));
      return undefined;
    }
  };
  const askUnstable = async (): Promise<Pick<Releases, 'latest' | 'previous'>> => {
    const latest = unstable ? await ask('latest') : undefined;
    const { major, minor } = parseKubernetesVersion(latest ?? '') ?? {};
    const previous = minor === undefined ? undefined : await ask(`latest-${major}.${minor - 1}`);
    return { latest, previous };
  };
  const [stable, series, more] = await Promise.all([ask('stable'), ask(`stable-${minorOf(cluster)}`), askUnstable()]);
  return {
    releases: {
      stable: stable ?? own,
      series: series ?? (minorsAhead(own, cluster) === 0 ? own : undefined),
      ...more,
    },
    notes: [...new Set(notes)],
    warnings: warningsOf(failures, own),
  };
}

function warningsOf(failures: ReadonlyMap<string, string>, own: string): readonly string[] {
  if (failures.size === 0) return [];
  const reasons = [...new Set(failures.values())].join('; ');
  return [
    `which releases there are could not be looked up (${[...failures.keys()].join(', ')}): ${reasons}`,
    `going by ${own}, which this program follows; name a version to skip the question: upgrade plan ${own}`,
  ];
}

/** A version that was given answers for every label that it fits. */
export function releasesOf(given: string, cluster: string): Releases {
  const unstable = (parseKubernetesVersion(given)?.prerelease.length ?? 0) > 0;
  const series = minorsAhead(given, cluster) === 0 ? given : undefined;
  return { stable: given, series, latest: unstable ? given : undefined, previous: unstable ? given : undefined };
}
