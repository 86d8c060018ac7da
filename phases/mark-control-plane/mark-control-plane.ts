import { CONTROL_PLANE_LABELS, markControlPlanePatch } from '../../manifests/cluster/control-plane-node.ts';
import type { Taint } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView, Readiness } from '../../pkg/host/host.ts';
import { WAIT_ABORTED } from '../../pkg/host/until.ts';
import type { KubeObject, ObjectRef } from '../../pkg/kube/kube-object.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { readAdminKubeconfig } from '../admin-kubeconfig.ts';
import { asInitContext } from '../as-init-context.ts';
import type { InitContext } from '../init-context.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';

const LABELS = Object.keys(CONTROL_PLANE_LABELS);
/** The kubelet sets this label when it registers its Node; before it, the Node is not complete. */
const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** Tells everybody that this node runs the control plane, and keeps ordinary Pods away. */
export const markControlPlanePhase: Step<Pick<InitContext, 'config' | 'settings' | 'host' | 'note'>> = {
  name: 'mark-control-plane',
  summary: 'Mark this node as a control plane',
  details: `Waits for the Node to register, then sets the labels ${LABELS.join(' and ')} and the taints of the configuration.`,
  flags: ['node-name'],
  async run({ config, settings, host, note }) {
    const { name, taints } = config.nodeRegistration;
    const ref: ObjectRef = { apiVersion: 'v1', kind: 'Node', name };
    await host.until(`the Node ${name} to register`, () => registered(host, ref, settings.kubeconfig), {
      timeoutMs: config.timeouts.kubernetesAPICall,
    });
    const patch = markControlPlanePatch((await host.getObject(ref)) ?? unregistered(name), taints);
    if (patch === undefined) return note(`kept Node ${name}: it already has the labels and taints`);
    await host.change({ kind: 'apply-object', verb: 'patch', object: patch });
    note(`Node ${name} has the labels ${LABELS.join(', ')}`);
    if (taints.length > 0) note(`Node ${name} has the taints ${taints.map(describeTaint).join(', ')}`);
  },
};

/** The same on a machine that joins. */
export const joinMarkControlPlane: Step<JoinContext> = {
  name: markControlPlanePhase.name,
  summary: markControlPlanePhase.summary,
  details: `Waits for the Node to register, then sets the labels ${LABELS.join(' and ')} and the taints of the configuration.`,
  flags: ['node-name', 'control-plane'],
  skipReason: workerSkips,
  async run(context) {
    await readAdminKubeconfig(context.host);
    await markControlPlanePhase.run(await asInitContext(context));
  },
};

async function registered(host: HostView, ref: ObjectRef, kubeconfig: string): Promise<Readiness> {
  const node = await host.getObject(ref);
  // without it no object is ever seen: to wait would be in vain
  if (node === undefined && (await host.stat(kubeconfig)) === undefined) throw withoutKubeconfig(kubeconfig);
  if (node === undefined)
    return { notYet: `there is no Node ${ref.name}; the kubelet's journal says why: journalctl -u kubelet` };
  if (node.metadata.labels?.[HOSTNAME_LABEL] === undefined)
    return { notYet: `Node ${ref.name} has no label ${HOSTNAME_LABEL} yet` };
  return true;
}

function withoutKubeconfig(path: string): KubeadmError {
  const cause = new KubeadmError('kubeconfig-missing', `there is no ${path} to talk to the cluster with`, {
    hint: 'make it with `kubeadm-ts init phase kubeconfig admin`',
  });
  return new KubeadmError(WAIT_ABORTED, 'the Node cannot be looked for', { cause });
}

/** A dry run does not wait for the kubelet that it does not start. */
function unregistered(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name } };
}

function describeTaint({ key, value, effect }: Taint): string {
  return value === undefined || value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}
