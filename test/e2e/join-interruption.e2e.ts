import { expect } from 'chai';
import { joinWorkflow } from '../../phases/workflows/join.ts';
import type { Event } from '../../pkg/events/event.ts';
import { allSteps } from '../../pkg/workflow/select-steps.ts';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { runJoin, runReset, startJoin } from '../support/node/join.ts';
import { differences, machineState } from '../support/node/machine-state.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { eventually } from '../support/node/process.ts';
import { expectEnded, startCluster, type Cluster, type Role } from './cluster.ts';
import { etcdMembers, expectMembers } from './etcd-members.ts';
import { begins, firstChangeIn, INTERRUPTED, interruptAt, type Begin } from './interrupt.ts';
import { openTestbed, tellTime, withNode } from './testbed.ts';

const STEPS = allSteps(joinWorkflow).map(({ path }) => path);
const ROLES: readonly Role[] = ['worker', 'controlPlane'];
/** The last step that does something. */
const LAST_STEP: Readonly<Record<Role, string>> = {
  worker: 'kubelet-wait-bootstrap',
  controlPlane: 'wait-control-plane',
};
const SIGNALS = ['SIGKILL', 'SIGINT'] as const;

describe('an interrupted join on real nodes', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let cluster: Cluster;

  before(async function () {
    shared = await openTestbed(this);
    cluster = await startCluster(shared, shared.ours, { name: 'ts1', number: 80 });
  });

  after(async () => {
    if (cluster !== undefined) await shared.testbed.end(cluster.first);
  });

  const begin =
    (node: ClusterNode, role: Role): Begin =>
    (see) =>
      startJoin(node, shared.ours, { words: cluster.joins[role], flags: ['--output=json'], see });

  ROLES.forEach((role, place) => {
    SIGNALS.forEach((signal, turn) => {
      const who = role === 'worker' ? 'a worker' : 'a control plane';
      it(`gets ${who} through every step after ${signal} in each, by the same command`, () =>
        withNode(shared, { name: `ts${2 + turn}`, number: 81 + 2 * place + turn }, async (node) => {
          const before = await machineState(node);
          const completed = await interruptEachStep(begin(node, role), { role, signal });
          if (!completed) {
            const again = await runJoin(node, shared.ours, { words: cluster.joins[role] });
            expectEnded(again);
            tellTime('again', again.milliseconds);
          }
          await expectJoined(node, role);
          expectEnded(await runReset(node, shared.ours));
          await cluster.first.kubectl('delete', 'node', node.options.name);
          await expectMembers(cluster.first, ['ts1']);
          expect(differences(before, await machineState(node))).to.deep.equal([]);
        }));
    });
  });

  const expectJoined = async (node: ClusterNode, role: Role): Promise<void> => {
    await waitUntilJoined(cluster.first, node.options.name);
    if (role === 'worker') return;
    await waitUntilControlPlane(cluster.first, node.options.name);
    await expectMembers(cluster.first, ['ts1', node.options.name]);
  };

  it('leaves no member behind when the machine is killed as a learner, and reset', () =>
    withNode(shared, { name: 'ts4', number: 86 }, async (node) => {
      const command = begin(node, 'controlPlane')(() => undefined);
      await eventually('a learner', 120_000, async () => (await etcdMembers(cluster.first)).length === 2 || undefined);
      command.signal('SIGKILL');
      await command.ended;
      expectEnded(await runReset(node, shared.ours));
      await expectMembers(cluster.first, ['ts1']);
    }));
});

/**
 * The same command, again and again, with a signal one step later each time.
 *
 * @returns whether the last signal came too late: only where there was nothing left to do
 */
async function interruptEachStep(
  begin: Begin,
  { role, signal }: { readonly role: Role; readonly signal: (typeof SIGNALS)[number] },
): Promise<boolean> {
  const last = STEPS.indexOf(LAST_STEP[role]);
  for (const step of STEPS.slice(0, last + 1)) {
    const kills = signal === 'SIGKILL';
    const when = kills ? firstChangeIn(step) : (event: Event): boolean => begins(event, step);
    const outcome = await interruptAt(begin, signal, when);
    if (outcome.code === 0) {
      expect(step, `ended well: ${outcome.stderr}`).to.equal(LAST_STEP[role]);
      return true;
    }
    expect(kills ? outcome.signal : outcome.code, `${step}: ${outcome.stderr}`).to.equal(kills ? signal : INTERRUPTED);
    if (!kills)
      expect(outcome.stderr, `${step}: ${outcome.stdout.slice(-1500)}`).to.include('run the same command again');
  }
  return false;
}
