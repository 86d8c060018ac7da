import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { kubeletConfigMap } from '../../../manifests/cluster/config-maps.ts';
import { CONTROL_PLANE_LABELS, markControlPlanePatch } from '../../../manifests/cluster/control-plane-node.ts';
import { bootstrapTokenSecret, kubeadmCertsSecret } from '../../../manifests/cluster/secrets.ts';
import { componentConfigHash } from '../../../pkg/cluster/component-config-hash.ts';
import { exampleConfig } from '../../support/example-config.ts';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const TOKEN = exampleConfig().bootstrapTokens[0]!;

function decoded(secret: object): Record<string, string> {
  const { data } = secret as { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

describe('componentConfigHash', () => {
  it('hashes the values in the order of their keys', () => {
    const hash = createHash('sha256').update('12').digest('hex');
    expect(componentConfigHash({ b: '2', a: '1' })).equal(`sha256:${hash}`);
  });

  it("is not put on a person's own configuration", () => {
    expect(kubeletConfigMap('x', true).metadata).not.property('annotations');
    expect(kubeletConfigMap('x', false).metadata).property('annotations');
  });
});

describe('bootstrapTokenSecret', () => {
  it('holds everything that a token says', () => {
    const secret = bootstrapTokenSecret({ ...TOKEN, description: 'for tests' }, NOW);
    expect(secret.metadata.name).equal('bootstrap-token-abcdef');
    expect(decoded(secret)).deep.equal({
      'token-id': 'abcdef',
      'token-secret': '0123456789abcdef',
      description: 'for tests',
      expiration: '2026-01-03T03:04:05Z',
      'usage-bootstrap-signing': 'true',
      'usage-bootstrap-authentication': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    });
  });

  it('never expires with a time of zero or less', () => {
    const expires = Date.UTC(2030, 0, 1);
    expect(decoded(bootstrapTokenSecret({ ...TOKEN, ttl: 0, expires }, NOW))).property(
      'expiration',
      '2030-01-01T00:00:00Z',
    );
    for (const ttl of [0, -1]) expect(decoded(bootstrapTokenSecret({ ...TOKEN, ttl }, NOW))).not.property('expiration');
  });

  it('lets nobody in without usages and groups', () => {
    const keys = Object.keys(decoded(bootstrapTokenSecret({ ...TOKEN, usages: [], groups: [] }, NOW)));
    expect(keys).deep.equal(['token-id', 'token-secret', 'expiration']);
  });
});

describe('kubeadmCertsSecret', () => {
  it('belongs to the token that lets it expire', () => {
    const secret = kubeadmCertsSecret({ 'ca.key': Buffer.from('cipher') }, { name: 'bootstrap-token-x', uid: 'u' });
    expect(decoded(secret)).deep.equal({ 'ca.key': 'cipher' });
    expect(secret.metadata.ownerReferences).deep.equal([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        name: 'bootstrap-token-x',
        uid: 'u',
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  });
});

describe('markControlPlanePatch', () => {
  const taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

  function node(taints: readonly object[], labels: Readonly<Record<string, string>> = {}) {
    return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'cp1', labels }, spec: { taints } };
  }

  it('puts the wanted taints before those that the node has besides', () => {
    const patch = markControlPlanePatch(node([notReady]), [taint]);
    expect(patch).deep.equal({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'cp1', labels: CONTROL_PLANE_LABELS },
      spec: { taints: [taint, notReady] },
    });
  });

  it('leaves the taints alone where none are wanted', () => {
    expect(markControlPlanePatch(node([notReady]), [])).not.property('spec');
  });

  it('has nothing to do where the node has everything', () => {
    expect(markControlPlanePatch(node([notReady, { ...taint, value: '' }], CONTROL_PLANE_LABELS), [taint])).equal(
      undefined,
    );
  });
});
