import type { Io } from './io.ts';
import { readLine } from './read-line.ts';

const INTERRUPTED = 130;
const FAILED = 1;

/** The process as {@link Io}. */
export function processIo(): Io {
  const stopper = new AbortController();
  const stop = (): void => {
    if (stopper.signal.aborted) process.exit(INTERRUPTED);
    stopper.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // the terminal is gone, for example with its SSH connection
  process.on('SIGHUP', stop);
  process.stdout.on('error', endUnlessClosed);
  // progress that nobody can see is no reason to stop half-way
  process.stderr.on('error', () => undefined);
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    readLine: () => readLine(process.stdin, stopper.signal),
    env: process.env,
    uid: process.getuid?.() ?? 0,
    pid: process.pid,
    program: [process.execPath, ...process.argv.slice(1, 2)],
    stderrIsTTY: process.stderr.isTTY === true,
    stdoutIsTTY: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? process.stderr.columns ?? 100,
    signal: stopper.signal,
    // not `performance`: loading it takes longer than many a phase
    clock: () => Number(process.hrtime.bigint()) / 1e6,
  };
}

/** `kubeadm-ts ... | head` closes the pipe: that is no failure. A result that cannot be written is one. */
function endUnlessClosed({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  const why = code === 'ENOSPC' ? 'no space left on the disk' : message;
  process.stderr.write(`error: cannot write to standard output: ${why}\n`);
  process.stderr.write('hint: make room, or send the output elsewhere; then run the same command again\n');
  process.exit(FAILED);
}
