import { posix } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { ClusterReader } from '../host/host.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import type { EtcdAccess, EtcdMember, EtcdView } from './etcd.ts';

/** Where the manifest of an etcd says how clients reach it. */
export const CLIENT_URLS_ANNOTATION = 'kubeadm.kubernetes.io/etcd.advertise-client-urls';

/**
 * Client URLs of the etcd members that run as static Pods, read from the annotation of their mirror Pods, in the
 * order of the Pods' names. Whether a Pod is ready is not asked.
 *
 * @returns empty when there is no such Pod (yet)
 * @throws KubeadmError one of the `api-*` codes; `etcd-endpoints-missing` when a Pod does not carry the annotation
 */
export async function etcdEndpoints(reader: Pick<ClusterReader, 'listObjects'>): Promise<readonly string[]> {
  const labelSelector = 'component=etcd,tier=control-plane';
  const pods = await reader.listObjects('v1', 'Pod', { namespace: 'kube-system', labelSelector });
  const byName = [...pods].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return [...new Set(byName.flatMap(urlsOf))];
}

function urlsOf({ metadata }: KubeObject): readonly string[] {
  const urls = (metadata.annotations?.[CLIENT_URLS_ANNOTATION] ?? '').split(',').map((url) => url.trim());
  const given = urls.filter((url) => url !== '');
  if (given.length > 0) return given;
  throw new KubeadmError(
    'etcd-endpoints-missing',
    `Pod kube-system/${metadata.name} does not say where its etcd is reached: it has no annotation ${CLIENT_URLS_ANNOTATION}`,
    {
      hint: `add the annotation (https://ADDRESS:2379) to /etc/kubernetes/manifests/etcd.yaml on that node: \`kubeadm-ts init phase etcd local\` writes it`,
    },
  );
}

/**
 * Access to the stacked etcd from a control plane, with the credentials that are there for health checks.
 *
 * @param certificatesDir - absolute path, usually /etc/kubernetes/pki
 */
export function localEtcdAccess(certificatesDir: string, endpoints: readonly string[]): EtcdAccess {
  const folder = posix.join(certificatesDir, 'etcd');
  const pair = posix.join(folder, 'healthcheck-client');
  return { endpoints, tls: { caFile: posix.join(folder, 'ca.crt'), certFile: `${pair}.crt`, keyFile: `${pair}.key` } };
}

/**
 * The same access, with the client URLs of all members that have started: etcd's own member list is newer than Pods.
 *
 * @throws KubeadmError `etcd-*` when no endpoint answers
 */
export async function syncedEtcdAccess(
  host: { etcd(access: EtcdAccess): Pick<EtcdView, 'members'> },
  access: EtcdAccess,
): Promise<EtcdAccess> {
  const members = await firstList(host, access);
  const urls = members.flatMap(({ clientUrls }) => clientUrls);
  return urls.length === 0 ? access : { ...access, endpoints: [...new Set(urls)] };
}

/** Pods outlive a machine that has gone for some minutes: asked one after another, each would cost a time-out. */
async function firstList(
  host: { etcd(access: EtcdAccess): Pick<EtcdView, 'members'> },
  access: EtcdAccess,
): Promise<readonly EtcdMember[]> {
  const asked = access.endpoints.map((endpoint) => host.etcd({ ...access, endpoints: [endpoint] }).members());
  try {
    return await Promise.any(asked);
  } catch {
    // all of them together know better why nobody answers
    return host.etcd(access).members();
  }
}
