import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import type { Manifest } from '../manifest.ts';

const API_GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${API_GROUP}/v1`;

/** What may be done to which resources. */
export interface Rule extends JsonObject {
  readonly apiGroups: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Who gets the rights of a role. */
export interface Subject extends JsonObject {
  readonly kind: 'Group' | 'User' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}

export function group(name: string): Subject {
  return { kind: 'Group', name };
}

export function user(name: string): Subject {
  return { kind: 'User', name };
}

export function serviceAccountSubject(name: string, namespace: string): Subject {
  return { kind: 'ServiceAccount', name, namespace };
}

export function serviceAccount(name: string, namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

export function clusterRole(name: string, rules: readonly Rule[]): Manifest {
  return { apiVersion: API_VERSION, kind: 'ClusterRole', metadata: { name }, rules };
}

/** Give a ClusterRole to somebody, in the whole cluster. */
export function clusterRoleBinding(name: string, roleName: string, subjects: readonly Subject[]): Manifest {
  const roleRef = { apiGroup: API_GROUP, kind: 'ClusterRole', name: roleName };
  return { apiVersion: API_VERSION, kind: 'ClusterRoleBinding', metadata: { name }, roleRef, subjects };
}

/** The right to read one object of the core group, and who gets it: a Role and the RoleBinding of the same name. */
export interface ReadOneObject {
  readonly name: string;
  readonly namespace: string;
  readonly resource: 'configmaps' | 'secrets';
  readonly objectName: string;
  readonly subjects: readonly Subject[];
}

/** @returns the Role, then its RoleBinding */
export function mayReadOne(right: ReadOneObject): readonly [role: Manifest, binding: Manifest] {
  const { name, namespace, subjects } = right;
  const rules: readonly Rule[] = [
    { apiGroups: [''], resourceNames: [right.objectName], resources: [right.resource], verbs: ['get'] },
  ];
  const roleRef = { apiGroup: API_GROUP, kind: 'Role', name };
  return [
    { apiVersion: API_VERSION, kind: 'Role', metadata: { name, namespace }, rules },
    { apiVersion: API_VERSION, kind: 'RoleBinding', metadata: { name, namespace }, roleRef, subjects },
  ];
}
