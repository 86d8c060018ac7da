import { expect } from 'chai';
import { apiError } from '../../../pkg/kube/api-error.ts';
import { withRetries } from '../../../pkg/kube/with-retries.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';

/** A clock that only sleeping moves. */
function clock() {
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => new Date(sleeps.reduce((sum, one) => sum + one, 0)),
    sleep: async (milliseconds: number) => void sleeps.push(milliseconds),
  };
}

/** Fails with these errors, then works. */
function failing(...errors: readonly unknown[]): () => Promise<string> {
  const left = [...errors];
  return async () => {
    if (left.length > 0) throw left.shift();
    return 'done';
  };
}

const unreachable = (): KubeadmError => new KubeadmError('api-unreachable', 'no answer');
const answer = (code: number, retryAfterMs?: number): KubeadmError =>
  apiError(
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', code },
    { verb: 'get', what: 'x', secret: false },
    retryAfterMs,
  );

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('withRetries', () => {
  it('tries once when it works', async () => {
    const { sleeps, ...time } = clock();
    expect(await withRetries(failing(), { timeoutMs: 1000, ...time })).to.equal('done');
    expect(sleeps).to.deep.equal([]);
  });

  it('tries again, every 150 ms, while the server cannot be reached, fails or has too much to do', async () => {
    const { sleeps, ...time } = clock();
    expect(await withRetries(failing(unreachable(), answer(503), answer(429)), { timeoutMs: 1000, ...time })).to.equal(
      'done',
    );
    expect(sleeps).to.deep.equal([150, 150, 150]);
  });

  it('waits as long as the server asks for', async () => {
    const { sleeps, ...time } = clock();
    await withRetries(failing(answer(429, 2000)), { timeoutMs: 5000, ...time });
    expect(sleeps).to.deep.equal([2000]);
  });

  it('gives up with the last error when time is up', async () => {
    const { sleeps, ...time } = clock();
    const last = answer(500);
    const errors = [...Array.from({ length: 10 }, unreachable), last];
    expect(
      await errorOf(withRetries(failing(...errors, answer(503)), { timeoutMs: 1000, intervalMs: 100, ...time })),
    ).to.equal(last);
    expect(sleeps).to.have.length(10);
  });

  for (const code of [400, 401, 403, 404, 409, 422]) {
    it(`does not try again after a ${code}`, async () => {
      const error = answer(code);
      expect(await errorOf(withRetries(failing(error), { timeoutMs: 1000, ...clock() }))).to.equal(error);
    });
  }

  it('leaves what is worth another try to the caller', async () => {
    const options = { timeoutMs: 1000, ...clock(), retryable: () => true };
    expect(await withRetries(failing(new Error('anything')), options)).to.equal('done');
  });
});
