import { KubeadmError } from '../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../pkg/host/host.ts';

/** The administrator's kubeconfig of a control-plane machine. */
export const ADMIN_KUBECONFIG = '/etc/kubernetes/admin.conf';

/**
 * The text of the administrator's kubeconfig on a machine that joins as a control plane.
 *
 * @throws KubeadmError `kubeconfig-missing`
 */
export async function readAdminKubeconfig(view: HostView): Promise<string> {
  const text = await view.readFile(ADMIN_KUBECONFIG);
  if (text !== undefined) return text;
  throw new KubeadmError('kubeconfig-missing', `there is no ${ADMIN_KUBECONFIG} to talk to the cluster with`, {
    hint: 'make it with `kubeadm-ts join phase control-plane-prepare kubeconfig`',
  });
}
