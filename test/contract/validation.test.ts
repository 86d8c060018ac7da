import { expect } from 'chai';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { failureOf } from './failure-of.ts';
import { contract } from './server-under-test.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const NAMESPACE = 'kube-public';

function object(apiVersion: string, kind: string, name: string, content: object = {}, namespaced = true): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespaced ? { namespace: NAMESPACE } : {}) }, ...content };
}

const template = {
  metadata: { labels: { app: 'x' } },
  spec: { containers: [{ name: 'one', image: 'example.test/one:1' }] },
};
const selector = { matchLabels: { app: 'x' } };

/** Objects that must be refused, and the field to blame. */
const INVALID: readonly (readonly [title: string, object: KubeObject, field: string])[] = [
  ['a name with capitals', object('v1', 'ConfigMap', 'Capital'), 'metadata.name'],
  ['a name that ends in a dash', object('v1', 'Secret', 'dash-'), 'metadata.name'],
  ['a namespace with a dot', object('v1', 'Namespace', 'a.b', {}, false), 'metadata.name'],
  ['an RBAC name with a slash', object(RBAC, 'ClusterRole', 'a%b', { rules: [] }, false), 'metadata.name'],
  ['a key of data with a space', object('v1', 'ConfigMap', 'keys', { data: { 'a b': '1' } }), 'data[a b]'],
  [
    'a binding to nothing',
    object(RBAC, 'ClusterRoleBinding', 'loose', { roleRef: { kind: 'ClusterRole', name: '' } }, false),
    'roleRef.name',
  ],
  [
    'a binding to an unknown kind',
    object(RBAC, 'RoleBinding', 'loose', { roleRef: { kind: 'Thing', name: 'x' } }),
    'roleRef.kind',
  ],
  [
    'a binding with an unknown kind of subject',
    object(RBAC, 'RoleBinding', 'loose', {
      roleRef: { kind: 'Role', name: 'x' },
      subjects: [{ kind: 'Thing', name: 'y' }],
    }),
    'subjects[0].kind',
  ],
  [
    'a rule without verbs',
    object(RBAC, 'Role', 'mute', { rules: [{ apiGroups: [''], resources: ['pods'] }] }),
    'rules[0].verbs',
  ],
  ['a Pod without containers', object('v1', 'Pod', 'empty', { spec: { containers: [] } }), 'spec.containers'],
  [
    'a container without a name',
    object('v1', 'Pod', 'nameless', { spec: { containers: [{ image: 'x' }] } }),
    'spec.containers[0].name',
  ],
  ['a Deployment without a selector', object('apps/v1', 'Deployment', 'lost', { spec: { template } }), 'spec.selector'],
  [
    'a DaemonSet that does not select its own Pods',
    object('apps/v1', 'DaemonSet', 'stray', { spec: { selector: { matchLabels: { app: 'y' } }, template } }),
    'spec.template.metadata.labels',
  ],
  ['a Service without ports', object('v1', 'Service', 'portless', { spec: { selector: { app: 'x' } } }), 'spec.ports'],
  [
    'a Service with an impossible port',
    object('v1', 'Service', 'far', { spec: { ports: [{ port: 70000 }] } }),
    'spec.ports[0].port',
  ],
  [
    'a Service with a foreign address',
    object('v1', 'Service', 'foreign', { spec: { clusterIP: '192.0.2.1', ports: [{ port: 80 }] } }),
    'spec.clusterIPs',
  ],
  [
    'a Service with a taken address',
    object('v1', 'Service', 'taken', { spec: { clusterIP: '10.96.0.1', ports: [{ port: 80 }] } }),
    'spec.clusterIPs',
  ],
];

