import type { EtcdMember, EtcdStatus, EtcdView } from '../../pkg/etcd/etcd.ts';

/** The leader promotes a learner that has so much of its log (readyPercent in etcd's server.go). */
const READY = 0.9;

/** How far a learner is behind the leader. */
export interface LearnerLag {
  /** Whether promoting it has a chance. True also where that cannot be told: etcd decides in any case. */
  readonly enough: boolean;
  /** For a person. */
  readonly lag: string;
}

/** Compare what the learner and the leader have of the log. Never fails. */
export async function learnerLag(
  etcd: EtcdView,
  members: readonly EtcdMember[],
  learner: EtcdMember,
): Promise<LearnerLag> {
  const own = await firstStatus(etcd, learner.clientUrls);
  if (own === undefined) return { enough: true, lag: 'the learner does not say how far it is' };
  const leader = members.find(({ id }) => id === own.leaderId);
  const ahead = leader === undefined ? undefined : await firstStatus(etcd, leader.clientUrls);
  if (leader === undefined || ahead === undefined)
    return { enough: true, lag: 'the leader does not say how far it is' };
  const lag = `the learner has applied ${own.raftAppliedIndex} of the ${ahead.raftIndex} entries that the leader ${leader.name} has`;
  return { enough: own.raftIndex >= ahead.raftIndex * READY, lag };
}

async function firstStatus(etcd: EtcdView, urls: readonly string[]): Promise<EtcdStatus | undefined> {
  for (const url of urls) {
    const status = await etcd.status(url).catch(() => undefined);
    if (status !== undefined) return status;
  }
  return undefined;
}
