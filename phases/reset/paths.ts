import { MANIFESTS_DIRECTORY } from '../write-static-pod.ts';

export const KUBERNETES_DIRECTORY = '/etc/kubernetes';
export const ETCD_MANIFEST = `${MANIFESTS_DIRECTORY}/etcd.yaml`;
export const API_SERVER_MANIFEST = `${MANIFESTS_DIRECTORY}/kube-apiserver.yaml`;
export const DEFAULT_ETCD_DATA_DIR = '/var/lib/etcd';
export const DEFAULT_CERTIFICATES_DIR = `${KUBERNETES_DIRECTORY}/pki`;

/** Kubeconfigs that `init` and `join` make. */
export const KUBECONFIG_FILES = [
  'admin.conf',
  'super-admin.conf',
  'kubelet.conf',
  'bootstrap-kubelet.conf',
  'controller-manager.conf',
  'scheduler.conf',
] as const;
