import type { WriteFile } from '../../../pkg/host/change.ts';
import { commandOf, type RenewalJob } from './renewal-job.ts';

const FOLDER = '/etc/systemd/system';
const NAME = 'kubeadm-ts-certs-renew';

/** The unit that is enabled. */
export const RENEWAL_TIMER = `${NAME}.timer`;
export const RENEWAL_SERVICE = `${NAME}.service`;
/** The files of both units. */
export const RENEWAL_UNIT_FILES = [`${FOLDER}/${RENEWAL_SERVICE}`, `${FOLDER}/${RENEWAL_TIMER}`] as const;

const ORIGIN =
  '# Written by "kubeadm-ts certs autorenew", which also changes it; "kubeadm-ts certs autorenew --remove" takes it away.';

/** The units of systemd that do a job: https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html */
export function renewalUnits(job: RenewalJob): readonly WriteFile[] {
  const [service, timer] = RENEWAL_UNIT_FILES;
  return [unit(service, serviceText(job)), unit(timer, timerText(job))];
}

function unit(path: string, content: string): WriteFile {
  return { kind: 'write-file', path, content, mode: 0o644 };
}

function serviceText(job: RenewalJob): string {
  return `${ORIGIN}
[Unit]
Description=Renew the certificates of the Kubernetes control plane that end soon
# after a reset there is nothing to renew
ConditionPathExists=${job.authorityKey.replaceAll('%', '%%')}

[Service]
Type=oneshot
ExecStart=${commandOf(job).map(quoted).join(' ')}
# the journal would call it node
SyslogIdentifier=kubeadm-ts
# components are restarted one after the other, each waited for
TimeoutStartSec=1h
`;
}

function timerText({ schedule, spread }: RenewalJob): string {
  return `${ORIGIN}
[Unit]
Description=Look for certificates of the Kubernetes control plane that end soon

[Timer]
OnCalendar=${schedule}
# drawn by lot, so that control planes do not restart at once
RandomizedDelaySec=${Math.round(spread / 1000)}s
# a machine that was off at that time catches up
Persistent=true

[Install]
WantedBy=timers.target
`;
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines */
function quoted(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[A-Za-z0-9_%$@+=:,./-]+$/.test(escaped) ? escaped : `"${escaped.replace(/[\\"]/g, '\\$&')}"`;
}
