import { expect } from 'chai';
import { detachedJws, isSignedBy } from '../../../pkg/discovery/detached-jws.ts';
import { parseToken, type TokenParts } from '../../../pkg/token/bootstrap-token.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';
import { REAL_CLUSTER_INFO } from './real-cluster-info.ts';

const TOKEN: TokenParts = { id: 'abcdef', secret: '0123456789abcdef' };
const TEXT = 'apiVersion: v1\nkind: Config\n';
/** Made with coreutils' basenc and openssl's dgst -hmac. */
const SIGNATURE = 'eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..vH_kT4yiol-nrAWgjfCYqvum5wsKETXe0S7OOp1VgnE';

const header = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the detached signature of cluster-info', () => {
  it('is that of an independent calculation', () => {
    expect(detachedJws(TEXT, TOKEN)).to.equal(SIGNATURE);
    expect(isSignedBy(SIGNATURE, TEXT, TOKEN)).to.equal(true);
  });

  it('is that of a real controller manager', () => {
    const { token, signature, kubeconfig } = REAL_CLUSTER_INFO;
    const parts = parseToken(token)!;
    expect(isSignedBy(signature, kubeconfig, parts)).to.equal(true);
    expect(isSignedBy(signature, `${kubeconfig}\n`, parts)).to.equal(false);
  });

  itWithOpenssl('is what openssl makes of any text', async () => {
    const text = 'ünïcode \u{1f600} and + / = ? >>>';
    const [head = '', mac] = detachedJws(text, TOKEN).split('..');
    const input = `${head}.${Buffer.from(text).toString('base64url')}`;
    const hex = await withFiles({ input }, (folder) =>
      openssl('dgst', '-sha256', '-hmac', TOKEN.secret, '-hex', `${folder}/input`),
    );
    expect(Buffer.from(mac ?? '', 'base64url').toString('hex')).to.equal(/[0-9a-f]{64}/.exec(hex)?.[0]);
  });

  const [head, mac] = SIGNATURE.split('..');
  for (const [title, signature] of [
    ['nothing at all', ''],
    ['a signature with its payload', `${head}.${Buffer.from(TEXT).toString('base64url')}.${mac}`],
    ['padding', `${SIGNATURE}=`],
    ['a header with its keys the other way round', `${header({ kid: 'abcdef', alg: 'HS256' })}..${mac}`],
    ['another algorithm', `${header({ alg: 'none', kid: 'abcdef' })}..`],
    ['a signature cut short', SIGNATURE.slice(0, -1)],
    ['a signature with one letter changed', `${SIGNATURE.slice(0, -2)}FE`],
    ['the signature of another token', detachedJws(TEXT, { ...TOKEN, id: 'abcdeg' })],
  ] as const) {
    it(`is not ${title}`, () => {
      expect(isSignedBy(signature, TEXT, TOKEN)).to.equal(false);
    });
  }

  it('depends on every letter of the text and of the secret', () => {
    expect(isSignedBy(SIGNATURE, TEXT.trimEnd(), TOKEN)).to.equal(false);
    expect(isSignedBy(SIGNATURE, TEXT, { ...TOKEN, secret: '0123456789abcdeF' })).to.equal(false);
  });
});
