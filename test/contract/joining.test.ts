import { expect } from 'chai';
import { clusterInfoConfigMap } from '../../manifests/cluster/config-maps.ts';
import { detachedJws } from '../../pkg/discovery/detached-jws.ts';
import type { ClusterClient } from '../../pkg/kube/cluster-client.ts';
import { hasCode } from '../../pkg/kube/api-error.ts';
import type { KubeObject, ObjectRef } from '../../pkg/kube/kube-object.ts';
import { objectData } from '../../pkg/kube/object-data.ts';
import { withRetries } from '../../pkg/kube/with-retries.ts';
import { caCertHashes } from '../../pkg/pki/ca-cert-hashes.ts';
import { parseToken } from '../../pkg/token/bootstrap-token.ts';
import { byToken, discovering, discoveringMachine } from '../pkg/discovery/discovering-machine.ts';
import { joiningRights, joinToken } from '../support/api-server/joinable-cluster.ts';
import { failureOf } from './failure-of.ts';
import { failureOf as anyFailureOf } from '../support/failure.ts';
import { contract } from './server-under-test.ts';

const TOKEN = 'joiner.0123456789abcdef';
const object = (kind: 'ConfigMap' | 'Secret', name: string, namespace = 'kube-system'): ObjectRef => ({
  apiVersion: 'v1',
  kind,
  name,
  namespace,
});
const CLUSTER_INFO = object('ConfigMap', 'cluster-info', 'kube-public');
const READABLE = [
  object('ConfigMap', 'kubeadm-config'),
  object('ConfigMap', 'kubelet-config'),
  object('Secret', 'kubeadm-certs'),
];
const HIDDEN = [
  object('Secret', 'bootstrap-token-joiner'),
  object('ConfigMap', 'another'),
  object('Secret', 'kubeadm-certs', 'default'),
  CLUSTER_INFO,
];

function clusterInfo(ca: string, url: string): KubeObject & { readonly data: { readonly kubeconfig: string } } {
  const object = clusterInfoConfigMap(ca, url);
  return { ...object, data: { kubeconfig: objectData(object)['kubeconfig'] ?? '' } };
}

/** What the suites of other files may have made already. */
async function present(admin: ClusterClient, wanted: KubeObject): Promise<void> {
  try {
    await admin.create(wanted);
  } catch (error) {
    if (!hasCode(error, 'api-already-exists')) throw error;
  }
}

/** The real server's authoriser learns of new objects a moment later. */
function soon<T>(look: () => Promise<T>): Promise<T> {
  return withRetries(look, { timeoutMs: 5000, intervalMs: 50, now: () => new Date(), retryable: () => true });
}

contract('Joining', (subject) => {
  let joiner: ClusterClient;
  let nobody: ClusterClient;

  before(async () => {
    const { admin, client } = subject();
    joiner = await client({ token: TOKEN });
    nobody = await client({});
    expect((await failureOf(nobody.get(CLUSTER_INFO))).code).to.equal('api-forbidden');
    for (const wanted of [...joiningRights(), joinToken(new Date(), { token: TOKEN })]) await present(admin, wanted);
    for (const { name, namespace, ...kind } of READABLE)
      await present(admin, { ...kind, metadata: { name, namespace: namespace ?? '' } });
    await soon(() => joiner.get(READABLE[0]!));
    await soon(() => nobody.get(CLUSTER_INFO));
  });

  it('lets everybody read cluster-info, and nothing else', async () => {
    const { url, authority } = subject();
    const info = clusterInfo(authority.cert, url);
    expect(
      (await subject().raw({ path: '/api/v1/namespaces/kube-public/configmaps/cluster-info', user: {} })).status,
    ).to.equal(404);
    await subject().admin.create(info);
    expect(await nobody.get(CLUSTER_INFO)).to.have.nested.property('data.kubeconfig', info.data.kubeconfig);
    for (const ref of [...READABLE, object('ConfigMap', 'other', 'kube-public')])
      expect((await failureOf(nobody.get(ref))).code).to.equal('api-forbidden');
    await subject().admin.delete(CLUSTER_INFO);
  });

  it('lets the holder of a token read what a joining machine needs', async () => {
    for (const ref of READABLE) expect(await joiner.get(ref)).to.have.nested.property('metadata.name', ref.name);
    expect(await joiner.get({ apiVersion: 'v1', kind: 'Node', name: 'not-there-yet' })).to.equal(undefined);
  });

  it('lets the holder of a token do nothing else', async () => {
    for (const ref of HIDDEN) expect((await failureOf(joiner.get(ref))).code).to.equal('api-forbidden');
    for (const kind of ['Node', 'Secret', 'ConfigMap', 'Pod'])
      expect((await failureOf(joiner.list('v1', kind))).code).to.equal('api-forbidden');
    const metadata = { name: 'w1' };
    expect((await failureOf(joiner.create({ apiVersion: 'v1', kind: 'Node', metadata }))).code).to.equal(
      'api-forbidden',
    );
    expect((await failureOf(joiner.delete(READABLE[0]!))).code).to.equal('api-forbidden');
  });

  it('tells the time in every answer', async () => {
    const machine = discoveringMachine();
    const { headers } = await machine.httpGet(`${subject().url}/version`, { skipTlsVerification: true });
    expect(Math.abs(Date.parse(headers?.['date'] ?? '') - Date.now())).to.be.lessThan(5_000);
  });

  it('can be found with a token that signed cluster-info, and not with another secret', async () => {
    const { url, authority, admin } = subject();
    const info = clusterInfo(authority.cert, url);
    const parts = parseToken(TOKEN)!;
    const data = { ...info.data, 'jws-kubeconfig-joiner': detachedJws(info.data.kubeconfig, parts) };
    const signed = { ...info, data };
    await admin.create(signed);
    const discovery = { apiServerEndpoint: url.replace('https://', ''), caCertHashes: caCertHashes(authority.cert) };
    const found = await discovering(discoveringMachine(), byToken({ ...discovery, token: TOKEN }));
    expect(found.server).to.equal(url);
    const wrong = byToken({ ...discovery, token: 'joiner.fedcba9876543210' });
    expect((await anyFailureOf(discovering(discoveringMachine(), wrong))).code).to.equal(
      'discovery-token-secret-wrong',
    );
    await admin.delete(CLUSTER_INFO);
  });
});
