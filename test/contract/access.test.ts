import { expect } from 'chai';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { withRetries } from '../../pkg/kube/with-retries.ts';
import { createTestAuthority } from '../support/api-server/test-authority.ts';
import { failureOf } from './failure-of.ts';
import { contract, type Subject } from './server-under-test.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';

/** Who the server takes somebody for. */
async function whoIs(
  { raw }: Subject,
  user: Parameters<Subject['raw']>[0]['user'],
): Promise<{ username?: string; groups?: string[] }> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const { json } = await raw({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body,
    user: user ?? {},
  });
  return (json['status'] as { userInfo?: { username?: string; groups?: string[] } } | undefined)?.userInfo ?? {};
}

function bootstrapToken(
  id: string,
  secret: string,
  data: Record<string, string> = {},
): KubeObject & { type: string; stringData: object } {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': id,
      'token-secret': secret,
      'usage-bootstrap-authentication': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
      ...data,
    },
  };
}

function role(kind: 'Role' | 'ClusterRole', name: string, rules: readonly object[]): KubeObject {
  const scope = kind === 'Role' ? { namespace: 'kube-public' } : {};
  const object = { apiVersion: RBAC, kind, metadata: { name, ...scope }, rules };
  return object;
}

function binding(
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  name: string,
  roleKind: string,
  subjects: readonly object[],
): KubeObject {
  const scope = kind === 'RoleBinding' ? { namespace: 'kube-public' } : {};
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name };
  const object = { apiVersion: RBAC, kind, metadata: { name, ...scope }, roleRef, subjects };
  return object;
}

/** The real server's authoriser learns of new objects a moment later. */
function soon<T>(look: () => Promise<T>): Promise<T> {
  return withRetries(look, { timeoutMs: 5000, intervalMs: 50, now: () => new Date(), retryable: () => true });
}

