import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { Diagnosis, SubjectReport } from './diagnosis.ts';

/**
 * A diagnosis as text for a person at night: where to begin first, then the other troubles, then who is well. For
 * each one line of verdict, the log lines that show it, and what to do.
 */
export function describeDiagnosis({ reports, root }: Diagnosis): string {
  const troubled = reports.filter(({ healthy }) => !healthy);
  const ordered = root === undefined ? troubled : [root, ...troubled.filter((report) => report !== root)];
  const well = reports.filter(({ healthy }) => healthy).map(({ subject }) => subject);
  return [...ordered.map(section), ...(well.length > 0 ? [`${well.join(', ')}: no trouble seen`] : [])].join('\n');
}

function section({ subject, verdict, evidence, finding }: SubjectReport): string {
  const consequence = finding?.waitsFor === undefined ? '' : ` (look at ${finding.waitsFor} first)`;
  const lines = [`${subject} ${verdict}${consequence}`, ...evidence.map((line) => `    | ${line}`)];
  if (finding !== undefined && finding.waitsFor === undefined) lines.push(`    to do: ${finding.hint}`);
  return lines.join('\n');
}

/**
 * The error of a control plane that does not come up.
 *
 * @param what - what happened, as the first half of a sentence
 * @param criSocket - for the commands that show more
 */
export function notHealthyError(what: string, diagnosis: Diagnosis, criSocket: string): KubeadmError {
  const { root } = diagnosis;
  const code = root?.subject === 'kubelet' ? 'kubelet-not-healthy' : 'control-plane-not-healthy';
  const cause = root === undefined ? '' : inShort(root);
  const details = describeDiagnosis(diagnosis);
  const more =
    root?.subject === 'kubelet'
      ? '`systemctl status kubelet; journalctl -u kubelet -n 100` shows more'
      : `\`crictl --runtime-endpoint ${criSocket} ps -a\` and \`... logs <container id>\` show more`;
  const again = 'run the same command again: what is done already is kept';
  const first =
    root?.finding === undefined ? `correct what is shown above, and ${again}` : `${root.finding.hint}. Then ${again}`;
  const message = [cause === '' ? what : `${what}: ${cause}`, ...(details === cause ? [] : [details])].join('\n');
  return new KubeadmError(code, message, {
    hint: `${first}. ${more}`,
  });
}

function inShort({ subject, verdict, finding }: SubjectReport): string {
  return finding === undefined ? `${subject} ${verdict}` : `${subject}: ${finding.problem}`;
}
