import type { EnvVar } from '../../pkg/config/types.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import { writeYaml, writeYamlDocuments } from '../../pkg/yaml/write-yaml.ts';
import { componentConfigAnnotations } from '../cluster/config-maps.ts';
import type { Manifest } from '../manifest.ts';
import { NODE_BOOTSTRAP_GROUP } from '../rbac/cluster-rbac.ts';
import { clusterRoleBinding, group, mayReadOne, serviceAccount, serviceAccountSubject } from '../rbac/rbac-objects.ts';
import { kubeProxyDaemonSet } from './kube-proxy-daemon-set.ts';

const NAMESPACE = 'kube-system';
const NAME = 'kube-proxy';
/** Where every Pod finds the credentials of its service account. */
const CREDENTIALS = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface KubeProxyOptions {
  /** The KubeProxyConfiguration, defaulted. */
  readonly document: JsonObject;
  /** Whether a person gave the document: then no fingerprint is put on it. */
  readonly userSupplied: boolean;
  /** URL of the API server. */
  readonly server: string;
  readonly image: string;
  /** Proxy settings of this process, for the container. */
  readonly env: readonly EnvVar[];
}

/** The objects of kube-proxy, in the order in which they are applied. */
export interface KubeProxyObjects {
  readonly configMap: Manifest;
  readonly daemonSet: Manifest;
  readonly serviceAccount: Manifest;
  readonly clusterRoleBinding: Manifest;
  readonly role: Manifest;
  readonly roleBinding: Manifest;
}

/** @returns the objects that kube-proxy consists of; `Object.values` gives them in the order of applying */
export function kubeProxyObjects(options: KubeProxyOptions): KubeProxyObjects {
  const [role, roleBinding] = mayReadOne({
    name: NAME,
    namespace: NAMESPACE,
    resource: 'configmaps',
    objectName: NAME,
    subjects: [group(NODE_BOOTSTRAP_GROUP)],
  });
  return {
    configMap: configMap(options),
    daemonSet: { ...kubeProxyDaemonSet(options), status: EMPTY_STATUS },
    serviceAccount: serviceAccount(NAME, NAMESPACE),
    clusterRoleBinding: clusterRoleBinding('kubeadm:node-proxier', 'system:node-proxier', [
      serviceAccountSubject(NAME, NAMESPACE),
    ]),
    role,
    roleBinding,
  };
}

/** The addon as text for `--print-manifest`: without fingerprint, proxy settings and what the API server fills in. */
export function kubeProxyManifest(options: Omit<KubeProxyOptions, 'env' | 'userSupplied'>): string {
  const plain = { ...options, env: [], userSupplied: true };
  const objects = kubeProxyObjects(plain);
  return writeYamlDocuments(
    [
      objects.serviceAccount,
      objects.clusterRoleBinding,
      objects.role,
      objects.roleBinding,
      objects.configMap,
      kubeProxyDaemonSet(plain),
    ],
    { keys: 'as-given' },
  );
}

const EMPTY_STATUS = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
} as const;

function configMap(options: KubeProxyOptions): Manifest {
  const data = {
    'kubeconfig.conf': withoutLastNewline(writeYaml(inClusterKubeconfig(options.server), { keys: 'as-given' })),
    'config.conf': withoutLastNewline(writeYaml(options.document)),
  };
  const annotations = componentConfigAnnotations(data, options.userSupplied);
  const metadata = { name: NAME, namespace: NAMESPACE, labels: { app: NAME }, ...annotations };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

/** How kube-proxy reaches the API server: with its service account, past the Service that it has yet to set up. */
function inClusterKubeconfig(server: string): JsonObject {
  const cluster = { 'certificate-authority': `${CREDENTIALS}/ca.crt`, server };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ cluster, name: 'default' }],
    contexts: [{ context: { cluster: 'default', namespace: 'default', user: 'default' }, name: 'default' }],
    'current-context': 'default',
    users: [{ name: 'default', user: { tokenFile: `${CREDENTIALS}/token` } }],
  };
}

function withoutLastNewline(text: string): string {
  return text.replace(/\n$/, '');
}
