import { expect } from 'chai';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { contract } from './server-under-test.ts';

const NAMESPACE = 'list-contract';
const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;

function labelled(name: string, labels: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: NAMESPACE, labels } };
}

contract('Lists', (subject) => {
  before(async () => {
    await subject().admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await subject().admin.create(labelled('a', { app: 'one', tier: 'front' }));
    await subject().admin.create(labelled('b', { app: 'one', tier: 'back' }));
    await subject().admin.create(labelled('c', { app: 'two' }));
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'token', namespace: NAMESPACE },
      type: 'example.test/token',
    };
    await subject().admin.create(secret);
    await subject().admin.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'plain', namespace: NAMESPACE },
    });
  });

  const select = async (labelSelector: string): Promise<string> => {
    const list = await subject().admin.list('v1', 'ConfigMap', { namespace: NAMESPACE, labelSelector });
    return list.map((object) => object.metadata.name).join('');
  };

  for (const [selector, names] of [
    ['', 'abc'],
    ['app=one', 'ab'],
    ['app==one,tier=back', 'b'],
    ['app!=one', 'c'],
    ['tier!=back', 'ac'],
    ['app in (one,two),tier', 'ab'],
    ['tier in (front)', 'a'],
    ['tier notin (front)', 'bc'],
    ['!tier', 'c'],
  ] as const) {
    it(`select by labels: ${selector || 'all'}`, async () => expect(await select(selector)).to.equal(names));
  }

  it('refuse a label selector that cannot be read', async () => {
    const { status, json } = await subject().raw({ path: `${path}?labelSelector=${encodeURIComponent('a in b')}` });
    expect([status, json['reason']]).to.deep.equal([400, 'BadRequest']);
  });

  it('select by name and by type of a Secret', async () => {
    const byName = await subject().admin.list('v1', 'ConfigMap', {
      namespace: NAMESPACE,
      fieldSelector: 'metadata.name=b',
    });
    expect(byName.map((object) => object.metadata.name)).to.deep.equal(['b']);
    const fieldSelector = 'type=example.test/token';
    const byType = await subject().admin.list('v1', 'Secret', { namespace: NAMESPACE, fieldSelector });
    expect(byType.map((object) => object.metadata.name)).to.deep.equal(['token']);
    const others = await subject().admin.list('v1', 'Secret', {
      namespace: NAMESPACE,
      fieldSelector: 'type!=example.test/token',
    });
    expect(others.map((object) => object.metadata.name)).to.deep.equal(['plain']);
  });

  it('refuse fields that cannot be selected by', async () => {
    const { status, json } = await subject().raw({ path: `${path}?fieldSelector=data.a%3D1` });
    expect([status, json['reason']]).to.deep.equal([400, 'BadRequest']);
  });

  it('come in pages, and the client joins them', async () => {
    const first = await subject().raw({ path: `${path}?limit=2` });
    expect(first.json['items']).to.have.length(2);
    expect(first.json['metadata']).to.include({ remainingItemCount: 1 });
    const token = (first.json['metadata'] as { continue: string }).continue;
    const second = await subject().raw({ path: `${path}?limit=2&continue=${token}` });
    expect(second.json['items']).to.have.length(1);
    expect(second.json['metadata']).not.to.have.property('continue');
    const joined = await subject().admin.list('v1', 'ConfigMap', { namespace: NAMESPACE, pageSize: 1 });
    expect(joined.map((object) => object.metadata.name)).to.deep.equal(['a', 'b', 'c']);
  });

  it('refuse a page after an unreadable token', async () => {
    const { status, json } = await subject().raw({ path: `${path}?limit=1&continue=nonsense` });
    expect([status, json['reason']]).to.deep.equal([400, 'BadRequest']);
  });

  it('have a kind of their own and items without one; the client fills it in', async () => {
    const { json } = await subject().raw({ path });
    expect(json).to.include({ kind: 'ConfigMapList', apiVersion: 'v1' });
    expect((json['items'] as object[])[0]).not.to.have.any.keys('kind', 'apiVersion');
    const [item] = await subject().admin.list('v1', 'ConfigMap', { namespace: NAMESPACE });
    expect(item).to.include({ kind: 'ConfigMap', apiVersion: 'v1' });
  });

  it('reach over all namespaces', async () => {
    const all = await subject().admin.list('v1', 'ConfigMap', { labelSelector: 'app=two' });
    expect(all.map((object) => object.metadata.namespace)).to.deep.equal([NAMESPACE]);
  });

  it('are empty for a namespace that does not exist', async () => {
    expect(await subject().admin.list('v1', 'ConfigMap', { namespace: 'nowhere' })).to.deep.equal([]);
  });

  it('are unknown for a kind that does not exist', async () => {
    const { status, text } = await subject().raw({ path: '/apis/example.test/v1/things' });
    expect([status, text]).to.deep.equal([404, '404 page not found\n']);
  });

  it('come as a table where its columns are enough, page by page', async () => {
    for (const name of ['row-1', 'row-2', 'row-3']) {
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { rows: 'yes' } } };
      await subject().admin.create({ ...node, status: { nodeInfo: { kubeletVersion: `v1.3.${name}` } } } as KubeObject);
    }
    const cells: (readonly string[])[] = [];
    const rows = await subject().admin.list('v1', 'Node', {
      labelSelector: 'rows=yes',
      pageSize: 2,
      row: (name, { Version: version }) => {
        cells.push([name, String(version)]);
        return { apiVersion: 'v1', kind: 'Node', metadata: { name } };
      },
    });
    expect(rows.map(({ metadata }) => metadata.name)).to.deep.equal(['row-1', 'row-2', 'row-3']);
    expect(cells).to.deep.equal(['row-1', 'row-2', 'row-3'].map((name) => [name, `v1.3.${name}`]));
  });

  it('come as whole objects where the table lacks a column', async () => {
    const options = { fieldSelector: 'metadata.name=row-1', row: () => undefined };
    const [node] = await subject().admin.list('v1', 'Node', options);
    expect(node?.metadata.labels).to.include({ rows: 'yes' });
  });

  it('end early where some are enough, and keep of each object only what is asked for', async () => {
    const some = await subject().admin.list('v1', 'ConfigMap', { namespace: NAMESPACE, atMost: 1 });
    expect(some.map(({ metadata }) => metadata.name)).to.deep.equal(['a']);
    const keep = ({ apiVersion, kind, metadata: { name } }: KubeObject) => ({ apiVersion, kind, metadata: { name } });
    const kept = await subject().admin.list('v1', 'ConfigMap', {
      namespace: NAMESPACE,
      labelSelector: 'app=two',
      keep,
    });
    expect(kept).to.deep.equal([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }]);
  });
});
