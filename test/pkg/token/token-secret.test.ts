import { expect } from 'chai';
import { bootstrapTokenSecret } from '../../../manifests/cluster/secrets.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { readTokenSecret } from '../../../pkg/token/token-secret.ts';

const USABLE = { 'token-id': 'abcdef', 'token-secret': '0123456789abcdef' };

function secret(stringData: Record<string, string>, name = 'bootstrap-token-abcdef'): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'kube-system' }, stringData } as KubeObject;
}

describe('the Secret of a bootstrap token', () => {
  it('gives back the token that was stored in it', () => {
    const stored = readTokenSecret(
      bootstrapTokenSecret(
        {
          token: 'abcdef.0123456789abcdef',
          description: 'für alle',
          ttl: 60_000,
          usages: ['signing', 'authentication'],
          groups: ['system:bootstrappers:a', 'system:bootstrappers:b'],
        },
        new Date('2030-01-02T15:04:05Z'),
      ),
    );
    expect(stored).deep.equal({
      token: 'abcdef.0123456789abcdef',
      description: 'für alle',
      expires: { milliseconds: Date.parse('2030-01-02T15:05:05Z'), text: '2030-01-02T15:05:05Z' },
      usages: ['authentication', 'signing'],
      groups: ['system:bootstrappers:a', 'system:bootstrappers:b'],
    });
  });

  it('has its usages in order, unknown ones too, and only those that are "true"', () => {
    const usages = {
      'usage-bootstrap-zzz': 'true',
      'usage-bootstrap-signing': 'TRUE',
      'usage-bootstrap-authentication': 'false',
      'usage-bootstrap-Foo': 'true',
    };
    expect(readTokenSecret(secret({ ...USABLE, ...usages }))).deep.include({ usages: ['Foo', 'zzz'], groups: [] });
  });

  it('never expires without an expiration, or with an empty one', () => {
    for (const data of [USABLE, { ...USABLE, expiration: '' }]) {
      expect(readTokenSecret(secret(data))).deep.include({ expires: undefined });
    }
  });

  for (const [what, data, name, reason] of [
    ['no id', { 'token-secret': '0123456789abcdef' }, undefined, 'no token-id'],
    ['no data at all', {}, undefined, 'no token-id'],
    ['no secret', { 'token-id': 'abcdef' }, undefined, 'no token-secret'],
    ['a short secret', { ...USABLE, 'token-secret': 'short' }, undefined, 'another form'],
    ['another name', USABLE, 'some-name', 'bootstrap-token-abcdef'],
    ['an expiration that is none', { ...USABLE, expiration: 'soon' }, undefined, 'expiration'],
  ] as const) {
    it(`is of no use with ${what}, and says so without the secret`, () => {
      const token = readTokenSecret(secret(data, name));
      expect(token)
        .property('unusable')
        .include(reason)
        .and.not.match(/0123456789abcdef|short$/);
    });
  }
});
