import { mkdirSync, writeFileSync } from 'node:fs';
import { CONTAINERD_SOCKET } from './containerd.ts';
import { ignoring } from './ignored-checks.ts';
import type { ClusterNode, CommandInNode } from './node.ts';
import type { Outcome } from './process.ts';
import type { Program } from './programs.ts';

/** Folder with the patches that a joined node needs, in an upgrade too. */
export const PATCHES = '/run/patches';

/** How `join` is called. */
export interface JoinRequest {
  /** From `join` on, as printed by either program. */
  readonly words: readonly string[];
  readonly flags?: readonly string[];
  /** Names of preflight checks to wave through. */
  readonly ignore?: readonly string[];
  /** Is shown each line of its stdout. */
  readonly see?: (line: string) => void;
}

/** A program's `join`, begun. */
export function startJoin(
  node: ClusterNode,
  program: Program,
  { words, flags = [], ignore = [], see }: JoinRequest,
): CommandInNode {
  mkdirSync(node.path(PATCHES), { recursive: true });
  // a kubelet removes the cgroups of Pods that it does not know: each node's has a root of its own
  const cgroupRoot = JSON.stringify({ cgroupRoot: `/${node.options.cgroup}` });
  writeFileSync(node.path(`${PATCHES}/kubeletconfiguration+merge.json`), cgroupRoot);
  const own = ['--cri-socket', `unix://${CONTAINERD_SOCKET}`, '--node-name', node.options.name, '--patches', PATCHES];
  return node.start([...program, ...words, ...own, ...ignoring(ignore), ...flags], see);
}

/** A program's `join`, to its end. */
export function runJoin(node: ClusterNode, program: Program, request: JoinRequest): Promise<Outcome> {
  return startJoin(node, program, request).ended;
}

/** A program's `reset`, to its end; without a question unless other flags are given. */
export function runReset(
  node: ClusterNode,
  program: Program,
  flags: readonly string[] = ['--force'],
): Promise<Outcome> {
  return node.run(...program, 'reset', ...flags);
}

/** A program's `reset`, with a `y` to its question. */
export function answerReset(node: ClusterNode, program: Program): Promise<Outcome> {
  return node.run('bash', '-c', 'echo y | "$@"', 'answer', ...program, 'reset');
}
