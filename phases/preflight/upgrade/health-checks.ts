import type { HostView } from '../../../pkg/host/host.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { MANIFESTS_DIRECTORY } from '../../write-static-pod.ts';
import { failed, FINE, type Check } from '../check.ts';

const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane';
/** etcd may be external; these three are always static Pods. */
const MANIFESTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map(
  (name) => `${MANIFESTS_DIRECTORY}/${name}.yaml`,
);

interface Node extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** An upgrade takes one control plane away for a while: the others have to be well. */
export const controlPlaneNodesReady: Check = {
  name: 'ControlPlaneNodesReady',
  async run(view) {
    const options = { labelSelector: `${CONTROL_PLANE_LABEL}=`, keep: withConditions };
    const nodes: readonly Node[] = await view.listObjects('v1', 'Node', options);
    const problems = nodes.flatMap((node) => {
      const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
      if (ready === undefined || ready.status === 'True') return [];
      const why = ready.message === undefined || ready.message === '' ? '' : `: ${ready.message}`;
      return [`${node.metadata.name}${why}`];
    });
    if (problems.length === 0) return FINE;
    return failed({
      message: `control-plane nodes are not ready: ${problems.join('; ')}`,
      fix: 'see why with kubectl describe node <name>, and journalctl -u kubelet on it; a node that is gone for good: kubectl delete node <name>',
    });
  },
};

function withConditions({ apiVersion, kind, metadata, status }: Node): Node {
  return { apiVersion, kind, metadata: { name: metadata.name }, status: { conditions: status?.conditions ?? [] } };
}

/** What an upgrade replaces has to be there. */
export const staticPodManifests: Check = {
  name: 'StaticPodManifest',
  async run(view) {
    const missing = await missingOf(view);
    if (missing.length === 0) return FINE;
    return failed({
      message: `manifests of the control plane are missing: ${missing.join(', ')}`,
      fix: 'run this on a control-plane machine; `kubeadm-ts init phase control-plane all --config <file>` writes them anew',
    });
  },
};

async function missingOf(view: HostView): Promise<readonly string[]> {
  const found = await Promise.all(MANIFESTS.map((path) => view.stat(path)));
  return MANIFESTS.filter((_, index) => found[index] === undefined);
}
