import type { HostView } from '../../pkg/host/host.ts';
import type { Loss, ResetContext, ResetNode } from '../reset-context.ts';
import { foldersToEmpty } from './folders.ts';
import { KUBECONFIG_FILES, KUBERNETES_DIRECTORY } from './paths.ts';

/** What a reset of this machine means, for the person who has to say yes to it. */
export async function whatIsLost(
  { config, host }: Pick<ResetContext, 'config' | 'host'>,
  node: ResetNode,
): Promise<Loss> {
  const folders = [node.etcdDataDir, ...foldersToEmpty(config).map(({ path }) => path)];
  const [filled, kubeconfigs] = await Promise.all([filledFolders(host, folders), kubeconfigsOf(host)]);
  const etcd = etcdLoss(node);
  const cluster = node.cluster === undefined ? '' : ` of the cluster ${node.cluster.clusterName}`;
  const role = node.controlPlane ? `a control plane${cluster}` : 'no control plane';
  const lines = [
    `This resets node ${node.name} (${role}). Lost for good are:`,
    ...(etcd === undefined ? [] : [`  - ${etcd}`]),
    '  - every Pod on it, with its local volumes',
    ...(filled.length === 0 ? [] : [`  - everything in ${filled.join(', ')}`]),
    ...(kubeconfigs.length === 0 ? [] : [`  - ${kubeconfigs.join(', ')} in ${KUBERNETES_DIRECTORY}`]),
    'Go on? [y/N]: ',
  ];
  return {
    summary: `node ${node.name}: ${role}${etcd === undefined ? '' : `; ${etcd}`}`,
    question: lines.join('\n'),
  };
}

/** Folders with something in them; those behind a symbolic link are left alone. */
async function filledFolders(host: HostView, paths: readonly (string | undefined)[]): Promise<readonly string[]> {
  const filled = await Promise.all(
    paths.map(async (path) => {
      if (path === undefined || (await host.linkTarget(path)) !== undefined) return [];
      return ((await host.listDirectory(path)) ?? []).length > 0 ? [path] : [];
    }),
  );
  return filled.flat();
}

async function kubeconfigsOf(host: HostView): Promise<readonly string[]> {
  const names = (await host.listDirectory(KUBERNETES_DIRECTORY)) ?? [];
  return KUBECONFIG_FILES.filter((file) => names.includes(file));
}

function etcdLoss({ etcd }: ResetNode): string | undefined {
  if (etcd.kind === 'unknown')
    return `its etcd member ${etcd.name}; how many others there are is not known (${etcd.reason})`;
  if (etcd.kind !== 'member') return undefined;
  const rest = etcd.members.length - 1;
  if (rest === 0) return 'the only etcd member: the whole cluster ends with it, and everything that is stored in it';
  return `its etcd member; ${rest} of ${rest + 1} members remain${etcd.own.learner ? '' : ` (${etcd.effect.reason})`}`;
}
