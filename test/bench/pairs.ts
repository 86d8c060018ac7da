import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** A command whose whole life is timed. */
export interface Timed {
  readonly name: string;
  readonly command: readonly string[];
  /** Before each run; not timed. */
  readonly prepare?: () => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** Wall time of one run in milliseconds. */
function once({ command, prepare, env }: Timed): number {
  prepare?.();
  const [program = '', ...args] = command;
  // this variable makes every start of Node slower by 100 ms and more
  const { NODE_EXTRA_CA_CERTS: _slow, ...environment } = process.env;
  const begin = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    env: { ...environment, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const took = performance.now() - begin;
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${String(stderr).slice(-800)}`);
  return took;
}

/** Both in turn, A B A B ..., after one run each that does not count: machines are shared and drift. */
export function inTurn(a: Timed, b: Timed, rounds: number): { readonly a: number[]; readonly b: number[] } {
  const times = { a: [] as number[], b: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { a: once(a), b: once(b) };
    if (round === 0) continue;
    times.a.push(pair.a);
    times.b.push(pair.b);
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