contract('Access', (subject) => {
  it('takes the name and the groups from a client certificate', async () => {
    const pair = await subject().authority.issue('jane', { organizations: ['devs', 'system:masters'] });
    expect(await whoIs(subject(), pair)).to.deep.include({
      username: 'jane',
      groups: ['devs', 'system:masters', 'system:authenticated'],
    });
  });

  it('knows bearer tokens', async () => {
    expect(await whoIs(subject(), { token: subject().token })).to.deep.include({
      username: 'token-user',
      groups: ['token-group', 'system:authenticated'],
    });
  });

  for (const [title, user] of [
    ['an unknown token', async () => ({ token: 'nobody-has-this' })],
    [
      'a certificate of another authority',
      async () => (await createTestAuthority('stranger')).issue('admin', { organizations: ['system:masters'] }),
    ],
    [
      'an expired certificate',
      async ({ authority }: Subject) =>
        authority.issue('admin', { organizations: ['system:masters'], from: -300, to: -60 }),
    ],
  ] as const) {
    it(`answers 401 to ${title}, even for what anybody may see`, async () => {
      const { status, json } = await subject().raw({ path: '/livez', user: await user(subject()) });
      expect(status).to.equal(401);
      expect(json).to.deep.equal({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Unauthorized',
        reason: 'Unauthorized',
        code: 401,
      });
    });
  }

  it('turns a 401 into an error with a way out', async () => {
    const client = await subject().client({ token: 'nobody-has-this' });
    const error = await failureOf(client.list('v1', 'Node'));
    expect(error.code).to.equal('api-unauthorized');
    expect(error.message).to.contain('"tester"').and.contain('listing nodes').and.not.contain('nobody-has-this');
    expect(error.hint).to.contain('certificate');
  });

  it('lets anybody see health and version, and nothing else', async () => {
    for (const path of ['/livez', '/readyz', '/healthz']) {
      const { status, text } = await subject().raw({ path, user: {} });
      expect([status, text]).to.deep.equal([200, 'ok']);
    }
    expect((await subject().raw({ path: '/version', user: {} })).json).to.include({ major: '1', minor: '36' });
    const { status, json } = await subject().raw({ path: '/api/v1/nodes', user: {} });
    expect([status, json['reason'], json['code']]).to.deep.equal([403, 'Forbidden', 403]);
    expect(json['message']).to.equal(
      'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    expect(json['details']).to.deep.equal({ kind: 'nodes' });
    expect((await subject().raw({ path: '/metrics', user: {} })).status).to.equal(403);
  });

  it('says 403 to users without a role, whether or not the object exists', async () => {
    const jane = await subject().client(await subject().authority.issue('jane'));
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'kubeadm-config', namespace: 'kube-system' };
    const error = await failureOf(jane.get(ref));
    expect(error.code).to.equal('api-forbidden');
    expect(error.message)
      .to.contain('user "jane" is not allowed to get')
      .and.contain('ConfigMap kube-system/kubeadm-config');
    expect(error.status.details).to.deep.equal({ name: 'kubeadm-config', kind: 'configmaps' });
    expect(error.status.message).to.equal(
      'configmaps "kubeadm-config" is forbidden: User "jane" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
    );
    const create = await failureOf(jane.create(role('ClusterRole', 'jane', [])));
    expect(create.status.details).to.deep.equal({ group: 'rbac.authorization.k8s.io', kind: 'clusterroles' });
  });

  it('says 404 to those who may look', async () => {
    const { status, json } = await subject().raw({ path: '/api/v1/namespaces/kube-system/configmaps/none' });
    expect(status).to.equal(404);
    expect(json).to.deep.equal({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'configmaps "none" not found',
      reason: 'NotFound',
      details: { name: 'none', kind: 'configmaps' },
      code: 404,
    });
  });

  it('follows cluster roles by group', async () => {
    const client = await subject().client(await subject().authority.issue('reader', { organizations: ['readers'] }));
    await subject().admin.create(
      role('ClusterRole', 'readers', [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }]),
    );
    const readers = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'readers' }];
    await subject().admin.create(binding('ClusterRoleBinding', 'readers', 'ClusterRole', readers));
    await soon(() => client.list('v1', 'Node'));
    expect((await failureOf(client.list('v1', 'Pod'))).code).to.equal('api-forbidden');
    expect((await failureOf(client.delete({ apiVersion: 'v1', kind: 'Node', name: 'x' }))).code).to.equal(
      'api-forbidden',
    );
  });

  it('follows roles in their namespace, for the names that they list', async () => {
    const rules = [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['shown'], verbs: ['get'] }];
    await subject().admin.create(role('Role', 'showing', rules));
    const anonymous = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:anonymous' }];
    await subject().admin.create(binding('RoleBinding', 'showing', 'Role', anonymous));
    await subject().admin.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'shown', namespace: 'kube-public' },
    });
    const client = await subject().client({});
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'shown', namespace: 'kube-public' };
    expect(await soon(() => client.get(ref))).to.have.nested.property('metadata.name', 'shown');
    expect((await failureOf(client.get({ ...ref, name: 'hidden' }))).code).to.equal('api-forbidden');
    expect((await failureOf(client.get({ ...ref, namespace: 'kube-system' }))).code).to.equal('api-forbidden');
    expect((await failureOf(client.list('v1', 'ConfigMap', { namespace: 'kube-public' }))).code).to.equal(
      'api-forbidden',
    );
  });

  it('lets bootstrap tokens in, as their Secret says', async () => {
    await subject().admin.create(bootstrapToken('aaaaaa', '0123456789abcdef'));
    const user = { token: 'aaaaaa.0123456789abcdef' };
    const seen = await soon(async () => {
      const { username, groups } = await whoIs(subject(), user);
      if (username === undefined) throw new Error('not yet');
      return { username, groups };
    });
    expect(seen.username).to.equal('system:bootstrap:aaaaaa');
    expect(seen.groups).to.have.members([
      'system:bootstrappers',
      'system:bootstrappers:kubeadm:default-node-token',
      'system:authenticated',
    ]);
  });

  for (const [title, id, data] of [
    ['expired', 'bbbbbb', { expiration: new Date(Date.now() - 60_000).toISOString() }],
    ['meant for signing only', 'cccccc', { 'usage-bootstrap-authentication': 'false' }],
    ['with an expiration that is no date', 'eeeeee', { expiration: 'soon' }],
  ] as const) {
    it(`keeps bootstrap tokens out that are ${title}`, async () => {
      await subject().admin.create(bootstrapToken(id, '0123456789abcdef', data));
      // A good token made afterwards shows that the server has seen the bad one.
      await subject().admin.create(bootstrapToken(`${id.slice(1)}z`, '0123456789abcdef'));
      await soon(async () => {
        const { username } = await whoIs(subject(), { token: `${id.slice(1)}z.0123456789abcdef` });
        if (username === undefined) throw new Error('not yet');
      });
      expect((await subject().raw({ path: '/livez', user: { token: `${id}.0123456789abcdef` } })).status).to.equal(401);
    });
  }

  it('answers what somebody may do', async () => {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'create', group: RBAC.split('/')[0], resource: 'clusterrolebindings' } },
    };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const ask = async (user: object) => (await subject().raw({ method: 'POST', path, body, user })).json['status'];
    expect(await ask(subject().adminPair)).to.have.property('allowed', true);
    expect(await ask({ token: subject().token })).to.have.property('allowed', false);
  });
});
