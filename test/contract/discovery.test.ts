import { expect } from 'chai';
import { KNOWN_RESOURCES } from '../../pkg/kube/resource-table.ts';
import { contract } from './server-under-test.ts';

interface Listed {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

contract('Discovery', (subject) => {
  it('agrees with the table of kinds', async () => {
    for (const { apiVersion, kind, plural, namespaced } of KNOWN_RESOURCES) {
      const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const { json } = await subject().raw({ path });
      expect(json).to.include({ kind: 'APIResourceList', groupVersion: apiVersion });
      const row = (json['resources'] as readonly Listed[]).find(({ name }) => name === plural);
      expect(row).to.include({ kind, namespaced });
    }
  });

  it('lists versions and groups', async () => {
    expect((await subject().raw({ path: '/api' })).json['versions']).to.deep.equal(['v1']);
    const groups = (await subject().raw({ path: '/apis' })).json['groups'] as readonly { name: string }[];
    expect(groups.map(({ name }) => name)).to.include.members(['apps', 'rbac.authorization.k8s.io']);
  });

  it('is not for everybody', async () => {
    expect((await subject().raw({ path: '/api/v1', user: {} })).status).to.equal(403);
    expect((await subject().raw({ path: '/api/v1', user: { token: subject().token } })).status).to.equal(200);
  });
});
