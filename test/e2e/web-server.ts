import { coreDnsImage } from '../../pkg/config/images.ts';
import { exampleConfig } from '../support/example-config.ts';

const NAME = 'web';
const PORT = 8080;
const LABELS = { app: NAME };

/**
 * A small web application, as a List for kubectl. Its image is CoreDNS, the only one on the nodes that serves HTTP
 * when asked to: `OK` at /health, and its name and platform in its log.
 */
export function webServer(): object {
  return { apiVersion: 'v1', kind: 'List', items: [settings(), deployment(), service()] };
}

function settings(): object {
  const Corefile = `.:5353 {\n    health :${PORT}\n}\n`;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: NAME }, data: { Corefile } };
}

function deployment(): object {
  const container = {
    name: NAME,
    image: coreDnsImage(exampleConfig().cluster),
    args: ['-conf', '/etc/web/Corefile'],
    ports: [{ containerPort: PORT }],
    readinessProbe: { httpGet: { path: '/health', port: PORT }, periodSeconds: 1 },
    volumeMounts: [{ name: 'settings', mountPath: '/etc/web' }],
  };
  const spec = {
    containers: [container],
    // the only node there is
    tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
    volumes: [{ name: 'settings', configMap: { name: NAME } }],
    terminationGracePeriodSeconds: 0,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME },
    spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec } },
  };
}

function service(): object {
  const ports = [{ port: 80, targetPort: PORT }];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: NAME }, spec: { selector: LABELS, ports } };
}
