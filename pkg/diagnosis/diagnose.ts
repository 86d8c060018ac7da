import type { HostView } from '../host/host.ts';
import { componentReport } from './component-report.ts';
import { rootOf, type Diagnosis, type DiagnosisRequest, type SubjectReport } from './diagnosis.ts';
import { kubeletLog } from './kubelet-log.ts';
import { kubeletReport } from './kubelet-report.ts';
import type { Subject } from './known-problem.ts';
import { within } from './within.ts';

/** A source answers within this, or is left out. */
const SOURCE_TIMEOUT_MS = 3_000;

/**
 * Find out what is really wrong with a control plane on this machine. It only reads, never throws, and ends after a
 * few sources' time-outs at most.
 */
export async function diagnose(view: HostView, request: DiagnosisRequest): Promise<Diagnosis> {
  const timeoutMs = request.sourceTimeoutMs ?? SOURCE_TIMEOUT_MS;
  const log = await within(timeoutMs, () => kubeletLog(view, request.since, timeoutMs), []);
  // a report asks several sources one after the other
  const patience = timeoutMs * 3;
  const reports = await Promise.all([
    within(patience, () => kubeletReport(view, request, log), unknown('kubelet', request)),
    ...request.components.map((component) =>
      within(patience, () => componentReport(view, request, component, log), unknown(component, request)),
    ),
  ]);
  return { reports, root: rootOf(reports) };
}

function unknown(subject: Subject, { healthy, reasons }: DiagnosisRequest): SubjectReport {
  const verdict = healthy.has(subject) ? 'healthy' : (reasons.get(subject) ?? 'nothing could be learned about it');
  return { subject, healthy: healthy.has(subject), verdict, evidence: [], failures: 0 };
}
