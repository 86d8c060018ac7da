import { expect } from 'chai';
import { withTimeLimit } from '../../../pkg/host/time-limit.ts';
import { failureOf } from '../../support/failure.ts';

describe('a time limit', () => {
  it('passes an answer and a failure on', async () => {
    expect(await withTimeLimit('x', 1000, async () => 7)).equal(7);
    const failure: unknown = await withTimeLimit('x', 1000, () => Promise.reject(new Error('no'))).catch(
      (error) => error,
    );
    expect(failure).property('message', 'no');
  });

  it('names who did not answer', async () => {
    const failure = await failureOf(withTimeLimit('the moon', 20, () => new Promise(() => undefined)));
    expect(failure.code).equal('no-answer');
    expect(failure.message).equal('the moon did not answer within 0.02 s');
  });
});
