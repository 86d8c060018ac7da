import type { ObjectRef } from './kube-object.ts';

/** Where objects of one kind live in the API. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural, lower-case name in paths: `clusterrolebindings`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

const RBAC = 'rbac.authorization.k8s.io/v1';

/** `[apiVersion, kind, plural, namespaced]` of the kinds that this program meets: no discovery round trip for these. */
const ROWS: readonly (readonly [string, string, string, boolean])[] = [
  ['v1', 'ConfigMap', 'configmaps', true],
  ['v1', 'Endpoints', 'endpoints', true],
  ['v1', 'Event', 'events', true],
  ['v1', 'Namespace', 'namespaces', false],
  ['v1', 'Node', 'nodes', false],
  ['v1', 'Pod', 'pods', true],
  ['v1', 'Secret', 'secrets', true],
  ['v1', 'Service', 'services', true],
  ['v1', 'ServiceAccount', 'serviceaccounts', true],
  ['apps/v1', 'DaemonSet', 'daemonsets', true],
  ['apps/v1', 'Deployment', 'deployments', true],
  ['apps/v1', 'ReplicaSet', 'replicasets', true],
  ['apps/v1', 'StatefulSet', 'statefulsets', true],
  ['authentication.k8s.io/v1', 'SelfSubjectReview', 'selfsubjectreviews', false],
  ['authorization.k8s.io/v1', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', false],
  ['batch/v1', 'Job', 'jobs', true],
  ['certificates.k8s.io/v1', 'CertificateSigningRequest', 'certificatesigningrequests', false],
  ['coordination.k8s.io/v1', 'Lease', 'leases', true],
  ['discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', true],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', true],
  [RBAC, 'ClusterRole', 'clusterroles', false],
  [RBAC, 'ClusterRoleBinding', 'clusterrolebindings', false],
  [RBAC, 'Role', 'roles', true],
  [RBAC, 'RoleBinding', 'rolebindings', true],
];

/** Every kind of the table. */
export const KNOWN_RESOURCES: readonly Resource[] = ROWS.map(([apiVersion, kind, plural, namespaced]) => ({
  apiVersion,
  kind,
  plural,
  namespaced,
}));

/**
 * The table's row of a kind; `undefined` for kinds that only API discovery can tell of.
 *
 * @param apiVersion - `v1` or `group/version`
 * @param kind - as in manifests: `ConfigMap`
 */
export function knownResource(apiVersion: string, kind: string): Resource | undefined {
  return KNOWN_RESOURCES.find((row) => row.apiVersion === apiVersion && row.kind === kind);
}

/** The root of a group and version: `/api/v1`, or `/apis/group/version`. */
export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/**
 * The path of a collection.
 *
 * @param resource - the kind's row
 * @param namespace - absent for cluster-scoped kinds, and to list all namespaces
 */
export function collectionPath(resource: Resource, namespace?: string): string {
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${groupVersionPath(resource.apiVersion)}${scope}/${resource.plural}`;
}

/** The path of one object. */
export function objectPath(resource: Resource, ref: Pick<ObjectRef, 'name' | 'namespace'>): string {
  return `${collectionPath(resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}
