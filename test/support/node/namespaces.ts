import type { ChildProcess } from 'node:child_process';
import { start, childrenOf, eventually, succeed, type Outcome } from './process.ts';

/** A set of namespaces, held by a process of its own. */
export interface Namespaces {
  /** The process that holds them, as this machine numbers it. */
  readonly pid: number;
  /** Words to put before a command that is to run inside. */
  readonly enter: readonly string[];
  /** End every process inside, and with the last one the namespaces. */
  end(): Promise<void>;
}

/**
 * Namespaces for network, mounts, host name and processes. They live as long as their first process, and this one
 * as long as its standard input stays open: when the tests end, however they end, the kernel ends all that runs inside.
 *
 * @param script - runs first, inside; it has to print `ready` and then read its standard input to the end
 */
export async function createNamespaces(script: string, env: Readonly<Record<string, string>>): Promise<Namespaces> {
  const command = [
    'unshare',
    '--net',
    '--mount',
    '--uts',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    'bash',
    script,
  ];
  let ready = false;
  const { child, ended } = start(
    command,
    { stdio: ['pipe', 'pipe', 'pipe'], env },
    (line) => (ready ||= line === 'ready'),
  );
  let failure: Outcome | undefined;
  void ended.then((outcome) => (failure = outcome));
  const pid = await eventually(`namespaces by ${script}`, 10_000, () => {
    if (failure !== undefined) throw new Error(`${script}: ${failure.stderr}${failure.stdout}`);
    return ready ? childrenOf(child.pid ?? 0)[0] : undefined;
  });
  const enter = ['nsenter', `--target=${pid}`, '--net', '--mount', '--uts', '--pid', '--'];
  return { pid, enter, end: () => endOf(child, ended) };
}

async function endOf(child: ChildProcess, ended: Promise<Outcome>): Promise<void> {
  child.stdin?.end();
  await ended;
}

/** Run lines of `ip` in a network namespace. Process ids in them are this machine's. */
export async function configureNetwork({ pid }: Namespaces, lines: readonly string[]): Promise<void> {
  await succeed(['nsenter', `--target=${pid}`, '--net', 'ip', '-batch', '-'], `${lines.join('\n')}\n`);
}
