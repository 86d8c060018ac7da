import { ensureKubeconfig } from '../../pkg/kubeconfig/ensure-kubeconfig.ts';
import { JOIN_KUBECONFIGS, KUBECONFIGS, type KubeconfigSpec } from '../../pkg/kubeconfig/kubeconfig-table.ts';
import type { Group, Step } from '../../pkg/workflow/phase.ts';
import { asInitContext } from '../as-init-context.ts';
import { DISCOVERY_FLAGS } from '../discovery-flags.ts';
import type { InitContext } from '../init-context.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';

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

/** Those of a machine that joins as a control plane; the kubelet asks for its own. */
export const joinKubeconfigPhase: Step<JoinContext> = {
  name: 'kubeconfig',
  summary: 'Write the kubeconfig files of the administrator and the control plane',
  details: `Writes ${JOIN_KUBECONFIGS.map(({ file }) => file).join(', ')} to /etc/kubernetes, unless they are there already and good.`,
  flags: [...DISCOVERY_FLAGS, 'certificate-key', 'control-plane'],
  skipReason: workerSkips,
  async run(context) {
    const init = await asInitContext(context);
    for (const spec of JOIN_KUBECONFIGS) await ensureKubeconfig(init, spec, init.settings.kubeconfigDir);
  },
};
