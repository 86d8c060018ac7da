import type { Io } from './io.ts';

/** How long a run may take to stop by itself after Ctrl-C. Files are written atomically, so ending at once is safe. */
const PATIENCE_MS = 2_000;
const INTERRUPTED = 130;

/** The process as {@link Io}. */
export function processIo(): Io {
  const stopper = new AbortController();
  const stop = (): void => {
    if (stopper.signal.aborted) process.exit(INTERRUPTED);
    stopper.abort();
    setTimeout(() => process.exit(INTERRUPTED), PATIENCE_MS).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // `kubeadm-ts ... | head` closes the pipe: that is no failure of this program
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    env: process.env,
    uid: process.getuid?.() ?? 0,
    pid: process.pid,
    stderrIsTTY: process.stderr.isTTY === true,
    stdoutIsTTY: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? process.stderr.columns ?? 100,
    signal: stopper.signal,
    clock: () => performance.now(),
  };
}
