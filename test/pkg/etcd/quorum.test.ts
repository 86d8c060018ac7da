import { expect } from 'chai';
import type { EtcdMember, EtcdStatus } from '../../../pkg/etcd/etcd.ts';
import { healthyIds, losesQuorumWithout, quorumOf, removalEffect, votersOf } from '../../../pkg/etcd/quorum.ts';

describe('quorum of etcd', () => {
  it('is more than half', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(quorumOf)).deep.equal([1, 2, 2, 3, 3, 4, 4]);
  });

  it('is made of members that vote', () => {
    expect(votersOf([member('a'), learner('b')]).map(({ id }) => id)).deep.equal(['a']);
  });

  it('counts a member that knows no leader as one that cannot vote now', () => {
    expect([...healthyIds([status('a'), { ...status('b'), leaderId: '0' }])]).deep.equal(['a']);
  });

  const three = [member('a'), member('b'), member('c')];

  it('stays with two of three', () => {
    const effect = removalEffect(
      three,
      three.map(({ id }) => status(id)),
      'c',
    );
    expect(effect).deep.equal({
      votersBefore: 3,
      votersAfter: 2,
      healthyAfter: 2,
      quorumAfter: 2,
      keepsQuorum: true,
      reason: '2 of the 2 voting members left can vote, 2 are needed',
    });
  });

  it('is lost when one of three goes and another is down', () => {
    const effect = removalEffect(three, [status('a'), status('c')], 'c');
    expect(effect).include({ keepsQuorum: false, healthyAfter: 1, quorumAfter: 2 });
    expect(effect.reason).equal('only 1 of the 2 voting members left can vote, but 2 are needed (not well: name-of-b)');
  });

  it('is kept when the one that is down goes', () => {
    expect(removalEffect(three, [status('a'), status('b')], 'c')).include({ keepsQuorum: true, votersAfter: 2 });
    expect(removalEffect([member('a'), member('b')], [status('a')], 'b')).include({
      keepsQuorum: true,
      quorumAfter: 1,
    });
  });

  it('does not depend on learners', () => {
    const effect = removalEffect(
      [...three, learner('d')],
      three.map(({ id }) => status(id)),
      'd',
    );
    expect(effect).include({ votersBefore: 3, votersAfter: 3, keepsQuorum: true, reason: 'it has no vote' });
  });

  it('ends with the last member', () => {
    const effect = removalEffect([member('a')], [status('a')], 'a');
    expect(effect).include({ votersAfter: 0, quorumAfter: 0, keepsQuorum: true });
    expect(effect.reason).include('last voting member');
  });

  it('is not changed by the removal of a member that is not there', () => {
    expect(removalEffect(three, [status('a'), status('b')], 'x')).include({ votersAfter: 3, keepsQuorum: true });
    expect(removalEffect(three, [status('a')], 'x')).include({ keepsQuorum: false });
  });

  it('is lost while a member is down whose vote the others need', () => {
    expect(losesQuorumWithout(three, new Set(['a', 'b', 'c']), 'c')).equal(false);
    expect(losesQuorumWithout(three, new Set(['a', 'b']), 'c')).equal(false);
    expect(losesQuorumWithout(three, new Set(['a', 'c']), 'c')).equal(true);
    expect(losesQuorumWithout([member('a'), member('b')], new Set(['a', 'b']), 'b')).equal(true);
    expect(losesQuorumWithout([member('a')], new Set(['a']), 'a')).equal(true);
  });

  it('does not count the vote that a learner lacks, nor miss a learner', () => {
    expect(losesQuorumWithout([member('a'), learner('b')], new Set(['a', 'b']), 'a')).equal(true);
    expect(losesQuorumWithout([...three, learner('d')], new Set(['a', 'b', 'd']), 'd')).equal(false);
  });
});

function member(id: string): EtcdMember {
  return { id, name: `name-of-${id}`, peerUrls: [], clientUrls: [], learner: false };
}

function learner(id: string): EtcdMember {
  return { ...member(id), learner: true };
}

function status(memberId: string): EtcdStatus {
  const indexes = { raftIndex: 1, raftAppliedIndex: 1, dbSize: 1 };
  return { endpoint: '', memberId, leaderId: 'a', version: '3.6.13', learner: false, ...indexes, errors: [] };
}
