import { expect } from 'chai';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { failureOf } from './failure-of.ts';
import { contract } from './server-under-test.ts';

const NAMESPACE = 'kube-public';

function configMap(
  name: string,
  data: Record<string, string> = {},
  labels?: Record<string, string>,
): KubeObject & { data: Record<string, string> } {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: NAMESPACE, ...(labels && { labels }) },
    data,
  };
}

const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;

contract('Objects', (subject) => {
  it('are created with a uid, a version and a time of birth, and read back', async () => {
    const created = await subject().admin.create(configMap('made', { a: '1' }));
    expect(created).to.deep.include({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } });
    expect(created.metadata.uid).to.match(/^[0-9a-f-]{36}$/);
    expect(created.metadata.resourceVersion).to.match(/^\d+$/);
    expect(created.metadata)
      .to.have.property('creationTimestamp')
      .that.matches(/^\d{4}-.*Z$/);
    const read = await subject().admin.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'made', namespace: NAMESPACE });
    expect(read).to.deep.equal(created);
  });

  it('get names from generateName', async () => {
    const { status, json } = await subject().raw({
      method: 'POST',
      path,
      body: { metadata: { generateName: 'gen-' } },
    });
    expect(status).to.equal(201);
    expect(json['metadata'])
      .to.have.property('name')
      .that.matches(/^gen-[a-z0-9]{5}$/);
    expect(json).to.include({ kind: 'ConfigMap', apiVersion: 'v1' });
  });

  it('are absent rather than an error when there is no such object', async () => {
    const found = await subject().admin.get({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'nobody',
      namespace: NAMESPACE,
    });
    expect(found).to.equal(undefined);
  });

  it('that exist already cannot be created again', async () => {
    await subject().admin.create(configMap('twice'));
    const error = await failureOf(subject().admin.create(configMap('twice')));
    expect(error.code).to.equal('api-already-exists');
    expect(error.status).to.deep.include({ status: 'Failure', reason: 'AlreadyExists', code: 409 });
    expect(error.status.details).to.deep.equal({ name: 'twice', kind: 'configmaps' });
    expect(error.status.message).to.equal('configmaps "twice" already exists');
  });

  it('that exist already are told before their content is looked at', async () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'again' },
      rules: [],
    };
    await subject().admin.create(role);
    const error = await failureOf(subject().admin.create(role));
    expect(error.status.details).to.deep.equal({
      name: 'again',
      group: 'rbac.authorization.k8s.io',
      kind: 'clusterroles',
    });
  });

  it('cannot be created in a namespace that does not exist', async () => {
    const body = { metadata: { name: 'lost' } };
    const { status, json } = await subject().raw({
      method: 'POST',
      path: '/api/v1/namespaces/nowhere/configmaps',
      body,
    });
    expect(status).to.equal(404);
    expect(json).to.deep.include({
      kind: 'Status',
      reason: 'NotFound',
      code: 404,
      message: 'namespaces "nowhere" not found',
    });
    expect(json['details']).to.deep.equal({ name: 'nowhere', kind: 'namespaces' });
    const error = await failureOf(
      subject().admin.create({ ...configMap('lost'), metadata: { name: 'lost', namespace: 'nowhere' } }),
    );
    expect(error.code).to.equal('not-found');
    expect(error.message).to.contain('nowhere');
  });

  it('with a version cannot be created', async () => {
    const body = { metadata: { name: 'versioned', resourceVersion: '1' } };
    const { status, json } = await subject().raw({ method: 'POST', path, body });
    expect([status, json['code']]).to.deep.equal([500, 500]);
  });

  it('are replaced by an update, which makes a new version', async () => {
    const created = await subject().admin.create(configMap('replaced', { a: '1' }, { gone: 'yes' }));
    const updated = await subject().admin.update(configMap('replaced', { b: '2' }));
    expect(updated).to.deep.include({ data: { b: '2' } });
    expect(updated.metadata).not.to.have.property('labels');
    expect(updated.metadata.uid).to.equal(created.metadata.uid);
    expect(Number(updated.metadata.resourceVersion)).to.be.above(Number(created.metadata.resourceVersion));
  });

  it('keep their version when an update changes nothing', async () => {
    const created = await subject().admin.create(configMap('unchanged', { a: '1' }));
    const updated = await subject().admin.update(configMap('unchanged', { a: '1' }));
    expect(updated.metadata.resourceVersion).to.equal(created.metadata.resourceVersion);
  });

  it('cannot be updated from an old version', async () => {
    const old = await subject().admin.create(configMap('raced', { a: '1' }));
    await subject().admin.update(configMap('raced', { a: '2' }));
    const error = await failureOf(
      subject().admin.update({ ...old, metadata: { ...old.metadata, labels: { late: 'yes' } } }),
    );
    expect(error.code).to.equal('api-conflict');
    expect(error.status).to.deep.include({ reason: 'Conflict', code: 409 });
    expect(error.status.details).to.deep.equal({ name: 'raced', kind: 'configmaps' });
    expect(error.status.message).to.match(/^Operation cannot be fulfilled on configmaps "raced": /);
  });

  it('are all updated when many update one at the same time', async () => {
    await subject().admin.create(configMap('busy', { a: '0' }));
    const updates = ['1', '2', '3'].map((a) => subject().admin.update(configMap('busy', { a })));
    const versions = (await Promise.all(updates)).map((object) => object.metadata.resourceVersion);
    expect(new Set(versions).size).to.equal(3);
  });

  it('cannot be updated when they do not exist, or under another name', async () => {
    expect((await failureOf(subject().admin.update(configMap('never')))).code).to.equal('not-found');
    const { status, json } = await subject().raw({ method: 'PUT', path: `${path}/one`, body: configMap('other') });
    expect([status, json['reason']]).to.deep.equal([400, 'BadRequest']);
    const put = await subject().raw({ method: 'PUT', path: `${path}/absent`, body: configMap('absent') });
    expect([put.status, put.json['reason']]).to.deep.equal([404, 'NotFound']);
  });

  it('of another uid are not replaced', async () => {
    const created = await subject().admin.create(configMap('reborn'));
    const { resourceVersion: _version, ...metadata } = {
      ...created.metadata,
      uid: '00000000-0000-0000-0000-000000000000',
    };
    const { status, json } = await subject().raw({
      method: 'PUT',
      path: `${path}/reborn`,
      body: { ...created, metadata },
    });
    expect([status, json['reason']]).to.deep.equal([409, 'Conflict']);
  });

  it('are deleted once', async () => {
    const created = await subject().admin.create(configMap('doomed'));
    const { status, json } = await subject().raw({ method: 'DELETE', path: `${path}/doomed` });
    expect(status).to.equal(200);
    expect(json).to.deep.include({
      kind: 'Status',
      status: 'Success',
      details: { name: 'doomed', kind: 'configmaps', uid: created.metadata.uid },
    });
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'doomed', namespace: NAMESPACE };
    expect(await subject().admin.delete(ref)).to.equal(false);
    await subject().admin.create(configMap('doomed'));
    expect(await subject().admin.delete(ref)).to.equal(true);
  });

  it('of another uid are not deleted', async () => {
    await subject().admin.create(configMap('guarded'));
    const body = { preconditions: { uid: 'another' } };
    const { status, json } = await subject().raw({ method: 'DELETE', path: `${path}/guarded`, body });
    expect([status, json['reason']]).to.deep.equal([409, 'Conflict']);
  });

  it('are deleted all at once, by label', async () => {
    for (const name of ['sweep-1', 'sweep-2']) await subject().admin.create(configMap(name, {}, { sweep: 'yes' }));
    const { status } = await subject().raw({ method: 'DELETE', path: `${path}?labelSelector=sweep%3Dyes` });
    expect(status).to.equal(200);
    expect(
      await subject().admin.list('v1', 'ConfigMap', { namespace: NAMESPACE, labelSelector: 'sweep=yes' }),
    ).to.deep.equal([]);
  });

  it('of Kubernetes itself are there from the start', async () => {
    const names = (await subject().admin.list('v1', 'Namespace')).map((object) => object.metadata.name);
    expect(names).to.include.members(['default', 'kube-system', 'kube-public', 'kube-node-lease']);
    const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'system:node-proxier' };
    expect(await subject().admin.get(ref)).to.have.nested.property('metadata.name', 'system:node-proxier');
    expect(
      await subject().admin.get({ apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'kubernetes' }),
    ).to.have.nested.property('spec.clusterIP', '10.96.0.1');
  });
});
