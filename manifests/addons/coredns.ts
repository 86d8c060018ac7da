import { writeYamlDocuments } from '../../pkg/yaml/write-yaml.ts';
import type { Manifest } from '../manifest.ts';
import { clusterRole, clusterRoleBinding, serviceAccount, serviceAccountSubject } from '../rbac/rbac-objects.ts';
import { corefile } from './corefile.ts';

const NAMESPACE = 'kube-system';
/** The label by which the cluster's DNS is found, whatever serves it. */
export const DNS_LABELS = { 'k8s-app': 'kube-dns' } as const;

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
    deployment: { ...deployment(options), status: {} },
    service: { ...service(options), status: { loadBalancer: {} } },
  };
}

/** The addon as text for `--print-manifest`, without what only the API server fills in. */
export function corednsManifest(options: CorednsOptions): string {
  const objects = corednsObjects(options);
  return writeYamlDocuments(
    [
      deployment(options),
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

function deployment(options: CorednsOptions): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: NAMESPACE, labels: DNS_LABELS },
    spec: {
      replicas: options.replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      selector: { matchLabels: DNS_LABELS },
      template: { metadata: { labels: DNS_LABELS }, spec: podSpec(options.image) },
    },
  };
}

function podSpec(image: string) {
  const spread = {
    labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
    topologyKey: 'kubernetes.io/hostname',
  };
  const anti = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: spread }] };
  return {
    priorityClassName: 'system-cluster-critical',
    serviceAccountName: 'coredns',
    affinity: { podAntiAffinity: anti },
    tolerations: [
      { key: 'CriticalAddonsOnly', operator: 'Exists' },
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ],
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    containers: [container(image)],
    dnsPolicy: 'Default',
    volumes: [
      { name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
    ],
  };
}

function container(image: string) {
  return {
    name: 'coredns',
    image,
    imagePullPolicy: 'IfNotPresent',
    resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
    args: ['-conf', '/etc/coredns/Corefile'],
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
    ports: [
      { containerPort: 53, name: 'dns', protocol: 'UDP' },
      { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
      { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
      { containerPort: 8080, name: 'liveness-probe', protocol: 'TCP' },
      { containerPort: 8181, name: 'readiness-probe', protocol: 'TCP' },
    ],
    livenessProbe: {
      httpGet: { path: '/health', port: 'liveness-probe', scheme: 'HTTP' },
      ...{ initialDelaySeconds: 60, timeoutSeconds: 5, successThreshold: 1, failureThreshold: 5 },
    },
    readinessProbe: { httpGet: { path: '/ready', port: 'readiness-probe', scheme: 'HTTP' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
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
