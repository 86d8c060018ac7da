import { KubeadmError, describeError } from '../errors/kubeadm-error.ts';
import { parseKubeconfig } from '../kubeconfig/parse-kubeconfig.ts';
import type { Cluster, Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { objectData } from '../kube/object-data.ts';
import type { KubeObject, ObjectRef } from '../kube/kube-object.ts';
import { parseCertificates } from '../pki/certificate-pem.ts';
import type { TrustedCluster } from './discovery-host.ts';

/** The ConfigMap from which everybody may learn where the cluster is. */
export const CLUSTER_INFO: ObjectRef = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'kube-public',
  name: 'cluster-info',
};
export const CLUSTER_INFO_PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

const SIGNATURE = 'jws-kubeconfig-';

/** What cluster-info says. Nothing in it is trusted yet. */
export interface ClusterInfo {
  readonly kubeconfig: string;
  /** Detached JWS of `kubeconfig` by the id of the token that signed. */
  readonly signatures: ReadonlyMap<string, string>;
}

/** The parts of the ConfigMap that matter; `undefined` where it carries no kubeconfig. */
export function clusterInfoOf(configMap: KubeObject): ClusterInfo | undefined {
  const { kubeconfig = '', ...others } = objectData(configMap);
  const signatures = Object.entries(others)
    .filter(([key]) => key.startsWith(SIGNATURE))
    .map(([key, value]) => [key.slice(SIGNATURE.length), value] as const);
  return kubeconfig === '' ? undefined : { kubeconfig, signatures: new Map(signatures) };
}

/**
 * The server and the authority that the kubeconfig of cluster-info names.
 *
 * @param source - who gave it, for messages
 * @throws KubeadmError `discovery-cluster-info-malformed`
 */
export function clusterIn(kubeconfigText: string, source: string): TrustedCluster {
  try {
    const cluster = unnamedOrCurrent(parseKubeconfig(kubeconfigText, 'in cluster-info'));
    if (cluster === undefined) throw new Error('it names neither a cluster without a name nor a current one');
    const { server = '' } = cluster;
    requireHttps(server);
    const data = cluster['certificate-authority-data'] ?? '';
    if (data === '') throw new Error('it carries no certificate authority');
    const caCertificates = Buffer.from(data, 'base64').toString('utf8');
    parseCertificates(caCertificates, 'of the authority in it');
    return { server, caCertificates };
  } catch (error) {
    throw malformed(source, describeError(error));
  }
}

/** The cluster without a name comes first, as in the reference. */
function unnamedOrCurrent(kubeconfig: Kubeconfig): Cluster | undefined {
  const byName = (wanted: string) => kubeconfig.clusters.find(({ name }) => name === wanted)?.cluster;
  const current = kubeconfig.contexts.find(({ name }) => name === kubeconfig['current-context'])?.context;
  return byName('') ?? (current === undefined ? undefined : byName(current.cluster));
}

/** @throws Error */
export function requireHttps(server: string): void {
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:')
    throw new Error(`its server "${server}" is not an https:// address`);
}

/** @param reason - what is wrong with it */
export function malformed(source: string, reason: string): KubeadmError {
  return new KubeadmError('discovery-cluster-info-malformed', `cluster-info of ${source} cannot be used: ${reason}`, {
    hint: 'have it written again on a control plane: kubeadm-ts init phase bootstrap-token',
  });
}
