import { describeError } from '../../pkg/errors/kubeadm-error.ts';
import { shownMember } from '../../pkg/etcd/survey.ts';
import { MANIFESTS_DIRECTORY } from '../write-static-pod.ts';
import type { JoiningMember } from './joining-member.ts';
import { ownMember } from './membership-plan.ts';

export const ETCD_MANIFEST = `${MANIFESTS_DIRECTORY}/etcd.yaml`;

/**
 * Leave no orphan behind after a failure: a learner that stays keeps every other machine from joining. A member that
 * votes is left as it is: the next run takes it over. Never fails: what it cannot do is a warning.
 */
export async function withdraw(
  joining: JoiningMember,
  { wroteManifest }: { readonly wroteManifest: boolean },
): Promise<void> {
  const { host, warn } = joining.context;
  try {
    if ((await removeLearner(joining)) === 'votes') return;
  } catch (error) {
    warn(
      `the etcd learner of this machine could not be removed again (${describeError(error)}), and as long as it is there ` +
        'no other control plane can join: run the same command again, or `kubeadm-ts reset` here, or on another control ' +
        'plane etcdctl member list and etcdctl member remove ID',
    );
  }
  try {
    if (!wroteManifest || (await host.stat(ETCD_MANIFEST)) === undefined) return;
    await host.change({ kind: 'remove-file', path: ETCD_MANIFEST, why: 'joining etcd has failed' });
    warn(`removed ${ETCD_MANIFEST}: joining etcd has failed`);
  } catch (error) {
    warn(`${ETCD_MANIFEST} could not be removed again: ${describeError(error)}`);
  }
}

async function removeLearner(joining: JoiningMember): Promise<'removed' | 'absent' | 'votes'> {
  const { context, access, name, peerUrl } = joining;
  const { host, warn } = context;
  const member = ownMember(await host.etcd(access).members(), peerUrl);
  if (member === undefined) return 'absent';
  if (!member.learner) {
    warn(`the etcd member ${shownMember(member)} votes already and stays: the next run goes on from there`);
    return 'votes';
  }
  await host.change({ kind: 'remove-etcd-member', access, id: member.id, name, why: 'joining etcd has failed' });
  warn(`removed the etcd learner ${name} (${member.id}) again: joining etcd has failed`);
  return 'removed';
}
