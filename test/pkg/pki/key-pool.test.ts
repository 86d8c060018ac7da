import { expect } from 'chai';
import type { KeyObject } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { EncryptionAlgorithm } from '../../../pkg/config/types.ts';
import { createKeyPool } from '../../../pkg/pki/key-pool.ts';
import { ecKey } from '../../support/test-keys.ts';

/** A generator that finishes when told to. */
function heldGenerator() {
  const started: EncryptionAlgorithm[] = [];
  const finish: ((key: KeyObject) => void)[] = [];
  const fail: ((error: Error) => void)[] = [];
  const generate = (algorithm: EncryptionAlgorithm): Promise<KeyObject> => {
    started.push(algorithm);
    return new Promise((resolve, reject) => {
      finish.push(resolve);
      fail.push(reject);
    });
  };
  return { started, finish, fail, generate };
}

describe('the key pool', () => {
  it('makes keys ahead, a few at a time', async () => {
    const held = heldGenerator();
    const pool = createKeyPool({ concurrency: 2, generate: held.generate });
    pool.prepare('RSA-2048', 4);
    expect(held.started).to.have.length(2);
    held.finish[0]!(ecKey());
    await turn();
    expect(held.started).to.have.length(3);
  });

  it('hands out what was prepared, in order, and never the same key twice', async () => {
    const pool = createKeyPool({ generate: async () => ecKey() });
    pool.prepare('ECDSA-P256', 3);
    const keys = await Promise.all([1, 2, 3, 4, 5].map(() => pool.take('ECDSA-P256')));
    const distinct = new Set(keys.map((key) => key.export({ format: 'pem', type: 'sec1' })));
    expect(distinct.size).to.equal(5);
  });

  it('makes no more keys than were prepared when they are enough', async () => {
    let made = 0;
    const pool = createKeyPool({
      generate: async () => {
        made += 1;
        return ecKey();
      },
    });
    pool.prepare('ECDSA-P256', 2);
    await Promise.all([pool.take('ECDSA-P256'), pool.take('ECDSA-P256')]);
    expect(made).to.equal(2);
  });

  it('makes a key at once when another kind is asked for', async () => {
    const pool = createKeyPool();
    pool.prepare('ECDSA-P256', 1);
    const key = await pool.take('ECDSA-P384');
    expect(key.asymmetricKeyDetails?.namedCurve).to.equal('secp384r1');
    expect((await pool.take('ECDSA-P256')).asymmetricKeyDetails?.namedCurve).to.equal('prime256v1');
  });

  it('tells a failure to whoever takes the key, and goes on with the next', async () => {
    const held = heldGenerator();
    const pool = createKeyPool({ concurrency: 1, generate: held.generate });
    pool.prepare('RSA-2048', 2);
    held.fail[0]!(new Error('no entropy'));
    await turn();
    expect(held.started).to.have.length(2);
    const failure = await pool.take('RSA-2048').catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message', 'no entropy');
  });

  it('drops what is only waiting when it is stopped, and still makes a key that is asked for', async () => {
    const held = heldGenerator();
    const pool = createKeyPool({ concurrency: 1, generate: held.generate });
    pool.prepare('RSA-2048', 5);
    pool.stop();
    const key = ecKey();
    held.finish[0]!(key);
    await turn();
    expect(held.started).to.have.length(1);
    expect(await pool.take('RSA-2048')).to.equal(key);
    const next = pool.take('RSA-2048');
    expect(held.started).to.have.length(2);
    held.finish[1]!(key);
    expect(await next).to.equal(key);
  });

  it('keeps a key that somebody waits for when it is stopped', async () => {
    const held = heldGenerator();
    const pool = createKeyPool({ concurrency: 1, generate: held.generate });
    pool.prepare('RSA-2048', 1);
    const [first, second] = [pool.take('RSA-2048'), pool.take('RSA-2048')];
    pool.stop();
    held.finish[0]!(ecKey());
    await first;
    await turn();
    held.finish[1]!(ecKey());
    expect((await second).type).to.equal('private');
  });
});
