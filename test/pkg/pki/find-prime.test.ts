import { expect } from 'chai';
import { build } from 'esbuild';
import { checkPrimeSync, generatePrimeSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPrime } from '../../../pkg/pki/find-prime.ts';
import { isProbablePrime, randomBits } from '../../../pkg/pki/miller-rabin.ts';
import { bitLength } from '../../../pkg/pki/modular-arithmetic.ts';
import { primeOfWorker } from '../../../pkg/pki/prime-of-worker.ts';
import { createPrimeSource } from '../../../pkg/pki/prime-source.ts';

const prime = (bits: number, options = {}): bigint => generatePrimeSync(bits, { bigint: true, ...options });

/** A number that passes Fermat's test for nearly every base: (6k+1)(12k+1)(18k+1), where all three are prime. */
function carmichaelNumber(): bigint {
  for (let k = 1n << 160n; ; k += 1n) {
    const factors = [6n * k + 1n, 12n * k + 1n, 18n * k + 1n];
    if (factors.every((factor) => factor % 5n !== 0n && factor % 7n !== 0n && checkPrimeSync(factor)))
      return factors.reduce((product, factor) => product * factor);
  }
}

describe('the Miller-Rabin test', () => {
  it('passes primes, whatever power of two their predecessors have', () => {
    for (const power of [1n, 2n, 3n, 10n, 64n]) {
      const two = 1n << power;
      const candidate = prime(512, { add: two * 2n, rem: two + 1n });
      expect((candidate - 1n) % two, `2^${power}`).to.equal(0n);
      expect(isProbablePrime(candidate), `2^${power}`).to.equal(true);
    }
  });

  it('fails products of two primes, squares, and numbers that deceive the test of Fermat', () => {
    const [p, q] = [prime(512), prime(512)];
    for (const composite of [p * q, p * p, carmichaelNumber()]) expect(isProbablePrime(composite)).to.equal(false);
  });

  it('says the same as OpenSSL of random numbers', () => {
    for (let count = 0; count < 400; count += 1) {
      const candidate = randomBits(512) | (1n << 511n) | 1n;
      expect(isProbablePrime(candidate), String(candidate)).to.equal(checkPrimeSync(candidate));
    }
  });

  it('refuses what its number of rounds is not enough for, and even numbers', () => {
    expect(() => isProbablePrime(prime(256))).to.throw(RangeError);
    expect(() => isProbablePrime(prime(512) + 1n)).to.throw(RangeError);
  });
});

describe('a prime for an RSA key', () => {
  it('has the length asked for, its two top bits set, and is prime for OpenSSL', async () => {
    for (const bits of [1024, 1024, 1024, 1536]) {
      const found = await findPrime(bits, () => Promise.resolve());
      expect(bitLength(found)).to.equal(bits);
      expect(found >> BigInt(bits - 2)).to.equal(3n);
      expect(checkPrimeSync(found)).to.equal(true);
    }
  });

  it('lets others have their turn while it is searched', async () => {
    let turns = 0;
    // one of several is found at the first try, rarely; not all of them
    for (let count = 0; count < 4; count += 1)
      await findPrime(1024, () => {
        turns += 1;
        return Promise.resolve();
      });
    expect(turns).to.be.greaterThan(0);
  });

  for (const cpus of [1, 2, 8])
    it(`comes from a source for ${cpus} CPUs, never twice the same`, async () => {
      const source = createPrimeSource({ cpus });
      const primes = await Promise.all(Array.from({ length: 6 }, () => source(512)));
      expect(new Set(primes).size).to.equal(6);
      for (const each of primes) expect(checkPrimeSync(each) && bitLength(each) === 512).to.equal(true);
      // whoever was idle works again
      expect(checkPrimeSync(await source(512))).to.equal(true);
    });

  it('fails where OpenSSL does, and the source goes on', async () => {
    const source = createPrimeSource({ cpus: 1 });
    const error = await source(-1).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
    expect(checkPrimeSync(await source(512))).to.equal(true);
  });

  describe('from a thread of its own', () => {
    let folder: string;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-primes-'));
      const entry = fileURLToPath(new URL('../../../cmd/prime-worker.ts', import.meta.url));
      const outfile = join(folder, 'prime-worker.cjs');
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs' });
      writeFileSync(join(folder, 'broken.cjs'), 'throw new Error("no thread left");');
      writeFileSync(join(folder, 'short-lived.cjs'), 'process.exit(0);');
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it('is another one each time, order after order', async () => {
      const one = primeOfWorker(join(folder, 'prime-worker.cjs'));
      const primes = [await one(512), await one(512), await one(1024)];
      expect(primes.map(bitLength)).to.deep.equal([512, 512, 1024]);
      expect(primes.every((each) => checkPrimeSync(each)) && primes[0] !== primes[1]).to.equal(true);
    });

    it('comes beside those of this thread', async () => {
      const source = createPrimeSource({ cpus: 3, workerFile: join(folder, 'prime-worker.cjs') });
      const primes = await Promise.all(Array.from({ length: 12 }, () => source(512)));
      expect(new Set(primes).size).to.equal(12);
      expect(primes.every((each) => checkPrimeSync(each))).to.equal(true);
    });

    for (const file of ['broken.cjs', 'short-lived.cjs', 'missing.cjs'])
      it(`comes from OpenSSL where the thread does not live: ${file}`, async () => {
        const error = await primeOfWorker(join(folder, file))(512).catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(Error);
        const source = createPrimeSource({ cpus: 2, workerFile: join(folder, file) });
        const primes = await Promise.all(Array.from({ length: 4 }, () => source(512)));
        expect(primes.every((each) => checkPrimeSync(each))).to.equal(true);
      });
  });
});
