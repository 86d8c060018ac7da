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
  let firstSeen = new Map<string, number>();
  return {
    judge: ({ reports }, now) => {
      const vain = reports.filter(looksVain);
      firstSeen = new Map(vain.map((report) => [keyOf(report), firstSeen.get(keyOf(report)) ?? now]));
      return vain.find((report) => now - (firstSeen.get(keyOf(report)) ?? now) >= GRACE_MS);
    },
  };
}

function looksVain({ healthy, finding, failures }: SubjectReport): boolean {
  if (healthy || finding === undefined || finding.waitsFor !== undefined) return false;
  return failures >= FAILURES_NEEDED[finding.persistence];
}

function keyOf({ subject, finding }: SubjectReport): string {
  return `${subject} ${finding?.id ?? ''}`;
}
