import type { Diagnosis, SubjectReport } from './diagnosis.ts';
import type { Persistence } from './known-problem.ts';

/** How often something must have failed in the same way before waiting longer is called vain. */
const FAILURES_NEEDED: Readonly<Record<Persistence, number>> = { final: 2, stubborn: 3, passing: Infinity };

/** And how long that has to be seen without a change. */
const GRACE_MS = 20_000;

/** Remembers for how long the same trouble has been seen. */
export interface TroubleMemory {
  /**
   * Take in one more diagnosis.
   *
   * @param now - milliseconds
   * @returns the report that makes further waiting vain, if there is one
   */
  judge(diagnosis: Diagnosis, now: number): SubjectReport | undefined;
}

/**
 * Judges whether waiting can still help. Cautious: only a known trouble that a process met again and again, seen over
 * the whole grace period, and that is no consequence of another's trouble.
 */
export function createTroubleMemory(): TroubleMemory {
  // since when the same trouble was seen in every look, and the most failures that were counted
  let seen = new Map<string, Sighting>();
  return {
    judge: ({ reports }, now) => {
      const troubled = reports.filter(isTroubled);
      seen = new Map(troubled.map((report) => [keyOf(report), sighting(report, seen.get(keyOf(report)), now)]));
      return troubled.find((report) => isVain(report, seen.get(keyOf(report)), now));
    },
  };
}

interface Sighting {
  readonly since: number;
  readonly looks: number;
  readonly failures: number;
}

/**
 * Where no container ever came, nothing counts restarts, and the kubelet tells of the Pod less and less often: there
 * each further look that shows the same trouble is a failure.
 */
function sighting({ failures, countLooks }: SubjectReport, before: Sighting | undefined, now: number): Sighting {
  const looks = (before?.looks ?? 0) + 1;
  const counted = countLooks === true ? Math.max(failures, looks) : failures;
  return { since: before?.since ?? now, looks, failures: Math.max(before?.failures ?? 0, counted) };
}

function isTroubled({ healthy, finding }: SubjectReport): boolean {
  return !healthy && finding !== undefined && finding.waitsFor === undefined;
}

function isVain({ finding }: SubjectReport, seen: Sighting | undefined, now: number): boolean {
  if (finding === undefined || seen === undefined) return false;
  return seen.failures >= FAILURES_NEEDED[finding.persistence] && now - seen.since >= GRACE_MS;
}

function keyOf({ subject, finding }: SubjectReport): string {
  return `${subject} ${finding?.id ?? ''}`;
}
