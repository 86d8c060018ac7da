import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { EtcdMember, EtcdView } from '../../pkg/etcd/etcd.ts';
import { removalEffect } from '../../pkg/etcd/quorum.ts';
import { shownMember, surveyMembers } from '../../pkg/etcd/survey.ts';
import { awaited } from '../awaited.ts';
import type { JoiningMember } from './joining-member.ts';

const EVERY_MS = 500;

/**
 * Remove the member that this machine was before its data went away: it can never start again.
 *
 * @throws KubeadmError `etcd-member-runs` when it answers, `etcd-no-quorum` when the rest could not decide without it
 */
export async function removeStale(
  joining: JoiningMember,
  members: readonly EtcdMember[],
  stale: EtcdMember,
): Promise<void> {
  const { context, access, local } = joining;
  const { host, note, config } = context;
  await requireRemovable(joining, host.etcd(access), members, stale);
  note(
    `removing the etcd member ${shownMember(stale)}: it has this machine's peer URL, and its data is not in ${local.dataDir}`,
  );
  const remove = async () => {
    await host.change({ kind: 'remove-etcd-member', access, id: stale.id, name: stale.name, why: 'its data is gone' });
    return { found: true };
  };
  const options = { timeoutMs: config.timeouts.etcdAPICall, intervalMs: EVERY_MS };
  await awaited(host, 'etcd to remove the former member', remove, options);
}

async function requireRemovable(
  { local }: JoiningMember,
  etcd: EtcdView,
  members: readonly EtcdMember[],
  stale: EtcdMember,
): Promise<void> {
  const reports = await surveyMembers(etcd, members);
  const statuses = reports.flatMap(({ status }) => status ?? []);
  if (statuses.some(({ memberId }) => memberId === stale.id)) {
    throw new KubeadmError(
      'etcd-member-runs',
      `the etcd member ${shownMember(stale)} has this machine's peer URL and answers, but there is no data in ${local.dataDir}`,
      {
        hint: 'another etcd runs on this machine or under its address: stop it, or name its folder in etcd.local.dataDir',
      },
    );
  }
  const { keepsQuorum, reason } = removalEffect(members, statuses, stale.id);
  if (keepsQuorum) return;
  throw new KubeadmError(
    'etcd-no-quorum',
    `the etcd member ${shownMember(stale)} was this machine, whose data is gone; without it etcd would lose its quorum: ${reason}`,
    { hint: 'bring the other control planes back first, and run the same command again' },
  );
}
