import type { Machine } from '../machine/machine.ts';

/** Everything that `main` knows of the process: tests give their own. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** One line from standard input; undefined at its end. @throws when the signal is aborted */
  readLine(): Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  /** The words that start this program: for what is to call it later. */
  readonly program: readonly string[];
  readonly pid: number;
  readonly stderrIsTTY: boolean;
  /** False unless given. */
  readonly stdoutIsTTY?: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Aborted when the user presses Ctrl-C or the process is asked to end. */
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that only goes forward. */
  clock(): number;
  /** The machine to work on; this one unless given. Tests and the demo give a simulated one. */
  readonly machine?: (rootfs: string) => Machine;
}
