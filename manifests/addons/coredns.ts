import { writeYamlDocuments } from '../../pkg/yaml/write-yaml.ts';
import type { Manifest } from '../manifest.ts';
import { clusterRole, clusterRoleBinding, serviceAccount, serviceAccountSubject } from '../rbac/rbac-objects.ts';
import { corednsDeployment, DNS_LABELS } from './coredns-deployment.ts';
import { corefile } from './corefile.ts';

export { DNS_LABELS };

const NAMESPACE = 'kube-system';

export interface CorednsOptions {
  readonly dnsDomain: string;
  /** Address of the Service: the 10th of the first service CIDR. */
  readonly clusterIP: string;
  readonly image: string;
  /** Pods; what a Deployment that already stands there has, else 2. */
  readonly replicas: number;
}

/** The objects of the DNS addon, in the order in which they are applied. */
export interface CorednsObjects {
  readonly configMap: Manifest;
  readonly clusterRole: Manifest;
  readonly clusterRoleBinding: Manifest;
  readonly serviceAccount: Manifest;
  readonly deployment: Manifest;
  readonly service: Manifest;
}

/** @returns the objects that CoreDNS consists of; `Object.values` gives them in the order of applying */
export function corednsObjects(options: CorednsOptions): CorednsObjects {
  const subject = serviceAccountSubject('coredns', NAMESPACE);
  return {
    configMap: configMap(options),
    clusterRole: clusterRole('system:coredns', [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ]),
    clusterRoleBinding: clusterRoleBinding('system:coredns', 'system:coredns', [subject]),
    serviceAccount: serviceAccount('coredns', NAMESPACE),
    deployment: { ...corednsDeployment(options), status: {} },
    service: { ...service(options), status: { loadBalancer: {} } },
  };
}

/** The addon as text for `--print-manifest`, without what only the API server fills in. */
export function corednsManifest(options: CorednsOptions): string {
  const objects = corednsObjects(options);
  return writeYamlDocuments(
    [
      corednsDeployment(options),
      objects.configMap,
      service(options),
      objects.clusterRole,
      objects.clusterRoleBinding,
      objects.serviceAccount,
    ],
    { keys: 'as-given' },
  );
}

function configMap({ dnsDomain }: CorednsOptions): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: NAMESPACE },
    data: { Corefile: corefile(dnsDomain) },
  };
}

function service({ clusterIP }: CorednsOptions): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: NAMESPACE,
      labels: { ...DNS_LABELS, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      // An update without a version would be refused; "0" says that any version may be replaced.
      resourceVersion: '0',
    },
    spec: {
      clusterIP,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
      selector: DNS_LABELS,
    },
  };
}
