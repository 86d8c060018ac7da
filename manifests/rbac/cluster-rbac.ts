import type { Manifest } from '../manifest.ts';
import { clusterRole, clusterRoleBinding, group, mayReadOne, user } from './rbac-objects.ts';

/** The group that bootstrap tokens put a joining node into. */
export const NODE_BOOTSTRAP_GROUP = 'system:bootstrappers:kubeadm:default-node-token';
/** The group of every node that has joined. */
export const NODES_GROUP = 'system:nodes';
/** The group of admin.conf. */
export const CLUSTER_ADMINS_GROUP = 'kubeadm:cluster-admins';

const SYSTEM = 'kube-system';
const PUBLIC = 'kube-public';
const CSR_ROLES = 'system:certificates.k8s.io:certificatesigningrequests';

/** Makes the group of admin.conf administrators of the cluster. */
export function clusterAdminsBinding(): Manifest {
  return clusterRoleBinding('kubeadm:cluster-admins', 'cluster-admin', [group(CLUSTER_ADMINS_GROUP)]);
}

/** Joining and joined nodes read the cluster's configuration: a Role, then its RoleBinding. */
export function kubeadmConfigRbac(): readonly Manifest[] {
  return mayReadOne({
    name: 'kubeadm:nodes-kubeadm-config',
    namespace: SYSTEM,
    resource: 'configmaps',
    objectName: 'kubeadm-config',
    subjects: [group(NODE_BOOTSTRAP_GROUP), group(NODES_GROUP)],
  });
}

/** Joining and joined nodes read the kubelet's configuration: a Role, then its RoleBinding. */
export function kubeletConfigRbac(): readonly Manifest[] {
  return mayReadOne({
    name: 'kubeadm:kubelet-config',
    namespace: SYSTEM,
    resource: 'configmaps',
    objectName: 'kubelet-config',
    subjects: [group(NODES_GROUP), group(NODE_BOOTSTRAP_GROUP)],
  });
}

/** Joining nodes read the uploaded certificates: a Role, then its RoleBinding. */
export function kubeadmCertsRbac(): readonly Manifest[] {
  return mayReadOne({
    name: 'kubeadm:kubeadm-certs',
    namespace: SYSTEM,
    resource: 'secrets',
    objectName: 'kubeadm-certs',
    subjects: [group(NODE_BOOTSTRAP_GROUP)],
  });
}

/** Anybody reads the cluster's address and CA before joining: a Role, then its RoleBinding. */
export function clusterInfoRbac(): readonly Manifest[] {
  return mayReadOne({
    name: 'kubeadm:bootstrap-signer-clusterinfo',
    namespace: PUBLIC,
    resource: 'configmaps',
    objectName: 'cluster-info',
    subjects: [user('system:anonymous')],
  });
}

/**
 * What a node needs to join with a bootstrap token, in the order in which it is applied: see its own Node, ask for a
 * certificate, have it approved, have its successors approved; and the API server's right to talk to kubelets.
 */
export function bootstrapTokenRbac(): readonly Manifest[] {
  const joining = [group(NODE_BOOTSTRAP_GROUP)];
  return [
    clusterRole('kubeadm:get-nodes', [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }]),
    clusterRoleBinding('kubeadm:get-nodes', 'kubeadm:get-nodes', joining),
    clusterRoleBinding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', joining),
    clusterRoleBinding('kubeadm:node-autoapprove-bootstrap', `${CSR_ROLES}:nodeclient`, joining),
    clusterRoleBinding('kubeadm:node-autoapprove-certificate-rotation', `${CSR_ROLES}:selfnodeclient`, [
      group(NODES_GROUP),
    ]),
    clusterRoleBinding('kubeadm:apiserver-kubelet-client', 'system:kubelet-api-admin', [
      user('kube-apiserver-kubelet-client'),
    ]),
  ];
}
