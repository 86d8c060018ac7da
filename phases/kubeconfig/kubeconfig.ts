import { ensureKubeconfig } from '../../pkg/kubeconfig/ensure-kubeconfig.ts';
import { KUBECONFIGS, type KubeconfigSpec } from '../../pkg/kubeconfig/kubeconfig-table.ts';
import type { Group, Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';

/** What the phases of this group need. */
export type KubeconfigContext = Pick<
  InitContext,
  'config' | 'settings' | 'host' | 'keys' | 'startedAt' | 'note' | 'warn'
>;

const FLAGS = [
  'cert-dir',
  'kubernetes-version',
  'apiserver-advertise-address',
  'apiserver-bind-port',
  'control-plane-endpoint',
  'kubeconfig-dir',
];
/** The kubelet's user is called after the node. */
const FLAGS_WITH_NODE_NAME = [...FLAGS, 'node-name'];

/** The kubeconfig files of a control-plane machine. */
export const kubeconfigPhase: Group<KubeconfigContext> = {
  name: 'kubeconfig',
  summary: 'Write the kubeconfig files of the administrator, the kubelet and the control plane',
  details:
    'Each file has the authority, a client certificate of its own and its key embedded. Files that are there already ' +
    'and trust this authority are kept. With an external authority they must all be there.',
  flags: FLAGS_WITH_NODE_NAME,
  all: true,
  phases: KUBECONFIGS.map(kubeconfigStep),
};

function kubeconfigStep(spec: KubeconfigSpec): Step<KubeconfigContext> {
  return {
    name: spec.name,
    summary: `Write the kubeconfig file for ${spec.purpose}`,
    details: `Writes ${spec.file}, signed by the authority "ca", unless it is there already and good.`,
    flags: spec.name === 'kubelet' ? FLAGS_WITH_NODE_NAME : FLAGS,
    run: (context) => ensureKubeconfig(context, spec, context.settings.kubeconfigDir),
  };
}
