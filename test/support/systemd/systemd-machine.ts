import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hasCgroupV1, makeCgroup, removeCgroup } from '../node/cgroups.ts';
import { eventually } from '../node/process.ts';
import { findProgram } from '../parts.ts';

const BOOT = fileURLToPath(new URL('boot-systemd.sh', import.meta.url));
const CGROUP = 'kubeadm-ts-systemd';
const HIERARCHY = '/sys/fs/cgroup/systemd';
const NAMESPACES = ['--pid', '--fork', '--kill-child', '--mount', '--cgroup', '--ipc', '--uts', '--net'];
/** A command inside may wait for a job of systemd. */
const COMMAND_TIMEOUT_MS = 60_000;
const BOOT_TIMEOUT_MS = 30_000;

/** What a command inside printed, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine whose init is a real systemd: namespaces on this one, which sees its files and changes none of them. */
export interface SystemdMachine {
  run(...command: readonly string[]): Promise<Ended>;
  /** Where a file of the machine is reached from outside. */
  path(inside: string): string;
  end(): Promise<void>;
}

/** Why no systemd can be started here; `undefined` when one can. */
export function systemdMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start a systemd in namespaces';
  if (!existsSync('/lib/systemd/systemd')) return 'systemd is not installed';
  if (!hasCgroupV1() || !existsSync(HIERARCHY)) return `there is no ${HIERARCHY}: only tried with cgroup version 1`;
  if (!readFileSync('/proc/filesystems', 'utf8').includes('overlay')) return 'the kernel has no overlay file system';
  const absent = ['unshare', 'nsenter', 'bash', 'pivot_root'].filter((name) => findProgram(name) === undefined);
  return absent.length === 0 ? undefined : `this machine has no ${absent.join(', ')}`;
}

/** Boot a systemd, and wait until it runs. @throws Error with what it said when it does not */
export async function startSystemd(): Promise<SystemdMachine> {
  makeCgroup(CGROUP);
  const folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-systemd-'));
  const enter = `echo $$ > ${HIERARCHY}/${CGROUP}/cgroup.procs && exec unshare ${NAMESPACES.join(' ')} bash ${BOOT} ${folder}`;
  const holder = spawn('sh', ['-c', enter], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [holder.stdout, holder.stderr]) stream.on('data', (data) => void (said += String(data)));
  const ended = new Promise((resolve) => holder.once('exit', resolve));
  const init = (): string => readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim();
  const machine: SystemdMachine = {
    run: (...command) => inside(init(), command),
    path: (path) => `/proc/${init()}/root${path}`,
    end: async () => {
      // --kill-child: systemd goes with it, and everything else in its PID namespace
      holder.kill('SIGKILL');
      await ended;
      for (let tries = 0; tries < 50 && !removeCgroup(CGROUP); tries += 1) await sleep(100);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await eventually('systemd', BOOT_TIMEOUT_MS, async () => {
      if (holder.exitCode !== null) throw new Error(`systemd ended: ${said}`);
      const { stdout } = await machine.run('systemctl', 'is-active', 'basic.target').catch(() => ({ stdout: '' }));
      return stdout === 'active\n' || undefined;
    });
  } catch (error) {
    await machine.end();
    throw new Error(`systemd does not run: ${said}`, { cause: error });
  }
  return machine;
}

function inside(pid: string, command: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const words = ['--target', pid, '--all', ...command];
    execFile('nsenter', words, { timeout: COMMAND_TIMEOUT_MS }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

/** Write a file of such a machine. */
export function writeInside(machine: SystemdMachine, path: string, content: string): void {
  writeFileSync(machine.path(path), content);
}
