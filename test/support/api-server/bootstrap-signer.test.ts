import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { bootstrapSigner } from './bootstrap-signer.ts';
import { ObjectStore } from './object-store.ts';

const INFO = { apiVersion: 'v1', kind: 'ConfigMap', name: 'cluster-info', namespace: 'kube-public' };

function token(id: string, data: Record<string, string> = {}): KubeObject {
  const stringData = {
    'token-id': id,
    'token-secret': '0123456789abcdef',
    'usage-bootstrap-signing': 'true',
    ...data,
  };
  const metadata = { name: `bootstrap-token-${id}`, namespace: 'kube-system' };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'bootstrap.kubernetes.io/token', stringData };
  return secret;
}

function clusterInfo(kubeconfig: string): KubeObject {
  const metadata = { name: INFO.name, namespace: INFO.namespace };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { kubeconfig } };
  return object;
}

function dataOf(store: ObjectStore): Record<string, string> {
  return (store.get(INFO) as unknown as { data: Record<string, string> }).data;
}

describe('The bootstrap signer of the double', () => {
  it('signs cluster-info for each token that may sign', () => {
    const store = new ObjectStore({ hooks: [bootstrapSigner], objects: [clusterInfo('hello')] });
    store.create(token('aaaaaa'));
    const header = Buffer.from('{"alg":"HS256","kid":"aaaaaa"}').toString('base64url');
    const signed = `${header}.${Buffer.from('hello').toString('base64url')}`;
    const signature = createHmac('sha256', '0123456789abcdef').update(signed).digest('base64url');
    expect(dataOf(store)).to.deep.equal({ kubeconfig: 'hello', 'jws-kubeconfig-aaaaaa': `${header}..${signature}` });
  });

  it('signs again when the content changes, and takes back what a token no longer says', () => {
    const store = new ObjectStore({ hooks: [bootstrapSigner], objects: [token('aaaaaa'), clusterInfo('one')] });
    const first = dataOf(store)['jws-kubeconfig-aaaaaa'];
    store.update(clusterInfo('two'));
    expect(dataOf(store)['jws-kubeconfig-aaaaaa']).to.be.a('string').and.not.equal(first);
    store.delete({ apiVersion: 'v1', kind: 'Secret', name: 'bootstrap-token-aaaaaa', namespace: 'kube-system' });
    expect(dataOf(store)).to.deep.equal({ kubeconfig: 'two' });
  });

  it('does not sign for tokens that have expired or are for authentication only', () => {
    const store = new ObjectStore({ hooks: [bootstrapSigner], now: () => new Date('2026-01-02T00:00:00Z') });
    store.create(token('aaaaaa', { expiration: '2026-01-01T00:00:00Z' }));
    store.create(token('bbbbbb', { 'usage-bootstrap-signing': 'false' }));
    store.create(clusterInfo('hello'));
    expect(dataOf(store)).to.deep.equal({ kubeconfig: 'hello' });
  });
});
