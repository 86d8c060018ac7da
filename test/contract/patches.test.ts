import { expect } from 'chai';
import type { PatchType } from '../../pkg/kube/cluster-client.ts';
import type { KubeObject, ObjectRef } from '../../pkg/kube/kube-object.ts';
import { failureOf } from './failure-of.ts';
import { contract } from './server-under-test.ts';

const NAMESPACE = 'patch-contract';

const CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

function configMap(name: string, data: Record<string, string>): KubeObject & { data: Record<string, string> } {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: NAMESPACE }, data };
}

function refTo(name: string, kind = 'ConfigMap'): ObjectRef {
  return { apiVersion: 'v1', kind, name, namespace: NAMESPACE };
}

const path = (name: string): string => `/api/v1/namespaces/${NAMESPACE}/configmaps/${name}`;

/** An object's inner value, whatever its type says. */
function inside(object: KubeObject | undefined, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

contract('Patches', (subject) => {
  before(async () => {
    await subject().admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  });

  it('of type merge change, add and remove fields', async () => {
    await subject().admin.create(configMap('merged', { keep: '1', change: '1', drop: '1' }));
    const after = await subject().admin.patch(
      refTo('merged'),
      { data: { change: '2', drop: null, add: '3' } },
      'merge',
    );
    expect(inside(after, 'data')).to.deep.equal({ keep: '1', change: '2', add: '3' });
  });

  it('of type json carry out every operation', async () => {
    await subject().admin.create(configMap('stepped', { a: '1', b: '2', f: '3' }));
    const steps = [
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'add', path: '/data/c', value: '3' },
      { op: 'replace', path: '/data/f', value: '4' },
      { op: 'copy', from: '/data/a', path: '/data/d' },
      { op: 'move', from: '/data/b', path: '/data/e' },
      { op: 'remove', path: '/data/a' },
    ];
    const after = await subject().admin.patch(refTo('stepped'), steps, 'json');
    expect(inside(after, 'data')).to.deep.equal({ c: '3', d: '1', e: '2', f: '4' });
  });

  it('of type json escape slashes in keys', async () => {
    await subject().admin.create(configMap('escaped', {}));
    await subject().admin.patch(refTo('escaped'), { metadata: { annotations: { 'example.test/a': '1' } } }, 'merge');
    const steps = [{ op: 'replace', path: '/metadata/annotations/example.test~1a', value: '2' }];
    const after = await subject().admin.patch(refTo('escaped'), steps, 'json');
    expect(after.metadata.annotations).to.deep.equal({ 'example.test/a': '2' });
  });

  it('of type json that do not fit are refused, and change nothing', async () => {
    const before = await subject().admin.create(configMap('firm', { a: '1' }));
    const steps = [
      { op: 'add', path: '/data/b', value: '2' },
      { op: 'test', path: '/data/a', value: 'other' },
    ];
    const error = await failureOf(subject().admin.patch(refTo('firm'), steps, 'json'));
    expect(error.code).to.equal('api-invalid');
    expect(error.status).to.include({ reason: 'Invalid', code: 422 });
    expect(await subject().admin.get(refTo('firm'))).to.deep.equal(before);
  });

  for (const [title, body, status] of [
    ['is not a list', { op: 'add' }, 400],
    ['has an unknown operation', [{ op: 'grow', path: '/data' }], 422],
    ['removes what is not there', [{ op: 'remove', path: '/data/none' }], 422],
    ['replaces below what is not there', [{ op: 'replace', path: '/data/none/deeper', value: '1' }], 422],
  ] as const) {
    it(`of type json are refused with ${status} when the patch ${title}`, async () => {
      await subject()
        .admin.create(configMap('refusing', { a: '1' }))
        .catch(() => undefined);
      const answer = await subject().raw({
        method: 'PATCH',
        path: path('refusing'),
        body,
        contentType: CONTENT_TYPES.json,
      });
      expect(answer.status).to.equal(status);
    });
  }

  it('of type json may replace a field that is not there, unlike RFC 6902', async () => {
    await subject().admin.create(configMap('lenient', {}));
    const steps = [{ op: 'replace', path: '/metadata/labels', value: { a: 'b' } }];
    expect((await subject().admin.patch(refTo('lenient'), steps, 'json')).metadata.labels).to.deep.equal({ a: 'b' });
  });

  it('of an unknown type are refused with 415', async () => {
    await subject().admin.create(configMap('typed', {}));
    const { status, json } = await subject().raw({
      method: 'PATCH',
      path: path('typed'),
      body: {},
      contentType: 'application/json',
    });
    expect([status, json['reason'], json['code']]).to.deep.equal([415, 'UnsupportedMediaType', 415]);
  });

  it('of a missing object are refused with 404', async () => {
    expect((await failureOf(subject().admin.patch(refTo('absent'), {}, 'merge'))).code).to.equal('not-found');
  });

  it('cannot rename', async () => {
    await subject().admin.create(configMap('stays', {}));
    const body = { metadata: { name: 'moves' } };
    const { status, json } = await subject().raw({
      method: 'PATCH',
      path: path('stays'),
      body,
      contentType: CONTENT_TYPES.merge,
    });
    expect([status, json['reason']]).to.deep.equal([400, 'BadRequest']);
  });

  it('with an old version are refused as conflicts', async () => {
    const old = await subject().admin.create(configMap('versioned', { a: '1' }));
    await subject().admin.update(configMap('versioned', { a: '2' }));
    const patch = { metadata: { resourceVersion: old.metadata.resourceVersion }, data: { a: '3' } };
    expect((await failureOf(subject().admin.patch(refTo('versioned'), patch, 'merge'))).code).to.equal('api-conflict');
  });

  it('that make an object invalid are refused with 422 and the field', async () => {
    await subject().admin.create(configMap('valid', {}));
    const patch = { metadata: { labels: { 'no good': 'x' } } };
    const error = await failureOf(subject().admin.patch(refTo('valid'), patch, 'strategic'));
    expect(error.code).to.equal('api-invalid');
    expect(error.status.details?.causes?.[0]?.field).to.equal('metadata.labels');
  });

  it('of type strategic replace the taints of a Node and merge its labels', async () => {
    const taint = (key: string) => ({ key, effect: 'NoSchedule' });
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'patched-node', labels: { old: 'yes' } },
      spec: { taints: [taint('one'), taint('two')] },
    };
    await subject().admin.create(node);
    const patch = {
      metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } },
      spec: { taints: [taint('three'), taint('one')] },
    };
    const after = await subject().admin.patch(
      { apiVersion: 'v1', kind: 'Node', name: 'patched-node' },
      patch,
      'strategic',
    );
    const keys = (inside(after, 'spec', 'taints') as { key: string }[]).map(({ key }) => key);
    expect(keys.filter((key) => !key.startsWith('node.kubernetes.io/'))).to.deep.equal(['three', 'one']);
    expect(after.metadata.labels).to.deep.include({ old: 'yes', 'node-role.kubernetes.io/control-plane': '' });
  });

  it('of the status change nothing else, and patches of the rest do not change the status', async () => {
    await subject().admin.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'status-node' } });
    const send = (path: string, body: object) =>
      subject().raw({
        method: 'PATCH',
        path: `/api/v1/nodes/status-node${path}`,
        body,
        contentType: CONTENT_TYPES.strategic,
      });
    const ready = { type: 'Ready', status: 'True' };
    const both = { spec: { unschedulable: true }, status: { conditions: [ready] } };
    const first = await send('/status', both);
    expect(first.json).to.have.nested.property('status.conditions[0].type', 'Ready');
    expect(first.json).not.to.have.nested.property('spec.unschedulable');
    const second = await send('', {
      spec: { unschedulable: true },
      status: { conditions: [{ ...ready, status: 'False' }] },
    });
    expect(second.json).to.have.nested.property('status.conditions[0].status', 'True');
    expect(second.json).to.have.nested.property('spec.unschedulable', true);
  });

  const pod = (name: string): KubeObject & { spec: object } => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      containers: [
        { name: 'one', image: 'example.test/one:1' },
        { name: 'two', image: 'example.test/two:1' },
      ],
    },
  });

  it('of type strategic merge the containers of a Pod by name', async () => {
    await subject().admin.create(pod('merged'));
    const patch = { spec: { containers: [{ name: 'two', image: 'example.test/two:2' }] } };
    const after = await subject().admin.patch(refTo('merged', 'Pod'), patch, 'strategic');
    const images = (inside(after, 'spec', 'containers') as { image: string }[]).map(({ image }) => image);
    expect(images).to.deep.equal(['example.test/one:1', 'example.test/two:2']);
  });

  it('of type merge replace the containers of a Pod, which is refused', async () => {
    await subject().admin.create(pod('replaced'));
    const patch = { spec: { containers: [{ name: 'two', image: 'example.test/two:2' }] } };
    const error = await failureOf(subject().admin.patch(refTo('replaced', 'Pod'), patch, 'merge'));
    expect(error.code).to.equal('api-invalid');
  });

  it('of type strategic add, delete and replace items of merged lists', async () => {
    const template = {
      metadata: { labels: { app: 'x' } },
      spec: {
        containers: [
          {
            name: 'one',
            image: 'example.test/one:1',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
        ],
        volumes: [{ name: 'v', emptyDir: {} }],
        tolerations: [{ key: 'one', operator: 'Exists' }],
      },
    };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'lists', namespace: NAMESPACE },
      spec: { selector: { matchLabels: { app: 'x' } }, template },
    };
    await subject().admin.create(deployment);
    const containers = [
      {
        name: 'one',
        env: [
          { name: 'A', $patch: 'delete' },
          { name: 'C', value: '3' },
        ],
      },
      { name: 'new', image: 'example.test/new:1' },
    ];
    const volumes = [{ $patch: 'replace' }, { name: 'w', emptyDir: {} }];
    const patch = {
      spec: { template: { spec: { containers, volumes, tolerations: [{ key: 'two', operator: 'Exists' }] } } },
    };
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'lists', namespace: NAMESPACE };
    const after = await subject().admin.patch(ref, patch, 'strategic');
    const spec = inside(after, 'spec', 'template', 'spec');
    const names = (list: unknown): readonly string[] => (list as { name: string }[]).map(({ name }) => name);
    const [first] = [
      ...(inside(after, 'spec', 'template', 'spec', 'containers') as { name: string; env?: unknown }[]),
    ].filter(({ name }) => name === 'one');
    expect(names((spec as { containers: unknown }).containers)).to.have.members(['one', 'new']);
    expect(names(first?.env)).to.deep.equal(['C', 'B']);
    expect(names((spec as { volumes: unknown }).volumes)).to.deep.equal(['w']);
    expect(inside(after, 'spec', 'template', 'spec', 'tolerations')).to.deep.equal([
      { key: 'two', operator: 'Exists' },
    ]);
    expect(after.metadata).to.include({ generation: 2 });
  });

  it('of type apply create, change and give up fields', async () => {
    const created = await subject().admin.patch(refTo('applied'), configMap('applied', { a: '1', b: '2' }), 'apply');
    expect(inside(created, 'data')).to.deep.equal({ a: '1', b: '2' });
    const changed = await subject().admin.patch(refTo('applied'), configMap('applied', { a: '9' }), 'apply');
    expect(inside(changed, 'data')).to.deep.equal({ a: '9' });
  });

  it('of type apply change nothing the second time', async () => {
    const first = await subject().admin.patch(refTo('steady'), configMap('steady', { a: '1' }), 'apply');
    const second = await subject().admin.patch(refTo('steady'), configMap('steady', { a: '1' }), 'apply');
    expect(second.metadata.resourceVersion).to.equal(first.metadata.resourceVersion);
  });

  it('of type apply leave the fields of others alone, and refuse to take them over unasked', async () => {
    const send = (manager: string, data: object, force = false) =>
      subject().raw({
        method: 'PATCH',
        path: `${path('shared')}?fieldManager=${manager}&force=${force}`,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared' }, data },
        contentType: CONTENT_TYPES.apply,
      });
    expect((await send('one', { a: '1' })).status).to.equal(201);
    const both = await send('two', { b: '2' });
    expect([both.status, both.json['data']]).to.deep.equal([200, { a: '1', b: '2' }]);
    const taken = await send('two', { a: '2' });
    expect([taken.status, taken.json['reason']]).to.deep.equal([409, 'Conflict']);
    expect(taken.json['details']).to.have.nested.property('causes[0].reason', 'FieldManagerConflict');
    expect(taken.json['details']).to.have.nested.property('causes[0].field', '.data.a');
    const forced = await send('two', { a: '2' }, true);
    expect([forced.status, forced.json['data']]).to.deep.equal([200, { a: '2' }]);
  });

  it('of type apply need a manager', async () => {
    const body = configMap('unmanaged', {});
    const { status } = await subject().raw({
      method: 'PATCH',
      path: path('unmanaged'),
      body,
      contentType: CONTENT_TYPES.apply,
    });
    expect(status).to.be.oneOf([400, 422]);
  });
});
