import { X509Certificate } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { bootstrapTokenRbac } from '../../../manifests/rbac/cluster-rbac.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { objectData } from '../../../pkg/kube/object-data.ts';
import { ecKey } from '../test-keys.ts';
import { createCertificateRequest } from '../../../pkg/pki/create-request.ts';
import { askedBy, CSR, decide } from './certificate-requests.ts';
import { playControllerManager, type ControllerOptions } from './controller-manager.ts';
import { KUBELET_SIGNER } from './csr-approver.ts';
import { joinToken } from './joinable-cluster.ts';
import { at, listAt, textAt } from './json.ts';
import { ObjectStore } from './object-store.ts';
import { createTestAuthority, type TestAuthority } from './test-authority.ts';

const JOINING = {
  name: 'system:bootstrap:abcdef',
  groups: ['system:bootstrappers', 'system:bootstrappers:kubeadm:default-node-token'],
};
const NODE = { commonName: 'system:node:w1', organizations: ['system:nodes'] };

interface RequestParts {
  readonly user?: typeof JOINING;
  readonly subject?: typeof NODE;
  readonly signerName?: string;
  readonly usages?: readonly string[];
}

function certificateRequest(parts: RequestParts = {}): KubeObject {
  const { user = JOINING, subject = NODE, signerName = KUBELET_SIGNER } = parts;
  const request = Buffer.from(createCertificateRequest(ecKey(), subject)).toString('base64');
  const spec = { request, signerName, usages: parts.usages ?? ['digital signature', 'client auth'] };
  const object = { ...CSR, metadata: { name: 'csr-1' }, spec };
  return askedBy(user, object);
}

describe('The controller manager of the double', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await createTestAuthority();
  });

  const withRights = (options: ControllerOptions = {}, now?: () => Date): ObjectStore => {
    const store = new ObjectStore({ objects: bootstrapTokenRbac(), ...(now === undefined ? {} : { now }) });
    playControllerManager(store, { authority, ...options });
    return store;
  };
  const outcome = async (
    store: ObjectStore,
    request: KubeObject,
  ): Promise<{ types: unknown[]; certificate: string }> => {
    store.create(request);
    await turn();
    const live = store.get({ ...CSR, name: 'csr-1' });
    const types = listAt(live, 'status', 'conditions').map((condition) => at(condition, 'type'));
    return { types, certificate: textAt(live, 'status', 'certificate') ?? '' };
  };

  it('approves and signs the request of a joining node', async () => {
    const { types, certificate } = await outcome(withRights(), certificateRequest());
    expect(types).to.deep.equal(['Approved']);
    const issued = new X509Certificate(Buffer.from(certificate, 'base64'));
    expect(issued.subject.split('\n')).to.have.members(['O=system:nodes', 'CN=system:node:w1']);
    expect(issued.verify(new X509Certificate(authority.cert).publicKey)).to.equal(true);
  });

  it('approves a node that asks for its own next certificate', async () => {
    const user = { name: 'system:node:w1', groups: ['system:nodes'] };
    expect((await outcome(withRights(), certificateRequest({ user }))).types).to.deep.equal(['Approved']);
    const other = { name: 'system:node:w2', groups: ['system:nodes'] };
    expect((await outcome(withRights(), certificateRequest({ user: other }))).types).to.deep.equal([]);
  });

  for (const [title, parts] of [
    ['of somebody without the right', { user: { name: 'jane', groups: [] } }],
    ['for a name that is no node', { subject: { ...NODE, commonName: 'jane' } }],
    ['for other groups', { subject: { ...NODE, organizations: ['system:masters'] } }],
    ['for another signer', { signerName: 'kubernetes.io/kube-apiserver-client' }],
    ['for serving', { usages: ['server auth', 'digital signature'] }],
  ] as const) {
    it(`leaves requests pending ${title}`, async () => {
      expect(await outcome(withRights(), certificateRequest(parts as RequestParts))).to.deep.equal({
        types: [],
        certificate: '',
      });
    });
  }

  it('leaves requests pending where the binding is gone', async () => {
    const store = withRights();
    const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' };
    store.delete({ ...binding, name: 'kubeadm:node-autoapprove-bootstrap' });
    expect((await outcome(store, certificateRequest())).types).to.deep.equal([]);
  });

  it('leaves them alone, denies them, or does not sign, as a test wants it', async () => {
    expect((await outcome(withRights({ requests: 'leave' }), certificateRequest())).types).to.deep.equal([]);
    const denied = await outcome(withRights({ requests: { deny: 'not today' } }), certificateRequest());
    expect(denied).to.deep.equal({ types: ['Denied'], certificate: '' });
    const store = new ObjectStore({ objects: bootstrapTokenRbac() });
    playControllerManager(store);
    expect(await outcome(store, certificateRequest())).to.deep.equal({ types: ['Approved'], certificate: '' });
  });

  it('signs what a person approved, but nothing that is no certificate of a node', async () => {
    const store = withRights({ requests: 'leave' });
    await outcome(store, certificateRequest());
    decide(store, store.get({ ...CSR, name: 'csr-1' }), { type: 'Approved', reason: 'KubectlApprove', message: '' });
    await turn();
    expect(textAt(store.get({ ...CSR, name: 'csr-1' }), 'status', 'certificate')).to.be.a('string');
    const other = withRights({ requests: 'leave' });
    await outcome(other, certificateRequest({ subject: { ...NODE, commonName: 'jane' } }));
    decide(other, other.get({ ...CSR, name: 'csr-1' }), { type: 'Approved', reason: 'KubectlApprove', message: '' });
    await turn();
    const conditions = listAt(other.get({ ...CSR, name: 'csr-1' }), 'status', 'conditions');
    expect(conditions.map((condition) => at(condition, 'type'))).to.deep.equal(['Approved', 'Failed']);
  });

  it('deletes tokens that have expired, their signatures, and what they own', async () => {
    let now = new Date('2026-01-02T00:00:00Z');
    const store = new ObjectStore({ now: () => now });
    const controllers = playControllerManager(store);
    const info = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cluster-info', namespace: 'kube-public' } };
    const withText: KubeObject & { data: object } = { ...info, data: { kubeconfig: 'x' } };
    store.create(withText);
    const token = store.create(joinToken(now, { ttl: 3_600_000 }));
    const owner = { apiVersion: 'v1', kind: 'Secret', name: token.metadata.name, uid: token.metadata.uid ?? '' };
    const metadata = { name: 'kubeadm-certs', namespace: 'kube-system', ownerReferences: [owner] };
    store.create({ apiVersion: 'v1', kind: 'Secret', metadata });
    await turn();
    const keys = () => Object.keys(objectData(store.get({ ...info, ...info.metadata })));
    const secrets = () =>
      store.list('v1', 'Secret', { namespace: 'kube-system' }).items.map((each) => each.metadata.name);
    expect(keys()).to.have.members(['kubeconfig', 'jws-kubeconfig-abcdef']);
    expect(secrets()).to.deep.equal(['bootstrap-token-abcdef', 'kubeadm-certs']);
    now = new Date('2026-01-02T01:00:01Z');
    controllers.tick();
    expect(secrets()).to.deep.equal([]);
    expect(keys()).to.deep.equal(['kubeconfig']);
  });
});
