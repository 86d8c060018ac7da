import { expect } from 'chai';
import { contract, type Subject } from './server-under-test.ts';

const NAMESPACE = 'watch-contract';
const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;

interface WatchEvent {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string; readonly resourceVersion: string } };
}

function configMap(name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: NAMESPACE, labels }, data };
}

async function versionNow({ raw }: Subject): Promise<string> {
  const { json } = await raw({ path });
  return (json['metadata'] as { resourceVersion: string }).resourceVersion;
}

async function watch({ raw }: Subject, query: string, lines: number): Promise<readonly string[]> {
  const { text } = await raw({ path: `${path}?watch=true&timeoutSeconds=5&${query}`, lines });
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WatchEvent);
  return events.map(({ type, object }) => `${type} ${object.metadata.name}`);
}

contract('Watches', (subject) => {
  before(async () => {
    await subject().admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  });

  it('tell of what happened after a version, in order', async () => {
    const from = await versionNow(subject());
    await subject().admin.create(configMap('first'));
    await subject().admin.update(configMap('first', { a: '1' }));
    await subject().admin.delete({ apiVersion: 'v1', kind: 'ConfigMap', name: 'first', namespace: NAMESPACE });
    const events = await watch(subject(), `resourceVersion=${from}`, 3);
    expect(events).to.deep.equal(['ADDED first', 'MODIFIED first', 'DELETED first']);
  });

  it('tell of what happens while they last', async () => {
    const from = await versionNow(subject());
    const events = watch(subject(), `resourceVersion=${from}`, 1);
    await subject().admin.create(configMap('live'));
    expect(await events).to.deep.equal(['ADDED live']);
  });

  it('begin with what stands when no version is given', async () => {
    await subject().admin.create(configMap('standing', {}, { standing: 'yes' }));
    expect(await watch(subject(), 'labelSelector=standing%3Dyes', 1)).to.deep.equal(['ADDED standing']);
  });

  it('show objects come and go as their labels change', async () => {
    const from = await versionNow(subject());
    await subject().admin.create(configMap('mover'));
    await subject().admin.update(configMap('mover', {}, { chosen: 'yes' }));
    await subject().admin.update(configMap('mover', { a: '1' }, { chosen: 'yes' }));
    await subject().admin.update(configMap('mover'));
    const events = await watch(subject(), `resourceVersion=${from}&labelSelector=chosen%3Dyes`, 3);
    expect(events).to.deep.equal(['ADDED mover', 'MODIFIED mover', 'DELETED mover']);
  });

  it('end when their time is up', async () => {
    const from = await versionNow(subject());
    const { status, text } = await subject().raw({ path: `${path}?watch=1&timeoutSeconds=1&resourceVersion=${from}` });
    expect([status, text]).to.deep.equal([200, '']);
  });
});
