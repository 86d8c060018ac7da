import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { ensureFile } from '../../../pkg/host/ensure-file.ts';
import type { HostView } from '../../../pkg/host/host.ts';
import { detectInitSystem } from '../../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../../pkg/initsystem/service-state.ts';
import type { InitContext } from '../../init-context.ts';
import { cronLine } from './cron-line.ts';
import type { RenewalJob } from './renewal-job.ts';
import { RENEWAL_TIMER, RENEWAL_UNIT_FILES, renewalUnits } from './renewal-units.ts';

/** What setting up the renewal needs. */
export type AutorenewContext = Pick<InitContext, 'host' | 'warn' | 'result'>;

/** systemd makes it when it is the init of the machine (sd_booted(3)). */
const BOOTED_BY_SYSTEMD = '/run/systemd/system';

/**
 * Have certificates renewed by themselves: a timer of systemd, or a line for cron where there is no systemd, which is
 * shown and not written anywhere. Done twice, the second time changes nothing.
 *
 * @throws KubeadmError `not-a-control-plane`, `schedule-invalid`, or what systemd said
 */
export async function installAutorenew(context: AutorenewContext, job: RenewalJob): Promise<void> {
  const { host, warn, result } = context;
  if ((await host.stat(job.authorityKey)) === undefined) await explainMissingKey(context, job);
  if (!(await runsSystemd(host))) {
    const line = cronLine(job, host.hostname());
    const how =
      'systemd does not run on this machine, so nothing was installed. A line for root’s crontab (crontab -e):';
    if (job.schedule !== 'daily') warn(`the schedule "${job.schedule}" is for systemd: the line runs once a day`);
    return result(`${how}\n${line}`, { installed: false, cron: line });
  }
  await requireSchedule(host, job.schedule);
  const outcomes = [];
  for (const unit of renewalUnits(job)) outcomes.push(await ensureFile(host, unit));
  const state = serviceState(host, 'systemd');
  const enabled = (await state.isEnabled(RENEWAL_TIMER)) && (await state.isActive(RENEWAL_TIMER));
  const kept = enabled && outcomes.every((outcome) => outcome === 'kept');
  // also a timer that runs has to be started anew to take another schedule
  if (!kept) {
    const why = 'it looks for certificates that end soon';
    await host.change({ kind: 'run-service', action: 'enable', service: RENEWAL_TIMER, why });
    if (enabled) await host.change({ kind: 'run-service', action: 'restart', service: RENEWAL_TIMER });
  }
  const what = kept ? 'is set up already' : 'is set up';
  const text = `${RENEWAL_TIMER} ${what}: it runs ${job.words.join(' ')} (${job.schedule}${lot(job.spread)})`;
  const next = `next time: systemctl list-timers ${RENEWAL_TIMER}; what it did: journalctl -u ${RENEWAL_TIMER.replace('.timer', '')}`;
  result(`${text}\n${next}`, { installed: true, changed: !kept, files: RENEWAL_UNIT_FILES });
}

/** Take away what `installAutorenew` set up. Nothing being there is fine. */
export async function removeAutorenew({ host, result }: AutorenewContext): Promise<void> {
  const there = [];
  for (const path of RENEWAL_UNIT_FILES) if ((await host.stat(path)) !== undefined) there.push(path);
  const systemd = await runsSystemd(host);
  if (there.length === 0) {
    const cron = systemd ? '' : '; a line in root’s crontab is removed with crontab -e';
    return result(`no timer renews certificates here: nothing to remove${cron}`, { removed: [] });
  }
  if (systemd) await host.change({ kind: 'run-service', action: 'disable', service: RENEWAL_TIMER });
  for (const path of there) await host.change({ kind: 'remove-file', path });
  if (systemd) await host.change({ kind: 'run-service', action: 'forget', service: RENEWAL_TIMER });
  result(`${RENEWAL_TIMER} is removed: certificates are no longer renewed by themselves`, { removed: there });
}

async function runsSystemd(view: HostView): Promise<boolean> {
  return (await detectInitSystem(view)) === 'systemd' && (await view.stat(BOOTED_BY_SYSTEMD)) !== undefined;
}

async function explainMissingKey({ host, warn }: AutorenewContext, { authorityKey }: RenewalJob): Promise<void> {
  const certificate = authorityKey.replace(/key$/, 'crt');
  if ((await host.stat(certificate)) === undefined) {
    throw new KubeadmError(
      'not-a-control-plane',
      `this machine has no certificates to renew: there is no ${certificate}`,
      {
        hint: 'run it on a control plane; where the certificates stand elsewhere, say where: --cert-dir <dir>',
      },
    );
  }
  warn(
    `there is no ${authorityKey}: while the authority is kept elsewhere, its certificates are not renewed here, and the timer does nothing`,
  );
}

/** Whether systemd understands a calendar expression, it tells itself. */
async function requireSchedule(view: HostView, schedule: string): Promise<void> {
  if (schedule === 'daily' || (await view.which('systemd-analyze')) === undefined) return;
  const { code, stderr } = await view.query(['systemd-analyze', 'calendar', schedule]);
  if (code === 0) return;
  throw new KubeadmError(
    'schedule-invalid',
    `systemd does not understand the schedule "${schedule}": ${stderr.trim()}`,
    {
      hint: 'write a calendar expression such as daily, weekly or "*-*-* 03:00": man systemd.time',
    },
  );
}

function lot(spread: number): string {
  return spread === 0 ? '' : `, at a random moment within ${shownSpan(spread)}`;
}

/** `6h`, `90m`, `30s` */
function shownSpan(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