contract('Validation', (subject) => {
  for (const [title, wrong, field] of INVALID) {
    it(`refuses ${title} with 422 and the field`, async () => {
      const error = await failureOf(subject().admin.create(wrong));
      expect(error.code).to.equal('api-invalid');
      expect(error.status).to.include({ kind: 'Status', status: 'Failure', reason: 'Invalid', code: 422 });
      expect(error.status.details).to.deep.include({ name: wrong.metadata.name, kind: wrong.kind });
      expect(error.status.details?.causes?.map((cause) => cause.field)).to.include(field);
      expect(error.message).to.contain(field);
    });
  }

  it('refuses a name that is missing', async () => {
    const { status, json } = await subject().raw({
      method: 'POST',
      path: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
      body: { metadata: {} },
    });
    expect([status, json['reason']]).to.deep.equal([422, 'Invalid']);
    expect(json['details']).to.have.nested.property('causes[0].field', 'metadata.name');
  });

  it('refuses to change the role of a binding', async () => {
    const bound = (name: string) =>
      object(RBAC, 'ClusterRoleBinding', 'fixed', { roleRef: { kind: 'ClusterRole', name } }, false);
    await subject().admin.create(bound('view'));
    const error = await failureOf(subject().admin.update(bound('edit')));
    expect(error.status.details?.causes?.[0]).to.include({ reason: 'FieldValueInvalid', field: 'roleRef' });
  });

  it('refuses to change the type of a Secret, and says nothing of its content', async () => {
    const secret = (type: string) => object('v1', 'Secret', 'typed', { type, stringData: { password: 'very-secret' } });
    await subject().admin.create(secret('example.test/a'));
    const error = await failureOf(subject().admin.update(secret('example.test/b')));
    expect(error.message).to.contain('type').and.not.contain('very-secret').and.not.contain('example.test');
  });

  it('keeps the address of a Service when an update does not name it', async () => {
    const service = object('v1', 'Service', 'kept', { spec: { ports: [{ port: 80 }] } });
    const created: object = await subject().admin.create(service);
    const more = object('v1', 'Service', 'kept', { spec: { ports: [{ port: 81 }] } });
    const updated: object = await subject().admin.update(more);
    expect(created)
      .to.have.nested.property('spec.clusterIP')
      .that.matches(/^10\.(9[6-9]|10\d|11[01])\./);
    expect(updated).to.have.nested.property(
      'spec.clusterIP',
      (created as { spec: { clusterIP: string } }).spec.clusterIP,
    );
    expect(updated).to.have.nested.property('spec.ports[0].targetPort', 81);
  });

  it('takes a Service with the address it asks for', async () => {
    const created: object = await subject().admin.create(
      object('v1', 'Service', 'dns', { spec: { clusterIP: '10.96.0.10', ports: [{ port: 53 }] } }),
    );
    expect(created).to.have.nested.property('spec.clusterIPs').that.deep.equals(['10.96.0.10']);
  });

  it('fills in what was left out', async () => {
    const secret: object = await subject().admin.create(object('v1', 'Secret', 'filled', { stringData: { a: 'b' } }));
    expect(secret)
      .to.deep.include({ type: 'Opaque', data: { a: 'Yg==' } })
      .and.not.have.property('stringData');
    const subjects = [
      { kind: 'Group', name: 'g' },
      { kind: 'ServiceAccount', name: 's', namespace: NAMESPACE },
    ];
    const binding: object = await subject().admin.create(
      object(RBAC, 'RoleBinding', 'filled', { roleRef: { kind: 'Role', name: 'r' }, subjects }),
    );
    expect(binding).to.have.nested.property('roleRef.apiGroup', 'rbac.authorization.k8s.io');
    expect(binding).to.have.nested.property('subjects[0].apiGroup', 'rbac.authorization.k8s.io');
    expect(binding).to.not.have.nested.property('subjects[1].apiGroup');
    const deployment: object = await subject().admin.create(
      object('apps/v1', 'Deployment', 'filled', { spec: { selector, template } }),
    );
    expect(deployment).to.have.nested.property('spec.replicas', 1);
    expect(deployment).to.have.nested.property('spec.template.spec.restartPolicy', 'Always');
  });

  for (const [title, body] of [
    ['is not JSON', '{'],
    ['is of another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }],
    ['is of another version', { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'x' } }],
    ['is for another namespace', { metadata: { name: 'x', namespace: 'kube-system' } }],
    ['has numbers where text belongs', { metadata: { name: 'x' }, data: { a: 1 } }],
  ] as const) {
    it(`refuses a body that ${title} with 400`, async () => {
      const { status, json } = await subject().raw({
        method: 'POST',
        path: `/api/v1/namespaces/${NAMESPACE}/configmaps`,
        body,
      });
      expect([status, json['reason'], json['code']]).to.deep.equal([400, 'BadRequest', 400]);
    });
  }

  it('refuses a body of an unknown type with 415', async () => {
    const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
    const { status, json } = await subject().raw({ method: 'POST', path, body: 'x', contentType: 'text/plain' });
    expect([status, json['reason']]).to.deep.equal([415, 'UnsupportedMediaType']);
  });

  it('takes YAML too', async () => {
    const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
    const body = 'metadata:\n  name: from-yaml\ndata:\n  a: "1"\n';
    const { status, json } = await subject().raw({ method: 'POST', path, body, contentType: 'application/yaml' });
    expect([status, json['data']]).to.deep.equal([201, { a: '1' }]);
  });

  it('refuses methods that a path does not have', async () => {
    for (const [method, path] of [
      ['POST', '/api/v1/configmaps'],
      ['PUT', '/api/v1/nodes'],
      ['POST', '/api/v1/nodes/x'],
    ] as const) {
      const { status, json } = await subject().raw({ method, path, body: { metadata: { name: 'x' } } });
      expect([method, status, json['reason']]).to.deep.equal([method, 405, 'MethodNotAllowed']);
    }
  });
});
