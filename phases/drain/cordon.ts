import type { Host, HostView } from '../../pkg/host/host.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';

/** Stands on a Node that this program cordoned: only such a Node is uncordoned at the end, by whichever run gets there. */
const CORDONED_BY_US = 'kubeadm-ts.kubernetes.io/cordoned';

interface Node extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean | null };
}

/** Whether new Pods are kept away from a node, and who said so. */
export type Cordon = 'none' | 'ours' | 'of-somebody-else';

export async function cordonOf(view: Pick<HostView, 'getObject'>, name: string): Promise<Cordon> {
  const node = (await view.getObject({ apiVersion: 'v1', kind: 'Node', name })) as Node | undefined;
  if (node?.spec?.unschedulable !== true) return 'none';
  return node.metadata.annotations?.[CORDONED_BY_US] === undefined ? 'of-somebody-else' : 'ours';
}

/** Both in one write: whoever dies in between leaves no doubt. */
export async function setCordon(host: Pick<Host, 'change'>, name: string, on: boolean): Promise<void> {
  const metadata = { name, annotations: { [CORDONED_BY_US]: on ? '' : null } };
  const patch = { apiVersion: 'v1', kind: 'Node', metadata, spec: { unschedulable: on ? true : null } };
  // null takes a field away: something that only patches can say
  await host.change({ kind: 'apply-object', verb: 'patch', object: patch as unknown as KubeObject });
}
