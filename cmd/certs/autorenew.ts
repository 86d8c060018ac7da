import { isAbsolute } from 'node:path';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import { installAutorenew, removeAutorenew, type AutorenewContext } from '../../phases/certs/autorenew/autorenew.ts';
import type { RenewalJob } from '../../phases/certs/autorenew/renewal-job.ts';
import type { Invocation } from '../cli/command.ts';
import type { FlagValues } from '../cli/flag.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import type { Machine } from '../machine/machine.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { loadClusterConfiguration } from '../../pkg/config/load-cluster-configuration.ts';
import { timeSpan } from './warn-window.ts';

const WITHIN = '30d';
const SPREAD = '6h';
const CERTIFICATES_DIR = '/etc/kubernetes/pki';

/** `certs autorenew`: set up, or take away, what renews certificates by itself. */
export async function autorenew({ io, flags, path }: Invocation): Promise<void> {
  const reporter = reporterFor(io, flags, verbosityOf(flags));
  const rootfs = String(flags['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
  const planned = flags['dry-run'] === true;
  const data: Record<string, unknown> = {};
  try {
    const context = contextOf(machine, reporter, { planned, data });
    if (flags['remove'] === true) await removeAutorenew(context);
    else await installAutorenew(context, await jobOf(machine, io.program, flags));
    reporter.end({ command: path.join(' '), dryRun: planned, ...data });
  } finally {
    reporter.end();
    machine.close();
  }
}

interface Told {
  readonly planned: boolean;
  /** Takes what is told to scripts. */
  readonly data: Record<string, unknown>;
}

/** No cluster is asked. A dry run is another host; nothing else knows of it. */
function contextOf(machine: Machine, reporter: Reporter, { planned, data }: Told): AutorenewContext {
  const { emit } = reporter;
  const request = { kubeconfig: '', server: undefined, apiCallTimeoutMs: 0, unreachableIsAbsent: true };
  const real = machine.host({ emit, ...request });
  if (planned) reporter.showChanges();
  return {
    host: announced(planned ? dryRun(real) : real, emit),
    warn: (message) => emit({ type: 'warning', message }),
    result: (text, more) => {
      Object.assign(data, more);
      // in a dry run the units were shown, and nothing was set up
      if (!planned || more['cron'] !== undefined || more['changed'] === false) reporter.result(text);
    },
  };
}

/** @throws KubeadmError `invalid-flag` */
async function jobOf({ view }: Machine, program: readonly string[], flags: FlagValues): Promise<RenewalJob> {
  const within = String(flags['within'] ?? WITHIN);
  timeSpan(within, 'within');
  const config = absolute(flags, 'config');
  const certDir = absolute(flags, 'cert-dir');
  const { certificatesDir } =
    config === undefined
      ? { certificatesDir: certDir ?? CERTIFICATES_DIR }
      : (await loadClusterConfiguration(view, config)).cluster;
  const words = [
    ...['certs', 'renew', 'all', '--within', within],
    ...(flags['restart'] === false ? [] : ['--restart']),
    ...(config === undefined ? [] : ['--config', config]),
    ...(config !== undefined || certDir === undefined ? [] : ['--cert-dir', certDir]),
  ];
  return {
    program,
    words,
    schedule: oneLine(String(flags['schedule'] ?? 'daily')),
    spread: timeSpan(String(flags['randomized-delay'] ?? SPREAD), 'randomized-delay'),
    authorityKey: `${certificatesDir}/ca.key`,
  };
}

/** A timer runs in another folder. */
function absolute(flags: FlagValues, name: string): string | undefined {
  const value = flags[name] === undefined ? '' : String(flags[name]);
  if (value === '' || isAbsolute(value)) return value === '' ? undefined : value;
  throw new KubeadmError('invalid-flag', `--${name} has to be an absolute path, and is "${value}"`, {
    hint: 'the timer runs in another folder: write the path from the root on',
  });
}

/** A line break would be the end of a unit's line. */
function oneLine(schedule: string): string {
  if (/^[^\r\n]+$/.test(schedule)) return schedule;
  throw new KubeadmError('invalid-flag', '--schedule has to be one line', {
    hint: 'write a calendar expression such as daily, weekly or "*-*-* 03:00": man systemd.time',
  });
}
