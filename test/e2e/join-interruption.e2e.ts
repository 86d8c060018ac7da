import { expect } from 'chai';
import { joinWorkflow } from '../../phases/workflows/join.ts';
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
          await interruptEachStep(begin(node, role), signal);
          const again = await runJoin(node, shared.ours, { words: cluster.joins[role] });
          await expectJoined(node, role);
          tellTime('again', again.milliseconds);
          expectEnded(await runReset(node, shared.ours));
          await cluster.first.kubectl('delete', 'node', node.options.name);
          await expectMembers(cluster.first, ['ts1']);
          expect(differences(before, await machineState(node))).to.deep.equal([]);
        }));
    });
  });

  /** Whether or not the last command was the one that completed, the node is in the cluster. */
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

/** The same command, again and again, with a signal one step later each time. */
async function interruptEachStep(begin: Begin, signal: (typeof SIGNALS)[number]): Promise<void> {
  for (const step of STEPS) {
    const when =
      signal === 'SIGKILL' ? firstChangeIn(step) : (event: Parameters<typeof begins>[0]) => begins(event, step);
    const { code, stderr } = await interruptAt(begin, signal, when);
    // the signal may find the last step done
    if (code === 0) return;
    if (signal === 'SIGKILL') continue;
    expect(code, `${step}: ${stderr}`).to.equal(INTERRUPTED);
    expect(stderr).to.include('run the same command again');
  }
}
