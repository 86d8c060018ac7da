import type { ComponentName, Finding, Subject } from './known-problem.ts';

/** What to look into, and what is known already. */
export interface DiagnosisRequest {
  /** `unix://...` */
  readonly criSocket: string;
  /** The components that run as static Pods here, in the order in which they depend on one another. */
  readonly components: readonly ComponentName[];
  /** Those that answered their health check: only named, not looked into. */
  readonly healthy: ReadonlySet<Subject>;
  /** Why the others are not healthy, in the words of the last look at each. */
  readonly reasons: ReadonlyMap<Subject, string>;
  /** The kubelet's log lines before this moment are of no interest (it crash-loops until it is configured). */
  readonly since?: Date;
  /** Where the static Pod manifests are; /etc/kubernetes/manifests unless given. */
  readonly manifestsDirectory?: string;
  /** Milliseconds that each source may take; 3,000 unless given. */
  readonly sourceTimeoutMs?: number;
}

/** What is known of one subject. */
export interface SubjectReport {
  readonly subject: Subject;
  readonly healthy: boolean;
  /** One line: how it is. */
  readonly verdict: string;
  readonly finding?: Finding;
  /** Log lines that show it, oldest first. */
  readonly evidence: readonly string[];
  /** How often it ended, or was tried in vain. */
  readonly failures: number;
  /** Nothing counts how often it failed (no container was made, the kubelet does not run): each further look counts. */
  readonly countLooks?: boolean;
}

export interface Diagnosis {
  /** The kubelet, then the components in the order of the request. */
  readonly reports: readonly SubjectReport[];
  /** Where to begin: the first unhealthy one whose trouble is its own. */
  readonly root: SubjectReport | undefined;
}

/**
 * The report to begin with: an unhealthy subject with a trouble of its own, before one that only waits for another,
 * before one whose trouble is unknown.
 */
export function rootOf(reports: readonly SubjectReport[]): SubjectReport | undefined {
  const unhealthy = reports.filter(({ healthy }) => !healthy);
  const waits = ({ finding }: SubjectReport): boolean =>
    finding?.waitsFor !== undefined && unhealthy.some(({ subject }) => subject === finding.waitsFor);
  return (
    unhealthy.find(
      (report) => report.finding !== undefined && !waits(report) && report.finding.persistence !== 'passing',
    ) ??
    unhealthy.find((report) => report.finding !== undefined && !waits(report)) ??
    unhealthy.find((report) => !waits(report)) ??
    unhealthy[0]
  );
}
