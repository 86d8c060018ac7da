import { expect } from 'chai';
import { checkPrimeSync, createPublicKey, generatePrimeSync, sign, verify } from 'node:crypto';
import { generateKey } from '../../../pkg/pki/generate-key.ts';
import {
  bitLength,
  greatestCommonDivisor,
  leastCommonMultiple,
  modularInverse,
} from '../../../pkg/pki/modular-arithmetic.ts';
import { composeRsaKey } from '../../../pkg/pki/rsa-key.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';

/** The numbers of a real key, for pairs of primes that are good or bad on purpose. */
async function primesOf(): Promise<Record<string, bigint>> {
  const jwk = (await generateKey('RSA-2048')).export({ format: 'jwk' });
  const entries = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => [
    name,
    BigInt(`0x${Buffer.from(String(jwk[name as 'n']), 'base64url').toString('hex')}`),
  ]);
  return Object.fromEntries(entries) as Record<string, bigint>;
}

/** The first prime from a number on. */
function primeFrom(start: bigint): bigint {
  let candidate = start | 1n;
  while (!checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

describe('an RSA key composed of two primes', () => {
  let numbers: Record<string, bigint>;
  before(async () => (numbers = await primesOf()));

  it('has the numbers that FIPS 186-5 and PKCS#1 ask for', () => {
    const { n, e, d, p, q, dp, dq, qi } = numbers as Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', bigint>;
    const lambda = leastCommonMultiple(p - 1n, q - 1n);
    expect(e).to.equal(65537n);
    expect(n).to.equal(p * q);
    expect(bitLength(n)).to.equal(2048);
    expect(p > q, 'p is the greater prime').to.equal(true);
    expect((e * d) % lambda).to.equal(1n);
    expect(d > 1n << 1024n && d < lambda, 'd lies between 2^(nlen/2) and lambda').to.equal(true);
    expect(dp).to.equal(d % (p - 1n));
    expect(dq).to.equal(d % (q - 1n));
    expect((q * qi) % p).to.equal(1n);
    expect(p - q > 1n << 924n, 'the primes are far apart').to.equal(true);
  });

  itWithOpenssl('is found consistent by openssl', async () => {
    const key = await generateKey('RSA-2048');
    const verdict = await withFiles({ 'rsa.key': privateKeyPem(key) }, (folder) =>
      openssl('rsa', '-check', '-noout', '-in', `${folder}/rsa.key`),
    );
    expect(verdict).to.contain('RSA key ok');
  });

  it('comes in the lengths of the configuration', async () => {
    const key = await generateKey('RSA-3072');
    expect(key.asymmetricKeyDetails).to.deep.equal({ modulusLength: 3072, publicExponent: 65537n });
  });

  it('signs what its public half verifies, in either order of the primes', () => {
    const key = composeRsaKey(numbers['q']!, numbers['p']!, 2048)!;
    const signature = sign('sha384', Buffer.from('text'), key);
    expect(verify('sha384', Buffer.from('text'), createPublicKey(key), signature)).to.equal(true);
  });

  it('is refused when the primes are the same', () => {
    expect(composeRsaKey(numbers['p']!, numbers['p']!, 2048)).to.equal(undefined);
  });

  it('is refused when the primes are close to each other', () => {
    const far = primeFrom(numbers['p']! - (1n << 926n));
    const near = primeFrom(numbers['p']! - (1n << 923n));
    expect(composeRsaKey(numbers['p']!, far, 2048)?.type).to.equal('private');
    expect(composeRsaKey(numbers['p']!, near, 2048)).to.equal(undefined);
  });

  it('is refused when a prime is too small for the length', () => {
    const small = primeFrom(1n << 1023n); // the square root of 2 times this is asked for
    expect(composeRsaKey(numbers['p']!, small, 2048)).to.equal(undefined);
    expect(composeRsaKey(numbers['p']!, numbers['q']!, 3072)).to.equal(undefined);
  });

  it('is refused when the public exponent divides one prime minus one', () => {
    const unfit = generatePrimeSync(1024, { bigint: true, add: 2n * 65537n, rem: 1n });
    expect(composeRsaKey(numbers['p']!, unfit, 2048)).to.equal(undefined);
  });

  it('is refused when a factor is not prime, because it does not sign', () => {
    expect(composeRsaKey(numbers['p']!, (3n << 1022n) + 1n, 2048)).to.equal(undefined);
  });
});

describe('modular arithmetic', () => {
  it('finds inverses where there are any', () => {
    expect(modularInverse(3n, 11n)).to.equal(4n);
    expect(modularInverse(-8n, 11n)).to.equal(4n);
    expect(modularInverse(6n, 9n)).to.equal(undefined);
  });

  it('knows common divisors, common multiples and lengths', () => {
    expect(greatestCommonDivisor(54n, 24n)).to.equal(6n);
    expect(leastCommonMultiple(4n, 6n)).to.equal(12n);
    expect([0n, 1n, 255n, 256n].map(bitLength)).to.deep.equal([0, 1, 8, 9]);
  });
});
