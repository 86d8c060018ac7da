import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { ClusterReader } from '../host/host.ts';
import { imageTagOf } from '../kube/image-tag.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import { compareKubernetesVersions, parseKubernetesVersion } from '../version/kubernetes-version.ts';

/** What runs where in which version. */
export interface VersionedNode {
  readonly node: string;
  readonly version: string;
}

/** Components of the control plane that run as static Pods. */
export type PlannedComponent = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd';

/** The versions of everything that is upgraded. */
export interface ClusterVersions {
  /** Each in the order of versions, then of Pods. */
  readonly components: Readonly<Record<PlannedComponent, readonly VersionedNode[]>>;
  /** In the order of versions, then of nodes. */
  readonly kubelets: readonly VersionedNode[];
  /** Tag of the DNS addon's image; empty where there is none. */
  readonly dns: string;
}

/** What of a Node tells its kubelet's version. */
interface Node extends KubeObject {
  readonly status?: { readonly nodeInfo?: { readonly kubeletVersion?: string } };
}

interface Pod extends KubeObject {
  readonly spec?: { readonly nodeName?: string; readonly containers?: readonly { readonly image?: string }[] };
}

interface Deployment extends KubeObject {
  readonly spec?: { readonly template?: Pod };
}

type Lister = Pick<ClusterReader, 'listObjects'>;

/** Read the versions of control plane, kubelets and DNS. @throws KubeadmError one of the `api-*` codes */
export async function readClusterVersions(reader: Lister): Promise<ClusterVersions> {
  const [components, kubelets, dns] = await Promise.all([
    readComponents(reader),
    readKubelets(reader),
    readDns(reader),
  ]);
  return { components, kubelets, dns };
}

/**
 * The version of each node's kubelet. A cluster has thousands of nodes, and a Node names all images that it has: only
 * name and version are kept.
 */
export async function readKubelets(reader: Lister): Promise<readonly VersionedNode[]> {
  const nodes: readonly Node[] = await reader.listObjects('v1', 'Node', { row: ofRow, keep: nameAndVersion });
  return sorted(
    nodes.map(({ metadata, status }) => ({ node: metadata.name, version: status?.nodeInfo?.kubeletVersion ?? '' })),
  );
}

/** The column is what `kubectl get nodes` shows. */
function ofRow(name: string, { Version: kubeletVersion }: Readonly<Record<string, unknown>>): Node | undefined {
  if (typeof kubeletVersion !== 'string') return undefined;
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { nodeInfo: { kubeletVersion } } };
}

function nameAndVersion({ apiVersion, kind, metadata, status }: Node): Node {
  const kubeletVersion = status?.nodeInfo?.kubeletVersion ?? '';
  return { apiVersion, kind, metadata: { name: metadata.name }, status: { nodeInfo: { kubeletVersion } } };
}

async function readComponents(reader: Lister): Promise<ClusterVersions['components']> {
  const options = { namespace: 'kube-system', labelSelector: 'tier=control-plane' };
  const pods: readonly Pod[] = await reader.listObjects('v1', 'Pod', options);
  const of = (component: PlannedComponent): readonly VersionedNode[] =>
    sorted(
      pods
        .filter(({ metadata }) => metadata.labels?.['component'] === component)
        .map((pod) => ({ node: pod.spec?.nodeName ?? '', version: versionOf(pod) })),
    );
  return {
    'kube-apiserver': of('kube-apiserver'),
    'kube-controller-manager': of('kube-controller-manager'),
    'kube-scheduler': of('kube-scheduler'),
    etcd: of('etcd'),
  };
}

/** A tag cannot hold the plus sign of build metadata: `v1.36.0_build` -> `v1.36.0+build`. */
function versionOf({ spec }: Pod): string {
  return (imageTagOf(spec?.containers?.[0]?.image ?? '') ?? '').replaceAll('_', '+');
}

async function readDns(reader: Lister): Promise<string> {
  const options = { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns' };
  const deployments: readonly Deployment[] = await reader.listObjects('apps/v1', 'Deployment', options);
  const image = deployments[0]?.spec?.template?.spec?.containers?.[0]?.image ?? '';
  return imageTagOf(image) ?? '';
}

function sorted(rows: readonly VersionedNode[]): readonly VersionedNode[] {
  return [...rows].sort((a, b) => (a.version === b.version ? 0 : a.version < b.version ? -1 : 1));
}

/**
 * The version of the cluster: the newest of its API servers.
 *
 * @returns `v1.36.2`
 * @throws KubeadmError `cluster-version-unknown`
 */
export function clusterVersion({ components }: Pick<ClusterVersions, 'components'>): string {
  const servers = components['kube-apiserver'];
  const odd = servers.find(({ version }) => parseKubernetesVersion(version) === undefined);
  if (odd !== undefined)
    throw new KubeadmError(
      'cluster-version-unknown',
      `the version of the API server on node ${odd.node} cannot be told: its image has ${odd.version === '' ? 'no tag' : `the tag ${odd.version}`}`,
      { hint: 'give its image a tag with the version in /etc/kubernetes/manifests/kube-apiserver.yaml' },
    );
  const [first, ...more] = servers.map(({ version }) => `v${version.replace(/^v/, '')}`);
  if (first !== undefined) return more.reduce((a, b) => (compareKubernetesVersions(b, a) > 0 ? b : a), first);
  throw new KubeadmError('cluster-version-unknown', 'no Pod of an API server is found in kube-system', {
    hint: 'see that the API servers run as static Pods with the labels component=kube-apiserver and tier=control-plane: kubectl -n kube-system get pods -l tier=control-plane',
  });
}

/** Different versions, in their order. */
export function distinct(rows: readonly VersionedNode[]): readonly string[] {
  return [...new Set(rows.map(({ version }) => version))];
}
