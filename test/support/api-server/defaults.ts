import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { at, isRecord, listAt, textAt, type Fields } from './json.ts';

type Defaulter = (object: Fields) => Fields;

/** `defaults` underneath the value at `key`. */
function under(object: Fields, key: string, defaults: Fields): Fields {
  const value = object[key];
  return { ...object, [key]: { ...defaults, ...(isRecord(value) ? value : {}) } };
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';

const binding: Defaulter = (object) => {
  const subjects = listAt(object, 'subjects').map((subject) => {
    if (!isRecord(subject) || subject['apiGroup'] !== undefined || subject['kind'] === 'ServiceAccount') return subject;
    return { ...subject, apiGroup: RBAC_GROUP };
  });
  return { ...under(object, 'roleRef', { apiGroup: RBAC_GROUP }), ...(subjects.length === 0 ? {} : { subjects }) };
};

/** `stringData` is written into `data` and not kept. */
const secret: Defaulter = ({ stringData, ...object }) => {
  const encoded = isRecord(stringData)
    ? Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]),
      )
    : {};
  const data = { ...(isRecord(object['data']) ? object['data'] : {}), ...encoded };
  return { type: 'Opaque', ...object, ...(Object.keys(data).length === 0 ? {} : { data }) };
};

const service: Defaulter = (object) => {
  const ports = listAt(object, 'spec', 'ports').map((port) =>
    isRecord(port) ? { protocol: 'TCP', targetPort: port['port'], ...port } : port,
  );
  const spec = under(object, 'spec', { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' });
  return under({ ...spec, spec: { ...(spec['spec'] as Fields), ports } }, 'status', { loadBalancer: {} });
};

function podSpec(spec: unknown): Fields {
  const containers = listAt(spec, 'containers').map((container) =>
    isRecord(container)
      ? {
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy:
            /:[^/]+$/.test(textAt(container, 'image') ?? '') && !/:latest$/.test(textAt(container, 'image') ?? '')
              ? 'IfNotPresent'
              : 'Always',
          ...container,
        }
      : container,
  );
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...(isRecord(spec) ? spec : {}),
    containers,
  };
}

const workload =
  (defaults: Fields): Defaulter =>
  (object) => {
    const template = at(object, 'spec', 'template');
    if (!isRecord(template)) return object;
    const filled = under(object, 'spec', { ...defaults, revisionHistoryLimit: 10 });
    const spec = { ...(filled['spec'] as Fields), template: { ...template, spec: podSpec(template['spec']) } };
    return under({ ...filled, spec }, 'status', {});
  };

const DEFAULTERS: Readonly<Record<string, Defaulter>> = {
  ClusterRoleBinding: binding,
  RoleBinding: binding,
  Secret: secret,
  Service: service,
  Pod: (object) => ({ ...under(object, 'status', { phase: 'Pending' }), spec: podSpec(object['spec']) }),
  Deployment: workload({ replicas: 1, progressDeadlineSeconds: 600 }),
  DaemonSet: workload({}),
  Namespace: (object) => under(under(object, 'spec', { finalizers: ['kubernetes'] }), 'status', { phase: 'Active' }),
};

/** The object with what the API server would fill in. */
export function withDefaults(object: KubeObject): KubeObject {
  const fill = DEFAULTERS[object.kind];
  return fill === undefined ? object : (fill({ ...object }) as unknown as KubeObject);
}
