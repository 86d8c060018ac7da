import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** How a process ended, and what it said. */
export interface Outcome {
  /** Exit code; `undefined` when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** Start a process and collect what it says. @param see - is shown each whole line of stdout as it comes */
export function start(command: readonly string[], options: SpawnOptions = {}, see?: (line: string) => void): Running {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const begin = performance.now();
  const said = { stdout: '', stderr: '' };
  let seen = 0;
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    said.stdout += chunk;
    for (let end = said.stdout.indexOf('\n', seen); end >= 0; end = said.stdout.indexOf('\n', seen)) {
      see?.(said.stdout.slice(seen, end));
      seen = end + 1;
    }
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said.stderr += chunk));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        ...said,
        milliseconds: performance.now() - begin,
      }),
    );
  });
  return { child, ended };
}

/** Run a program to its end. @throws Error with what it said when it fails */
export async function succeed(command: readonly string[], input = ''): Promise<string> {
  const { child, ended } = start(command, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin?.end(input);
  const { code, stdout, stderr } = await ended;
  if (code !== 0) throw new Error(`${command.join(' ')}: ${code}: ${stderr}${stdout}`);
  return stdout;
}

/** The processes that a process started itself. */
export function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Look every 50 ms until there is an answer. @throws Error naming `what` after so many milliseconds */
export async function eventually<T>(
  what: string,
  timeoutMs: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (const deadline = performance.now() + timeoutMs; ; await pause(50)) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000}s`);
  }
}
