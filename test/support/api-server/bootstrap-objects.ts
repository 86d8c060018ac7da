import type { KubeObject } from '../../../pkg/kube/kube-object.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const API_GROUP = 'rbac.authorization.k8s.io';

function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } };
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

function clusterRole(name: string, ...rules: readonly Rule[]): KubeObject {
  const object = { apiVersion: RBAC, kind: 'ClusterRole', metadata: { name }, rules };
  return object;
}

function binding(role: string, ...groups: readonly string[]): KubeObject {
  const object = {
    apiVersion: RBAC,
    kind: 'ClusterRoleBinding',
    metadata: { name: role },
    roleRef: { apiGroup: API_GROUP, kind: 'ClusterRole', name: role },
    subjects: groups.map((name) => ({ apiGroup: API_GROUP, kind: 'Group', name })),
  };
  return object;
}

const HEALTH = ['/healthz', '/livez', '/livez/*', '/readyz', '/readyz/*', '/version', '/version/'];
const DISCOVERY = [...HEALTH, '/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'];
const CSR = 'certificatesigningrequests';
const CSR_GROUP = 'certificates.k8s.io';

function csrApprover(kind: string): KubeObject {
  const name = `system:certificates.k8s.io:${CSR}:${kind}`;
  return clusterRole(name, { verbs: ['create'], apiGroups: [CSR_GROUP], resources: [`${CSR}/${kind}`] });
}

/** What an API server makes for itself before it answers anybody, as far as this program leans on it. */
export const BOOTSTRAP_OBJECTS: readonly KubeObject[] = [
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(namespace),
  clusterRole(
    'cluster-admin',
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ),
  binding('cluster-admin', 'system:masters'),
  clusterRole('system:public-info-viewer', { verbs: ['get'], nonResourceURLs: HEALTH }),
  binding('system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
  clusterRole('system:discovery', { verbs: ['get'], nonResourceURLs: DISCOVERY }),
  binding('system:discovery', 'system:authenticated'),
  clusterRole(
    'system:basic-user',
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ),
  binding('system:basic-user', 'system:authenticated'),
  clusterRole('system:node-bootstrapper', {
    verbs: ['create', 'get', 'list', 'watch'],
    apiGroups: [CSR_GROUP],
    resources: [CSR],
  }),
  clusterRole(
    'system:node-proxier',
    { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['endpoints', 'services', 'nodes'] },
    { verbs: ['get', 'list', 'watch'], apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  ),
  csrApprover('nodeclient'),
  csrApprover('selfnodeclient'),
];
