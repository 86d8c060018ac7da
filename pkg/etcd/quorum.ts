import type { EtcdMember, EtcdStatus } from './etcd.ts';

/** What the removal of one member means for the votes of the cluster. */
export interface RemovalEffect {
  /** Members that vote now; learners do not. */
  readonly votersBefore: number;
  readonly votersAfter: number;
  /** Voters left that answer and know a leader. */
  readonly healthyAfter: number;
  /** Votes that the smaller cluster needs to decide anything. */
  readonly quorumAfter: number;
  /** Whether the rest can still decide. True where nobody votes afterwards: then no cluster is left that could lose anything. */
  readonly keepsQuorum: boolean;
  /** The same as a sentence for a person, without a full stop. */
  readonly reason: string;
}

/** Votes that a cluster of so many voters needs to decide anything: more than half (raft, section 5.2). */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** Members that vote. */
export function votersOf(members: readonly EtcdMember[]): readonly EtcdMember[] {
  return members.filter(({ learner }) => !learner);
}

/** Ids of the members that can vote now: they answer and know a leader. */
export function healthyIds(statuses: readonly EtcdStatus[]): ReadonlySet<string> {
  return new Set(statuses.filter(({ leaderId }) => leaderId !== '0').map(({ memberId }) => memberId));
}

/**
 * What is left of the quorum when a member is removed.
 *
 * @param statuses - of the members that answered; who did not answer is not in it
 * @param id - of the member to be removed; an id that no member has removes nothing
 */
export function removalEffect(
  members: readonly EtcdMember[],
  statuses: readonly EtcdStatus[],
  id: string,
): RemovalEffect {
  const before = votersOf(members);
  const after = before.filter((member) => member.id !== id);
  const healthy = healthyIds(statuses);
  const healthyAfter = after.filter((member) => healthy.has(member.id)).length;
  const quorumAfter = after.length === 0 ? 0 : quorumOf(after.length);
  const keepsQuorum = healthyAfter >= quorumAfter;
  const counts = { votersBefore: before.length, votersAfter: after.length, healthyAfter, quorumAfter, keepsQuorum };
  return { ...counts, reason: reasonOf(counts, namesOf(after.filter((member) => !healthy.has(member.id)))) };
}

/**
 * Whether the cluster can decide nothing while a member is down that stays a member: its vote is missing, and still
 * counts. (Of a removal, `removalEffect` tells.)
 *
 * @param healthy - ids of the members that can vote now
 * @param id - of the member that will be down
 */
export function losesQuorumWithout(members: readonly EtcdMember[], healthy: ReadonlySet<string>, id: string): boolean {
  const voters = votersOf(members);
  return voters.filter((member) => member.id !== id && healthy.has(member.id)).length < quorumOf(voters.length);
}

function reasonOf(counts: Omit<RemovalEffect, 'reason'>, silent: string): string {
  const { votersBefore, votersAfter, healthyAfter, quorumAfter, keepsQuorum } = counts;
  if (votersAfter === 0) return 'it is the last voting member: etcd ends with it';
  if (votersAfter === votersBefore) {
    if (keepsQuorum) return 'it has no vote';
  }
  const left = `${healthyAfter} of the ${votersAfter} voting ${votersAfter === 1 ? 'member' : 'members'} left can vote`;
  const needed = `${quorumAfter} ${quorumAfter === 1 ? 'is' : 'are'} needed`;
  return keepsQuorum ? `${left}, ${needed}` : `only ${left}, but ${needed} (not well: ${silent})`;
}

function namesOf(members: readonly EtcdMember[]): string {
  return members.map(({ name, id }) => (name === '' ? id : name)).join(', ');
}
