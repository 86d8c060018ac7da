import { execFile } from 'node:child_process';

/** What a program did. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any of the commands takes; one that waits for a cluster would never end. */
const TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Run a program to its end. A program that had to be stopped has the exit code -1. */
export function run(program: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const [file = '', ...args] = program;
  const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
