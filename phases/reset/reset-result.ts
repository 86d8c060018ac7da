import type { Change } from '../../pkg/host/change.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { ResetNode } from '../reset-context.ts';
import { leftAlone, type LeftAlone } from './left-alone.ts';

/** The end of a reset: text for a person, and the same as data. */
export interface ResetResult {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What a whole reset comes to.
 *
 * @param changes - those that were made
 */
export async function resetResult(host: HostView, node: ResetNode, changes: readonly Change[]): Promise<ResetResult> {
  const rest = await leftAlone(host);
  const etcdMember = etcdMemberNow(node, changes);
  const data = {
    node: node.name,
    controlPlane: node.controlPlane,
    changed: changes.length > 0,
    etcdMember,
    leftAlone: rest,
  };
  const lines =
    changes.length === 0
      ? ['Nothing had to be removed: nothing that init or join make was found on this machine.']
      : [`Node ${node.name} is reset.`, ...goodbye(node)];
  return { text: [...lines, ...restLines(rest)].join('\n'), data };
}

/** `removed`, `left` in the cluster although its data is gone, or `none`. */
function etcdMemberNow({ etcd }: ResetNode, changes: readonly Change[]): 'removed' | 'left' | 'none' {
  if (changes.some(({ kind }) => kind === 'remove-etcd-member')) return 'removed';
  const others = etcd.kind === 'unknown' || (etcd.kind === 'member' && etcd.members.length > 1);
  return others ? 'left' : 'none';
}

/** The Node object belongs to the cluster, which may be gone. */
function goodbye({ name, controlPlane, etcd }: ResetNode): readonly string[] {
  const last = etcd.kind === 'member' && etcd.members.length === 1;
  if (last) return [];
  const where = controlPlane ? 'on another control plane' : 'on a control plane';
  return [`If its cluster lives on, take the Node out of it, ${where}: kubectl delete node ${name}`];
}

function restLines(rest: readonly LeftAlone[]): readonly string[] {
  if (rest.length === 0) return [];
  const width = Math.max(...rest.map(({ what }) => what.length));
  return [
    '',
    'Not touched, because others may use it. To clean it too:',
    ...rest.map(({ what, command }) => `  ${what.padEnd(width)}  ${command}`),
  ];
}
