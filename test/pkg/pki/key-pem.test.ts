import { expect } from 'chai';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { generateKey } from '../../../pkg/pki/generate-key.ts';
import { keysMatch, parsePrivateKey, parsePublicKeys, privateKeyPem, publicKeyPem } from '../../../pkg/pki/key-pem.ts';
import { ecKey } from '../../support/test-keys.ts';

function failure(run: () => unknown): KubeadmError {
  try {
    run();
  } catch (error) {
    if (error instanceof KubeadmError) return error;
  }
  throw new Error('no KubeadmError was thrown');
}

describe('private keys in PEM form', () => {
  it('are PKCS#1 for RSA and SEC1 for ECDSA', async () => {
    expect(privateKeyPem(await generateKey('RSA-2048'))).to.match(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(privateKeyPem(ecKey())).to.match(/^-----BEGIN EC PRIVATE KEY-----\n/);
  });

  it('are read as PKCS#1, SEC1 and PKCS#8', async () => {
    const rsa = await generateKey('RSA-2048');
    const ec = ecKey('ECDSA-P384');
    for (const key of [rsa, ec]) {
      expect(parsePrivateKey(privateKeyPem(key), '/k').equals(key)).to.equal(true);
      expect(parsePrivateKey(key.export({ format: 'pem', type: 'pkcs8' }).toString(), '/k').equals(key)).to.equal(true);
    }
  });

  for (const algorithm of ['RSA-3072', 'RSA-4096'] as const) {
    it(`of ${algorithm} are read in each form too`, async () => {
      const key = await generateKey(algorithm);
      const bits = Number(algorithm.slice(4));
      for (const type of ['pkcs1', 'pkcs8'] as const) {
        const read = parsePrivateKey(key.export({ format: 'pem', type }).toString(), '/k');
        expect(read.equals(key)).to.equal(true);
        expect(read.asymmetricKeyDetails?.modulusLength).to.equal(bits);
      }
    }).timeout(60_000);
  }

  it('on P-224 and P-521, which the configuration does not offer, are read all the same', () => {
    for (const namedCurve of ['P-224', 'P-521']) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve });
      const pem = privateKey.export({ format: 'pem', type: 'sec1' }).toString();
      expect(parsePrivateKey(pem, '/k').equals(privateKey)).to.equal(true);
    }
  });

  it('are found with line ends of Windows and text around them', () => {
    const key = ecKey();
    const text = `\ufeffBag Attributes\r\n${privateKeyPem(key).replaceAll('\n', '\r\n')}\r\nbye`;
    expect(parsePrivateKey(text, '/k').equals(key)).to.equal(true);
  });

  it('are found behind the parameters that openssl writes in front', () => {
    const key = ecKey();
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    expect(parsePrivateKey(parameters + privateKeyPem(key), '/k').equals(key)).to.equal(true);
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['an empty file', '', /no private key/],
    ['a certificate in its place', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /no private key/],
    ['a broken block', '-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0IQ==\n-----END RSA PRIVATE KEY-----\n', /valid key/],
    ['half a file', privateKeyPem(ecKey()).slice(0, 120), /no private key/],
    [
      'a key of another kind',
      generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      /ed25519.*RSA or ECDSA/,
    ],
    [
      'a key on a curve that Go does not know',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
        .privateKey.export({ format: 'pem', type: 'sec1' })
        .toString(),
      /secp256k1.*P-224, P-256, P-384, P-521/,
    ],
    [
      'an RSA key that Go finds too short',
      generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
      /RSA-512.*1024 bits/,
    ],
    [
      'a key encrypted in the old way of OpenSSL',
      ecKey().export({ format: 'pem', type: 'sec1', cipher: 'aes-128-cbc', passphrase: 'p' }).toString(),
      /passphrase/,
    ],
    [
      'an encrypted key',
      ecKey().export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'p' }).toString(),
      /passphrase/,
    ],
  ];
  for (const [what, pem, reason] of bad) {
    it(`refuses ${what}, naming the file and nothing of its content`, () => {
      const error = failure(() => parsePrivateKey(pem, '/etc/kubernetes/pki/sa.key'));
      expect(error.code).to.equal('private-key-unreadable');
      expect(error.message).to.match(reason).and.contain('/etc/kubernetes/pki/sa.key');
      expect(error.hint).to.contain('/etc/kubernetes/pki/sa.key');
      expect(`${error.message} ${error.hint} ${String(error.cause)}`).to.not.contain('c2VjcmV0IQ');
    });
  }
});

describe('public keys in PEM form', () => {
  it('are PKIX, from either half', () => {
    const key = ecKey();
    expect(publicKeyPem(key)).to.match(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(publicKeyPem(createPublicKey(key))).to.equal(publicKeyPem(key));
  });

  it('may stand several in one file', () => {
    const [one, other] = [ecKey(), ecKey()];
    const keys = parsePublicKeys(publicKeyPem(one) + publicKeyPem(other), '/sa.pub');
    expect(keys.map((each) => keysMatch(other, each))).to.deep.equal([false, true]);
  });

  it('are refused when broken', () => {
    const error = failure(() =>
      parsePublicKeys('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', '/sa.pub'),
    );
    expect(error.code).to.equal('public-key-unreadable');
  });
});
