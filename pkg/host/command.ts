import { execFile, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from './host.ts';

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Run a program with an argument array, never through a shell. Does not throw. */
export function runCommand(command: readonly string[], timeoutMs = TIMEOUT_MS): Promise<CommandResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const options = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT_BYTES,
      encoding: 'utf8',
    } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else resolve({ code: undefined, stdout, stderr, failure: failureOf(error) });
    });
  });
}

/**
 * Start a program that outlives this one where it has to: a group of its own, no pipes that could break.
 *
 * @returns how it ended, for whoever still waits; what it printed is nobody's
 */
export function startCommand(command: readonly string[]): Promise<CommandResult> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  child.unref();
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: undefined, stdout: '', stderr: '', failure: failureOf(error) }));
    child.once('exit', (code) => resolve({ code: code ?? undefined, stdout: '', stderr: '' }));
  });
}

function failureOf(
  error: Error & { readonly code?: unknown; readonly killed?: boolean },
): NonNullable<CommandResult['failure']> {
  if (error.code === 'ENOENT') return 'not-found';
  if (error.code === 'EACCES' || error.code === 'ENOEXEC') return 'not-executable';
  return error.killed === true ? 'timeout' : 'signal';
}

/** The path of a program: the first executable file of that name in the folders of PATH. */
export async function which(program: string, path: string, root = ''): Promise<string | undefined> {
  for (const folder of path.split(':')) {
    if (folder === '') continue;
    const candidate = join(folder, program);
    const found = await access(root + candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return undefined;
}
