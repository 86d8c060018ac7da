import { diagnose } from '../../pkg/diagnosis/diagnose.ts';
import type { SubjectReport } from '../../pkg/diagnosis/diagnosis.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { CsrState } from '../../pkg/kubelet/csr-state.ts';
import { describeCsrState } from '../../pkg/kubelet/describe-csr-state.ts';

/** What is known of a kubelet that has no certificate. */
export interface WithoutCertificate {
  /** How its request stands. */
  readonly state: CsrState;
  /** Seconds that were waited in vain; absent where the wait ended early, because waiting could not help. */
  readonly seconds?: number;
  /** When the wait began: older log lines are of no interest. */
  readonly since: Date;
  readonly criSocket: string;
}

/** States that are the cluster's business: what the kubelet says is a consequence. */
const UP_TO_THE_CLUSTER: ReadonlySet<CsrState['kind']> = new Set(['pending', 'approved', 'denied', 'failed']);

/** The error of a kubelet that got no certificate: how its request stands, what it says itself, what to do. */
export async function withoutCertificate(view: HostView, known: WithoutCertificate): Promise<KubeadmError> {
  const { state, seconds } = known;
  const { message, hint } = describeCsrState(state);
  const report = await kubeletSays(view, known);
  const finding = UP_TO_THE_CLUSTER.has(state.kind) ? undefined : report?.finding;
  const [code, what] =
    seconds === undefined
      ? ['kubelet-certificate-refused', 'the kubelet gets no certificate']
      : ['kubelet-certificate-missing', `the kubelet got no certificate within ${seconds}s`];
  const found = finding === undefined ? [] : [`the kubelet: ${finding.problem}`];
  return new KubeadmError(code, [`${what}: ${message}`, ...found, ...quoted(report)].join('\n'), {
    // who was denied has more to do, and the hint says so
    hint:
      state.kind === 'denied'
        ? hint
        : `${finding?.hint ?? hint}. Then run the same command again: what is done already is kept`,
  });
}

async function kubeletSays(
  view: HostView,
  { since, criSocket }: WithoutCertificate,
): Promise<SubjectReport | undefined> {
  const reasons = new Map([['kubelet', 'it has no certificate'] as const]);
  const { reports } = await diagnose(view, { criSocket, components: [], healthy: new Set(), reasons, since });
  return reports.find(({ subject }) => subject === 'kubelet');
}

function quoted(report: SubjectReport | undefined): readonly string[] {
  if (report === undefined || report.evidence.length === 0) return [];
  return ['the kubelet says:', ...report.evidence.map((line) => `    | ${line}`)];
}
