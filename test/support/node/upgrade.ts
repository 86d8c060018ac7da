import { ignoring } from './ignored-checks.ts';
import type { ClusterNode, CommandInNode } from './node.ts';
import type { Outcome } from './process.ts';
import type { Program } from './programs.ts';

/** A program's `upgrade apply`, begun. Nothing is asked. @param flags - beyond those that no machine of this kind goes without */
export function startApply(
  node: ClusterNode,
  program: Program,
  version: string,
  flags: readonly string[] = [],
  see?: (line: string) => void,
): CommandInNode {
  return node.start([...program, 'upgrade', 'apply', version, '--yes', ...ignoring([]), ...flags], see);
}

/** A program's `upgrade apply`, to its end. */
export function applyUpgrade(
  node: ClusterNode,
  program: Program,
  version: string,
  flags: readonly string[] = [],
): Promise<Outcome> {
  return startApply(node, program, version, flags).ended;
}

/** A program's `upgrade node`, begun. */
export function startNodeUpgrade(
  node: ClusterNode,
  program: Program,
  flags: readonly string[] = [],
  see?: (line: string) => void,
): CommandInNode {
  return node.start([...program, 'upgrade', 'node', ...ignoring([]), ...flags], see);
}

/** A program's `upgrade node`, to its end. */
export function upgradeNode(node: ClusterNode, program: Program, flags: readonly string[] = []): Promise<Outcome> {
  return startNodeUpgrade(node, program, flags).ended;
}
