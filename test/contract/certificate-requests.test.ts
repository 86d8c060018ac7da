import { expect } from 'chai';
import { bootstrapTokenRbac } from '../../manifests/rbac/cluster-rbac.ts';
import type { ClusterClient } from '../../pkg/kube/cluster-client.ts';
import { hasCode } from '../../pkg/kube/api-error.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { withRetries } from '../../pkg/kube/with-retries.ts';
import { csrState } from '../../pkg/kubelet/csr-state.ts';
import { createCertificateRequest } from '../../pkg/pki/create-request.ts';
import { KUBELET_SIGNER } from '../support/api-server/csr-approver.ts';
import { joinToken } from '../support/api-server/joinable-cluster.ts';
import { at, listAt } from '../support/api-server/json.ts';
import { ecKey } from '../support/test-keys.ts';
import { failureOf } from './failure-of.ts';
import { contract } from './server-under-test.ts';

const TOKEN = 'asking.0123456789abcdef';
const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const QUESTION = { tokenId: 'asking', nodeName: 'w1' };

type Spec = Record<string, unknown>;

function signingRequest(name: string, spec: Spec = {}): KubeObject {
  const pem = createCertificateRequest(ecKey(), { commonName: 'system:node:w1', organizations: ['system:nodes'] });
  const request = Buffer.from(pem).toString('base64');
  const usages = ['digital signature', 'client auth'];
  const object = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request, signerName: KUBELET_SIGNER, usages, ...spec },
  };
  return object;
}

contract('Certificate requests', (subject) => {
  let joiner: ClusterClient;

  before(async () => {
    const { admin, client } = subject();
    joiner = await client({ token: TOKEN });
    for (const wanted of [...bootstrapTokenRbac(), joinToken(new Date(), { token: TOKEN })])
      await admin.create(wanted).catch((error: unknown) => {
        if (!hasCode(error, 'api-already-exists')) throw error;
      });
    const list = () => joiner.list('certificates.k8s.io/v1', 'CertificateSigningRequest');
    await withRetries(list, { timeoutMs: 5000, intervalMs: 50, now: () => new Date(), retryable: () => true });
  });
  afterEach(async () => {
    const { admin } = subject();
    for (const { metadata, ...kind } of await admin.list('certificates.k8s.io/v1', 'CertificateSigningRequest'))
      await admin.delete({ ...kind, name: metadata.name });
  });

  const state = () => csrState({ listObjects: joiner.list.bind(joiner) }, QUESTION);
  const approving = (condition: object, user?: { readonly token: string }) => async (live: KubeObject) => {
    const full = { status: 'True', reason: 'Test', message: 'by the test', ...condition };
    const body = { ...live, status: { conditions: [full] } };
    const call = { method: 'PUT', path: `${PATH}/${live.metadata.name}/approval`, body };
    return subject().raw(user === undefined ? call : { ...call, user });
  };

  it('say who asked, whatever the request says of that', async () => {
    const forged = { username: 'admin', groups: ['system:masters'], uid: 'x' };
    const made = await joiner.create(signingRequest('csr-who', forged));
    expect(at(made, 'spec', 'username')).to.equal('system:bootstrap:asking');
    expect(listAt(made, 'spec', 'groups')).to.have.members([
      'system:bootstrappers',
      'system:bootstrappers:kubeadm:default-node-token',
      'system:authenticated',
    ]);
  });

  it('cannot come with a decision', async () => {
    const decided = {
      ...signingRequest('csr-decided'),
      status: { conditions: [{ type: 'Approved', status: 'True' }] },
    };
    const made = await joiner.create(decided);
    expect(listAt(made, 'status', 'conditions')).to.deep.equal([]);
    expect(await state()).to.deep.equal({ kind: 'pending', name: 'csr-decided' });
  });

  it('are not decided by those who ask', async () => {
    const live = await joiner.create(signingRequest('csr-self'));
    const { status } = await approving({ type: 'Approved' }, { token: TOKEN })(live);
    expect(status).to.equal(403);
    expect((await failureOf(joiner.update(live))).code).to.equal('api-forbidden');
  });

  it('are approved and then issued through paths of their own', async () => {
    const live = await joiner.create(signingRequest('csr-approved'));
    const { status, json } = await approving({ type: 'Approved' })(live);
    expect(status).to.equal(200);
    expect(await state()).to.deep.equal({ kind: 'approved', name: 'csr-approved' });
    const certificate = Buffer.from(subject().authority.cert).toString('base64');
    const body = { ...json, status: { ...(json['status'] as object), certificate } };
    expect((await subject().raw({ method: 'PUT', path: `${PATH}/csr-approved/status`, body })).status).to.equal(200);
    expect(await state()).to.deep.equal({ kind: 'issued', name: 'csr-approved' });
  });

  it('are denied the same way', async () => {
    await approving({ type: 'Denied', reason: 'NotOurs' })(await joiner.create(signingRequest('csr-denied')));
    expect(await state()).to.deep.equal({ kind: 'denied', name: 'csr-denied', message: 'NotOurs: by the test' });
  });

  it('keep what was asked for', async () => {
    const live = await joiner.create(signingRequest('csr-kept'));
    const changed = { ...live, spec: { ...(at(live, 'spec') as object), usages: ['server auth'] } } as KubeObject;
    const after = await subject().admin.update(changed);
    expect(listAt(after, 'spec', 'usages')).to.deep.equal(['digital signature', 'client auth']);
  });

  for (const [title, spec, field] of [
    ['without a readable request', { request: Buffer.from('hello').toString('base64') }, 'spec.request'],
    ['without a signer', { signerName: '' }, 'spec.signerName'],
    ['without usages', { usages: [] }, 'spec.usages'],
  ] as const) {
    it(`are refused ${title}`, async () => {
      const error = await failureOf(subject().admin.create(signingRequest('csr-bad', spec)));
      expect(error.code).to.equal('api-invalid');
      expect(error.status.details?.causes?.map((cause) => cause.field)).to.include(field);
    });
  }
});
