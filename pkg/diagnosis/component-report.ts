import type { HostView } from '../host/host.ts';
import { containerFacts, type ContainerFacts } from './container-facts.ts';
import type { DiagnosisRequest, SubjectReport } from './diagnosis.ts';
import { containerFinding } from './container-finding.ts';
import type { ComponentName, Finding } from './known-problem.ts';
import { evidence, lastWords } from './log-lines.ts';

const MANIFESTS = '/etc/kubernetes/manifests';
const EVIDENCE_LINES = 5;

/**
 * What is wrong with one component, from its manifest, the runtime's containers and sandboxes, their logs, and what
 * the kubelet's log says of its Pod.
 *
 * @param kubeletLines - the kubelet's log, oldest first
 */
export async function componentReport(
  view: HostView,
  request: DiagnosisRequest,
  component: ComponentName,
  kubeletLines: readonly string[],
): Promise<SubjectReport> {
  if (request.healthy.has(component)) return healthyReport(component, 'healthy');
  const facts = await containerFacts(view, {
    component,
    criSocket: request.criSocket,
    manifestPath: `${request.manifestsDirectory ?? MANIFESTS}/${component}.yaml`,
    timeoutMs: request.sourceTimeoutMs ?? 3_000,
  });
  const podLines = kubeletLines.filter((line) => line.includes(`kube-system/${component}-`));
  const finding = containerFinding(component, request, facts, podLines);
  const [newest] = facts.containers;
  // etcd has no health check of its own here: while it runs and its log shows nothing, it is not suspected
  if (component === 'etcd' && newest?.state === 'running' && harmless(finding)) return healthyReport(component, 'runs');
  return {
    subject: component,
    healthy: false,
    verdict: verdictOf(facts, finding?.problem ?? lastWords(facts.log) ?? request.reasons.get(component)),
    ...(finding === undefined ? {} : { finding }),
    evidence: evidence(facts.log.length > 0 ? facts.log : podLines, EVIDENCE_LINES, finding?.line),
    countLooks: newest === undefined,
    failures:
      newest === undefined ? (finding?.occurrences ?? 0) : newest.restartCount + (newest.state === 'exited' ? 1 : 0),
  };
}

function harmless(finding: Finding | undefined): boolean {
  return finding === undefined || (finding.persistence === 'passing' && finding.waitsFor === undefined);
}

function healthyReport(subject: ComponentName, verdict: string): SubjectReport {
  return { subject, healthy: true, verdict, evidence: [], failures: 0 };
}

function verdictOf(facts: ContainerFacts, said: string | undefined): string {
  const state = stateWords(facts);
  return said === undefined ? state : `${state}: ${said}`;
}

function stateWords({ containers, hasSandbox }: ContainerFacts): string {
  const [newest] = containers;
  if (newest === undefined) {
    return hasSandbox === true ? 'has a Pod sandbox, but no container yet' : 'has no container';
  }
  const restarts =
    newest.restartCount === 0 ? '' : `, restarted ${newest.restartCount} times`.replace(' 1 times', ' once');
  if (newest.state === 'exited') return `has ended (exit code ${newest.exitCode ?? 'unknown'}${restarts})`;
  if (newest.state === 'running') return `runs${restarts}, but is not healthy`;
  return `has a container that is ${newest.state}${restarts}`;
}
