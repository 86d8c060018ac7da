import { expect } from 'chai';
import { watchPull } from '../../../pkg/cri/pull-watch.ts';

describe('watching a pull', () => {
  let look: () => void;
  const byHand = (given: () => void): (() => void) => {
    look = given;
    return () => (look = () => undefined);
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('tells the seconds, and how much the image store grew once that is known', async () => {
    const sizes = [100, 100, 100 + 5 * 1024 ** 2, 100];
    const told: string[] = [];
    watchPull(
      async () => sizes.shift(),
      (detail) => told.push(detail),
      byHand,
    );
    for (let second = 0; second < 4; second += 1) {
      await settle();
      look();
    }
    const grown = ', image store grew by 5 MiB';
    expect(told).to.deep.equal([
      'pulling',
      'pulling for 1 s',
      'pulling for 2 s',
      `pulling for 3 s${grown}`,
      `pulling for 4 s${grown}`,
    ]);
  });

  it('tells the time alone where the runtime does not know the size', async () => {
    const told: string[] = [];
    const stop = watchPull(
      async () => undefined,
      (detail) => told.push(detail),
      byHand,
    );
    look();
    await settle();
    look();
    stop();
    look();
    expect(told).to.deep.equal(['pulling', 'pulling for 1 s', 'pulling for 2 s']);
  });
});
