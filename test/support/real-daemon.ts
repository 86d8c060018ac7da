import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findProgram, requirePart, skipSuite } from './parts.ts';

/** A daemon that a test started. */
export interface Daemon {
  /** End it and wait until it is gone. */
  stop(): Promise<void>;
}

/** Where a suite's programs are: beside each other, as `CRI_BIN` or in PATH. */
export function criProgram(name: string): string {
  return findProgram(name, process.env['CRI_BIN']) ?? name;
}

/**
 * What a suite that starts a daemon needs: root, and the daemon, which is installed where that can be done. To be
 * called in a `before` hook; skips the suite with the reason otherwise.
 */
export async function requireDaemon(context: Mocha.Context, name: 'containerd' | 'dockerd'): Promise<void> {
  if (process.getuid?.() !== 0) skipSuite(context, 'it needs root');
  await requirePart(context, name);
}

/**
 * Start a daemon and wait until it is ready.
 *
 * @param folder - gets its log
 * @throws Error with the end of its log when it ends early or is not ready in 20 s
 */
export async function startDaemon(
  command: readonly string[],
  folder: string,
  ready: () => Promise<unknown>,
): Promise<Daemon> {
  const [program = '', ...args] = command;
  const log = join(folder, 'log');
  const output = openSync(log, 'w');
  // Daemons start helpers of theirs (shims, runc) that live beside them.
  const PATH = [process.env['CRI_BIN'], process.env['PATH']].filter(Boolean).join(delimiter);
  const child = spawn(program, args, { stdio: ['ignore', output, output], env: { ...process.env, PATH } });
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) break;
    if (
      await ready().then(
        () => true,
        () => false,
      )
    )
      return { stop: () => stop(child) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop(child);
  throw new Error(`${program} did not start:\n${readFileSync(log, 'utf8').split('\n').slice(-15).join('\n')}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

/** Take off whatever a daemon left mounted below its folder. */
export function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse())
    execFileSync('umount', ['-l', mount]);
}
