import { kubeconfigYaml, type Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { currentContext } from '../kubeconfig/kubeconfig-document.ts';
import { parseKubeconfig } from '../kubeconfig/parse-kubeconfig.ts';
import type { TrustedCluster } from './discovery-host.ts';

/** The names that the reference writes; the cluster's own name is not known yet, and shows in the context for good. */
const CLUSTER = 'kubernetes';
const USER = 'tls-bootstrap-token-user';

/**
 * The kubeconfig with which a joining machine reads from the cluster, and its kubelet asks for a certificate.
 *
 * @param token - `id.secret`
 */
export function bootstrapKubeconfig({ server, caCertificates }: TrustedCluster, token: string): Kubeconfig {
  const authority = Buffer.from(caCertificates, 'utf8').toString('base64');
  const context = `${USER}@${CLUSTER}`;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: CLUSTER, cluster: { 'certificate-authority-data': authority, server } }],
    contexts: [{ name: context, context: { cluster: CLUSTER, user: USER } }],
    'current-context': context,
    users: [{ name: USER, user: { token } }],
  };
}

/**
 * The same kubeconfig with its current cluster under the name that the cluster gives itself. The context keeps its
 * name, as in the reference; other clusters are left out.
 *
 * @param kubeconfig - text of a kubeconfig with a current context
 * @throws KubeadmError `kubeconfig-unreadable`, `kubeconfig-incomplete`
 */
export function withClusterName(kubeconfig: string, name: string): string {
  const parsed = parseKubeconfig(kubeconfig, 'found by discovery');
  const { contextName, cluster } = currentContext(parsed, 'found by discovery');
  const contexts = parsed.contexts.map((entry) =>
    entry.name === contextName ? { ...entry, context: { ...entry.context, cluster: name } } : entry,
  );
  return kubeconfigYaml({ ...parsed, clusters: [{ name, cluster }], contexts });
}
