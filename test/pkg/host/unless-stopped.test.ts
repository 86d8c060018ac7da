import { expect } from 'chai';
import { unlessStopped } from '../../../pkg/host/unless-stopped.ts';
import { until } from '../../../pkg/host/until.ts';

/** Work that does not end. */
const hanging = (): Promise<never> => new Promise(() => undefined);

describe('work that somebody may want to stop', () => {
  it('gives what comes of it while nobody stops it', async () => {
    const { signal } = new AbortController();
    expect(await unlessStopped(Promise.resolve(7), signal, 0)).equal(7);
    const failure = await unlessStopped(Promise.reject(new Error('no')), signal, 0).catch(String);
    expect(failure).equal('Error: no');
  });

  it('may come to its end within the grace', async () => {
    const stopper = new AbortController();
    const work = new Promise<string>((resolve) => setTimeout(resolve, 20, 'done'));
    const outcome = unlessStopped(work, stopper.signal, 5_000);
    stopper.abort();
    expect(await outcome).equal('done');
  });

  it('is left to itself after that', async () => {
    const stopper = new AbortController();
    const outcome = unlessStopped(hanging(), stopper.signal, 10);
    stopper.abort(new Error('Ctrl-C'));
    expect(await outcome.catch(String)).equal('Error: Ctrl-C');
  });

  it('is a wait whose look hangs, too', async () => {
    const stopper = new AbortController();
    const waiting = { emit: () => undefined, clock: () => performance.now(), signal: stopper.signal };
    const outcome = until('an answer', hanging, { timeoutMs: 60_000 }, waiting);
    stopper.abort(new Error('Ctrl-C'));
    expect(await outcome.catch(String)).equal('Error: Ctrl-C');
  });
});
