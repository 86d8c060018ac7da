import { main } from '../../cmd/cli/main.ts';
import type { Io } from '../../cmd/cli/io.ts';
import { rootCommand } from '../../cmd/commands/root-command.ts';
import type { Machine } from '../../cmd/machine/machine.ts';
import { quickKeys } from './test-context.ts';
import type { SimulatedMachine } from './simulated-machine.ts';

const quickPool = { ...quickKeys, expect: () => undefined, stop: () => undefined };

/** A simulated machine as a command meets it. */
export function asMachine(simulated: SimulatedMachine): Machine {
  return {
    view: simulated,
    outside: simulated,
    startedAt: simulated.now(),
    keys: quickPool,
    host: () => simulated,
    settle: async () => [],
    close: () => undefined,
  };
}

/** What a command line printed, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `main(argv)` in this process, on a simulated machine. */
export async function run(
  argv: readonly string[],
  simulated?: SimulatedMachine,
  io: Partial<Io> = {},
): Promise<Outcome> {
  const printed = { stdout: '', stderr: '' };
  const code = await main(rootCommand, argv, {
    stdout: (text) => void (printed.stdout += text),
    stderr: (text) => void (printed.stderr += text),
    readLine: async () => undefined,
    env: {},
    uid: 0,
    pid: 4242,
    program: ['/usr/bin/node', '/opt/kubeadm-ts/kubeadm-ts.js'],
    stderrIsTTY: false,
    columns: 100,
    signal: new AbortController().signal,
    clock: () => performance.now(),
    ...(simulated === undefined ? {} : { machine: () => asMachine(simulated) }),
    ...io,
  });
  return { code, ...printed };
}

/** The lines of a JSON stream. */
export function events(stdout: string): readonly (Readonly<Record<string, unknown>> & { readonly type: string })[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
