import { describeError } from '../errors/kubeadm-error.ts';
import type { EtcdMember, EtcdStatus, EtcdView } from './etcd.ts';
import { EtcdError } from './etcd-error.ts';
import { quorumOf } from './quorum.ts';

/** How one member is. */
export interface MemberReport {
  readonly member: EtcdMember;
  /** What it says of itself; absent when it does not answer. */
  readonly status?: EtcdStatus;
  /** Why it is not well, without a full stop; absent when it is. */
  readonly trouble?: string;
  /** Waiting does not mend it: certificates, a full database. */
  readonly lasting?: boolean;
}

/** Ask all members at the same time how they are. Never fails. */
export function surveyMembers(
  etcd: Pick<EtcdView, 'status'>,
  members: readonly EtcdMember[],
): Promise<readonly MemberReport[]> {
  return Promise.all(members.map((member) => reportOf(etcd, member)));
}

/** Whether more than half of the voting members are well. */
export function isHealthyCluster(reports: readonly MemberReport[]): boolean {
  const voters = reports.filter(({ member }) => !member.learner);
  return voters.length > 0 && voters.filter(({ trouble }) => trouble === undefined).length >= quorumOf(voters.length);
}

/** Each member that is not well with its reason: `cp2 (8e9e05c52164694d) is not there: ...`. */
export function describeTroubles(reports: readonly MemberReport[]): readonly string[] {
  return reports.flatMap(({ member, trouble }) => (trouble === undefined ? [] : [`${shownMember(member)} ${trouble}`]));
}

/** A member as messages call it: its name, or where it is while it has none, and the id that etcdctl wants. */
export function shownMember({ name, id, peerUrls }: EtcdMember): string {
  return `${name === '' ? peerUrls.join(',') : name} (${id})`;
}

async function reportOf(etcd: Pick<EtcdView, 'status'>, member: EtcdMember): Promise<MemberReport> {
  if (member.clientUrls.length === 0) return { member, trouble: 'has not started yet' };
  let failure: unknown;
  for (const url of member.clientUrls) {
    try {
      const status = await etcd.status(url);
      return { member, status, ...troubleOf(status) };
    } catch (error) {
      failure = error;
    }
  }
  if (!(failure instanceof EtcdError)) return { member, trouble: `does not answer: ${describeError(failure)}` };
  return { member, trouble: failure.why, lasting: failure.code === 'etcd-tls' };
}

function troubleOf({ leaderId, errors }: EtcdStatus): Pick<MemberReport, 'trouble' | 'lasting'> {
  const alarms = errors.flatMap((error) => /alarm:\s*(\w+)/.exec(error)?.[1] ?? []);
  if (alarms.length > 0) return { trouble: `has the alarm ${[...new Set(alarms)].join(', ')}`, lasting: true };
  if (leaderId === '0') return { trouble: 'knows no leader' };
  return errors.length > 0 ? { trouble: `reports ${errors.join('; ')}` } : {};
}
