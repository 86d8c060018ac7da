import { failed, FINE, leftover, nameOfPath, type Check } from '../check.ts';
import { isContinuing, type MarkedWorkflow } from '../../interrupted-run.ts';

/** Components that run as static Pods. */
export type StaticPod = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd';

/** Where the kubelet looks for the static Pod of a component. */
export function manifestPath(component: StaticPod): string {
  return `/etc/kubernetes/manifests/${component}.yaml`;
}

/** A manifest that is there means that a control plane runs here, or did. */
export function manifestAvailable(component: StaticPod, workflow: MarkedWorkflow): Check {
  const path = manifestPath(component);
  return {
    name: `FileAvailable-${nameOfPath(path)}`,
    async run(view) {
      if ((await view.stat(path)) === undefined) return FINE;
      if (await isContinuing(view, workflow)) return leftover(`${path} is there`);
      return failed({
        message: `${path} is already there: this machine runs a control plane, or was not cleaned up after one`,
        fix: `to set the machine up anew: kubeadm-ts reset; if only the file is left: rm ${path}`,
      });
    },
  };
}
