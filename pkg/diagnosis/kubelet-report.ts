import type { HostView } from '../host/host.ts';
import { kubeletState, type KubeletState } from '../kubelet/kubelet-state.ts';
import type { DiagnosisRequest, SubjectReport } from './diagnosis.ts';
import { recognise, type Finding, type KnownProblem } from './known-problem.ts';
import { evidence, isFatalLine, lastWords } from './log-lines.ts';
import { ARGUMENT_PROBLEMS } from './problems/argument-problems.ts';
import { CERTIFICATE_PROBLEMS } from './problems/certificate-problems.ts';
import { API_CLIENT_DEPENDENCIES } from './problems/dependency-problems.ts';
import { FILE_PROBLEMS } from './problems/file-problems.ts';
import { KUBELET_PROBLEMS } from './problems/kubelet-problems.ts';
import { RUNTIME_PROBLEMS } from './problems/runtime-problems.ts';

const EVIDENCE_LINES = 5;

const TABLE: readonly KnownProblem[] = [
  ...KUBELET_PROBLEMS,
  ...ARGUMENT_PROBLEMS,
  ...RUNTIME_PROBLEMS,
  ...FILE_PROBLEMS,
  ...CERTIFICATE_PROBLEMS,
  ...API_CLIENT_DEPENDENCIES,
];

/** How its service stands, as the beginning of a verdict. */
const STATE_WORDS: Readonly<Record<KubeletState, string>> = {
  active: 'runs, but is not healthy',
  restarting: 'keeps ending and being started again',
  failed: 'has ended, and its service has given up',
  inactive: 'is not running',
  absent: 'is not installed as a service',
  unknown: 'is not healthy',
};

/**
 * What is wrong with the kubelet, from its service's state and its log.
 *
 * @param log - its last lines, oldest first
 */
export async function kubeletReport(
  view: HostView,
  request: DiagnosisRequest,
  log: readonly string[],
): Promise<SubjectReport> {
  if (request.healthy.has('kubelet')) {
    return { subject: 'kubelet', healthy: true, verdict: 'healthy', evidence: [], failures: 0 };
  }
  const state = await kubeletState(view);
  const finding =
    (await notInstalled(view, state)) ??
    recognise(log, TABLE, { subject: 'kubelet', criSocket: request.criSocket }, isFatalLine) ??
    notStarted(state);
  // without a health endpoint nobody looked at it: then it is well while it runs and its log shows nothing
  if (state === 'active' && finding === undefined && !request.reasons.has('kubelet')) {
    return { subject: 'kubelet', healthy: true, verdict: 'runs', evidence: [], failures: 0 };
  }
  const said = finding?.problem ?? lastWords(log) ?? request.reasons.get('kubelet');
  return {
    subject: 'kubelet',
    healthy: false,
    verdict: `${STATE_WORDS[state]}${said === undefined ? '' : `: ${said}`}`,
    ...(finding === undefined ? {} : { finding }),
    evidence: evidence(log, EVIDENCE_LINES, finding?.line),
    failures: finding?.occurrences ?? 0,
    countLooks: state === 'inactive' || state === 'absent',
  };
}

async function notInstalled(view: HostView, state: KubeletState): Promise<Finding | undefined> {
  if ((await view.which('kubelet')) !== undefined && state !== 'absent') return undefined;
  return {
    id: 'kubelet-not-installed',
    problem: 'this machine has no kubelet, or no service that runs it',
    hint: 'install the kubelet package of the same Kubernetes version, with its systemd unit or OpenRC script',
    persistence: 'stubborn',
    line: '',
    occurrences: 1,
  };
}

function notStarted(state: KubeletState): Finding | undefined {
  if (state !== 'inactive') return undefined;
  return {
    id: 'kubelet-not-started',
    problem: 'nobody has started it',
    hint: 'start it: `systemctl start kubelet` (OpenRC: `rc-service kubelet start`)',
    persistence: 'stubborn',
    line: '',
    occurrences: 1,
  };
}
