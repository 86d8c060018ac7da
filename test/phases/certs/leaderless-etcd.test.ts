import { expect } from 'chai';
import { leaderlessNote } from '../../../phases/certs/leaderless-etcd.ts';

describe('an etcd without a leader', () => {
  const seenAt = (...seconds: readonly number[]): readonly string[] => {
    const told: string[] = [];
    let now = 0;
    const withoutLeader = leaderlessNote({ now: () => new Date(now) }, (message) => told.push(message));
    for (const second of seconds) {
      now = second * 1000;
      withoutLeader();
    }
    return told;
  };

  it('is given the time of an election', () => {
    expect(seenAt(0, 1, 4.9)).deep.equal([]);
  });

  it('is then told of, with what to do on the other control planes, once', () => {
    const told = seenAt(100, 104, 105, 106, 300);
    expect(told).lengthOf(1);
    expect(told[0]).match(/no majority yet.*give the same command on the other control planes now/);
  });
});
