import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { shownMember } from '../../pkg/etcd/survey.ts';
import type { EtcdMembership, EtcdMembershipFound, ResetContext } from '../reset-context.ts';

/**
 * Not of the reference: a reset that would take the rest of etcd its quorum, and with it the cluster, is refused
 * unless it was forced.
 *
 * @throws KubeadmError `etcd-quorum-at-risk`
 */
export function guardQuorum({ config, warn }: Pick<ResetContext, 'config' | 'warn'>, etcd: EtcdMembership): void {
  const danger = dangerOf(etcd);
  if (danger === undefined) return;
  if (config.force) return warn(`${danger}; going on, because --force asks for it`);
  throw new KubeadmError('etcd-quorum-at-risk', danger, {
    hint:
      'repair the members that are not well first (on their machines: crictl ps -a --name etcd; crictl logs <id>), or ' +
      'remove those that are gone for good (etcdctl member remove <id>); --force goes on, and whatever only this member knows is lost then',
  });
}

function dangerOf(etcd: EtcdMembership): string | undefined {
  if (etcd.kind === 'unknown' && etcd.answersAlone) {
    return `the etcd member of this node is alive, but its cluster has no quorum: this may be the last copy of the cluster's data (${etcd.reason})`;
  }
  // a learner has no vote to lose
  if (etcd.kind !== 'member' || etcd.own.learner || etcd.effect.keepsQuorum) return undefined;
  return `without this node etcd has no quorum: ${etcd.effect.reason}\n${memberLines(etcd)}`;
}

/** Every member with how it is, one in a line. */
function memberLines({ reports, own }: EtcdMembershipFound): string {
  const lines = reports.map(({ member, trouble = 'is well' }) => {
    const role = member.learner ? ', a learner without a vote' : '';
    return `\t${shownMember(member)}${member.id === own.id ? ', this node' : ''}${role}: ${trouble}`;
  });
  return lines.join('\n');
}
