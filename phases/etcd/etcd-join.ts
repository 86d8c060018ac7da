import { etcdComponent, type EtcdPeer } from '../../manifests/components/etcd.ts';
import type { EtcdMember } from '../../pkg/etcd/etcd.ts';
import { shownMember } from '../../pkg/etcd/survey.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { asInitContext } from '../as-init-context.ts';
import type { JoinContext } from '../join-context.ts';
import { workerSkips } from '../worker-skips.ts';
import { writeStaticPod } from '../write-static-pod.ts';
import { addLearner } from './add-learner.ts';
import { awaited } from '../awaited.ts';
import { ensureDataDirectory, hasData } from './data-directory.ts';
import { isContinuing } from '../interrupted-run.ts';
import { findEtcd } from './find-etcd.ts';
import { joiningMember, type JoiningMember } from './joining-member.ts';
import { planMembership, type MembershipPlan } from './membership-plan.ts';
import { removeStale } from './replace-stale.ts';
import { restartSilentMember } from './silent-member.ts';
import { promoteMember, waitUntilHealthy, waitUntilStarted } from './start-member.ts';
import { ETCD_MANIFEST, withdraw } from './withdraw.ts';

/** This machine becomes a voting member of the cluster's etcd. */
export const etcdJoinPhase: Step<JoinContext> = {
  name: 'etcd-join',
  summary: 'Add this machine to the etcd of the cluster',
  details:
    'Adds a member that only copies data at first (a learner), writes /etc/kubernetes/manifests/etcd.yaml, waits until ' +
    'the member has started and caught up, and gives it its vote. etcd takes one new member at a time: where others ' +
    'join as well, this waits for its turn. When it fails, the member is removed again. There is nothing to do where ' +
    'etcd is external.',
  flags: ['apiserver-advertise-address', 'node-name', 'patches', 'control-plane'],
  skipReason: workerSkips,
  async run(context) {
    const init = await asInitContext(context);
    const { local } = init.config.cluster.etcd;
    if (local === undefined) return init.note('etcd is external: this machine runs none');
    const joining = joiningMember(init, local, await findEtcd(init));
    const members = await membersBefore(joining);
    const plan = await planFor(joining, members);
    await makeRoom(joining, plan, members);
    const work = { wroteManifest: false };
    try {
      await becomeLearner(joining, plan);
      const peers = await peersOf(joining);
      work.wroteManifest = true;
      await writeStaticPod(init, etcdComponent(init.config, local, peers));
      const etcd = init.host.etcd(joining.access);
      await waitUntilStarted(joining, etcd);
      await restartSilentMember(joining, etcd);
      await promoteMember(joining, etcd);
      await waitUntilHealthy(joining, etcd);
    } catch (error) {
      await withdraw(joining, work);
      throw error;
    }
    init.note(`etcd member ${joining.name} votes`);
  },
};

async function membersBefore({ context, access, known }: JoiningMember): Promise<readonly EtcdMember[]> {
  if (!known) {
    context.note('the members of etcd are not known here: only this machine is shown in --initial-cluster');
    return [];
  }
  const { host, config } = context;
  const etcd = host.etcd(access);
  const options = { timeoutMs: config.timeouts.etcdAPICall };
  return (await awaited(host, 'the members of etcd', async () => ({ found: await etcd.members() }), options)) ?? [];
}

async function planFor(
  { context, local, name, peerUrl }: JoiningMember,
  members: readonly EtcdMember[],
): Promise<MembershipPlan> {
  const { host } = context;
  const { dataDir } = local;
  const [data, continuing] = await Promise.all([hasData(host, dataDir), isContinuing(host, 'join')]);
  return planMembership(members, { name, peerUrl, dataDir, hasData: data, continuing });
}

/** What former runs left, in the cluster and on this machine, must not be in the way. */
async function makeRoom(joining: JoiningMember, plan: MembershipPlan, members: readonly EtcdMember[]): Promise<void> {
  const { context, local } = joining;
  await ensureDataDirectory(context.host, local.dataDir);
  if (plan.kind === 'replace') await removeStale(joining, members, plan.member);
  if (plan.kind === 'add' && plan.emptyFirst) await emptyLeftovers(joining);
}

async function becomeLearner(joining: JoiningMember, plan: MembershipPlan): Promise<void> {
  const { context, name } = joining;
  if (plan.kind === 'reuse')
    return context.note(`kept the etcd member ${shownMember(plan.member)}: it has this machine's peer URL`);
  await addLearner(joining);
  context.note(`added the etcd member ${name} as a learner`);
}

/** What an interrupted run left: a member that was removed again cannot use its data a second time. */
async function emptyLeftovers({ context, local }: JoiningMember): Promise<void> {
  const { host, note } = context;
  const why = 'left by a join that failed';
  // first of all nobody may start an etcd on it
  if ((await host.stat(ETCD_MANIFEST)) !== undefined)
    await host.change({ kind: 'remove-file', path: ETCD_MANIFEST, why });
  await host.change({ kind: 'empty-directory', path: local.dataDir, why });
  note(`emptied ${local.dataDir}: a join that failed left data of a member that is no longer there`);
}

/** All members in the server's order, under the names that etcd wants to see in --initial-cluster. */
async function peersOf({ context, access, known, name, peerUrl }: JoiningMember): Promise<readonly EtcdPeer[]> {
  if (!known) return [{ name, peerURL: peerUrl }];
  const members = await context.host.etcd(access).members();
  return members.flatMap((member) =>
    member.peerUrls.map((peerURL) => ({
      // one that has not started has no name yet: etcd compares the URLs
      name: peerURL === peerUrl ? name : member.name || member.id,
      peerURL,
    })),
  );
}
