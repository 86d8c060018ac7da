import type { Loss, ResetContext, ResetNode } from '../reset-context.ts';
import { foldersToEmpty } from './folders.ts';

/** What a reset of this machine means, for the person who has to say yes to it. */
export async function whatIsLost(
  { config, host }: Pick<ResetContext, 'config' | 'host'>,
  node: ResetNode,
): Promise<Loss> {
  const candidates = [node.etcdDataDir ?? '', ...foldersToEmpty(config).map(({ path }) => path)];
  const contents = await Promise.all(candidates.map((path) => (path === '' ? undefined : host.listDirectory(path))));
  const folders = candidates.filter((_, index) => (contents[index] ?? []).length > 0);
  const etcd = etcdLoss(node);
  const cluster = node.cluster === undefined ? '' : ` of the cluster ${node.cluster.clusterName}`;
  const lines = [
    `This resets node ${node.name}, ${node.controlPlane ? 'a control plane' : 'a worker'}${cluster}. Lost for good are:`,
    ...(etcd === undefined ? [] : [`  - ${etcd}`]),
    '  - every Pod on it, with its local volumes',
    ...(folders.length === 0 ? [] : [`  - everything in ${folders.join(', ')}`]),
    '  - the kubeconfig files of this node in /etc/kubernetes',
    'Go on? [y/N]: ',
  ];
  const role = node.controlPlane ? 'a control plane' : 'no control plane';
  return { summary: `node ${node.name}: ${role}${etcd === undefined ? '' : `; ${etcd}`}`, question: lines.join('\n') };
}

function etcdLoss({ etcd }: ResetNode): string | undefined {
  if (etcd.kind === 'unknown')
    return `its etcd member ${etcd.name}; how many others there are is not known (${etcd.reason})`;
  if (etcd.kind !== 'member') return undefined;
  const rest = etcd.members.length - 1;
  if (rest === 0) return 'the only etcd member: the whole cluster ends with it, and everything that is stored in it';
  return `its etcd member; ${rest} of ${rest + 1} members remain${etcd.own.learner ? '' : ` (${etcd.effect.reason})`}`;
}
