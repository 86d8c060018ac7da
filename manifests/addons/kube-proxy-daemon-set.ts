import type { EnvVar } from '../../pkg/config/types.ts';
import type { Manifest } from '../manifest.ts';

const NAME = 'kube-proxy';
const LABELS = { 'k8s-app': NAME } as const;

interface Options {
  readonly image: string;
  /** Variables for the container, besides the name of its node. */
  readonly env: readonly EnvVar[];
}

/** kube-proxy on every node, whatever its taints. */
export function kubeProxyDaemonSet(options: Options): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: NAME, namespace: 'kube-system', labels: LABELS },
    spec: {
      selector: { matchLabels: LABELS },
      updateStrategy: { type: 'RollingUpdate' },
      template: { metadata: { labels: LABELS }, spec: podSpec(options) },
    },
  };
}

function podSpec(options: Options) {
  return {
    priorityClassName: 'system-node-critical',
    containers: [container(options)],
    hostNetwork: true,
    serviceAccountName: NAME,
    volumes: [
      { name: NAME, configMap: { name: NAME } },
      { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
      { name: 'lib-modules', hostPath: { path: '/lib/modules' } },
    ],
    tolerations: [{ operator: 'Exists' }],
    nodeSelector: { 'kubernetes.io/os': 'linux' },
  };
}

function container({ image, env }: Options) {
  return {
    name: NAME,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: [
      '/usr/local/bin/kube-proxy',
      '--config=/var/lib/kube-proxy/config.conf',
      '--hostname-override=$(NODE_NAME)',
    ],
    securityContext: { privileged: true },
    resources: {},
    volumeMounts: [
      { mountPath: '/var/lib/kube-proxy', name: NAME },
      { mountPath: '/run/xtables.lock', name: 'xtables-lock' },
      { mountPath: '/lib/modules', name: 'lib-modules', readOnly: true },
    ],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }, ...env],
  };
}
