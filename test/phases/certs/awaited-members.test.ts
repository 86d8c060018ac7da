import { expect } from 'chai';
import { awaitedMembersNote } from '../../../phases/certs/awaited-members.ts';

describe('an etcd that waits for its members', () => {
  const seenAt = (...seconds: readonly number[]): readonly string[] => {
    const told: string[] = [];
    let now = 0;
    const membersAwaited = awaitedMembersNote({ now: () => new Date(now) }, (message) => told.push(message));
    for (const second of seconds) {
      now = second * 1000;
      membersAwaited();
    }
    return told;
  };

  it('is given the time of an election', () => {
    expect(seenAt(0, 1, 4.9)).deep.equal([]);
  });

  it('is then told of, with what to do on the other control planes, once', () => {
    const told = seenAt(100, 104, 105, 106, 300);
    expect(told).lengthOf(1);
    expect(told[0]).match(/most of them have to be up.*give the same command on the other control planes now/);
  });
});
