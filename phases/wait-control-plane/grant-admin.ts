import { clusterAdminsBinding } from '../../manifests/rbac/cluster-rbac.ts';
import { refOf } from '../../pkg/kube/kube-object.ts';
import type { InitContext } from '../init-context.ts';

/** The kubeconfig whose group this program gives its rights; another one brings its own. */
const ADMIN_CONF = '/etc/kubernetes/admin.conf';

/**
 * Give the group of admin.conf its rights, once the API server answers.
 *
 * @throws KubeadmError when neither admin.conf nor super-admin.conf may do that
 */
export async function grantAdminRights({
  host,
  settings,
  note,
}: Pick<InitContext, 'host' | 'settings' | 'note'>): Promise<void> {
  if (settings.kubeconfig !== ADMIN_CONF) return;
  const object = clusterAdminsBinding();
  // without rights, admin.conf may not even look
  const present = await host.getObject(refOf(object)).catch(() => undefined);
  if (present !== undefined) note(`kept ClusterRoleBinding ${object.metadata.name}`);
  else await host.change({ kind: 'grant-admin', object });
}
