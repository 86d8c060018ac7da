import { expect } from 'chai';
import { waitUntilControlPlane } from '../support/node/cluster-waits.ts';
import { runReset } from '../support/node/join.ts';
import { differences, machineState } from '../support/node/machine-state.ts';
import type { Program } from '../support/node/programs.ts';
import { printedJoins } from '../support/node/programs.ts';
import { expectEnded, joinCluster, resetNode, startCluster, type Cluster } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { openTestbed, requireReference, withNode } from './testbed.ts';

/** Who makes the cluster and resets its machines; the other one joins them. */
const CASES = [
  { maker: 'kubeadm-ts', joiner: 'the reference', number: 60 },
  { maker: 'the reference', joiner: 'kubeadm-ts', number: 70 },
] as const;

for (const { maker, joiner, number } of CASES) {
  describe(`a cluster made by ${maker}`, () => {
    let shared: Awaited<ReturnType<typeof openTestbed>>;
    let making: Program;
    let joining: Program;
    let cluster: Cluster;

    before(async function () {
      shared = await openTestbed(this);
      const reference = requireReference(this, shared);
      [making, joining] = maker === 'kubeadm-ts' ? [shared.ours, reference] : [reference, shared.ours];
      cluster = await startCluster(shared, making, { name: 'ts1', number });
    });

    after(async () => {
      if (cluster !== undefined) await shared.testbed.end(cluster.first);
    });

    it(`takes a worker that ${joiner} joins, and ${maker} resets`, () =>
      withNode(shared, { name: 'ts2', number: number + 1 }, async (node) => {
        const before = await machineState(node);
        await joinCluster(cluster, node, { program: joining, role: 'worker' });
        await resetNode(cluster, node, making);
        expect(differences(before, await machineState(node))).to.deep.equal([]);
      }));

    it(`takes a control plane from ${joiner}, with the certificates that ${maker} uploaded, and loses it to a reset by ${maker}`, () =>
      withNode(shared, { name: 'ts3', number: number + 2 }, async (node) => {
        const { name } = node.options;
        const before = await machineState(node);
        await joinCluster(cluster, node, { program: joining, role: 'controlPlane' });
        await waitUntilControlPlane(cluster.first, name);
        await expectMembers(node, ['ts1', name]);
        await resetNode(cluster, node, making);
        await expectMembers(cluster.first, ['ts1']);
        expect(differences(before, await machineState(node))).to.deep.equal([]);
      }));

    it(`has tokens that ${joiner} creates, and ${maker} lists and deletes`, async () => {
      const { first } = cluster;
      const printed = await first.output(...joining, 'token', 'create', '--ttl=2h', '--description=of the other');
      const token = printed.trim();
      expect(token).to.match(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
      expect(await first.output(...making, 'token', 'list')).to.include(token);
      const [id = ''] = token.split('.');
      expect(await first.output(...making, 'token', 'delete', id)).to.equal(`bootstrap token "${id}" deleted\n`);
      expect(await first.output(...joining, 'token', 'list')).not.to.include(id);
    });

    it(`has the same list of tokens for both programs`, async () => {
      for (const flags of [[], ['--output=json'], ['--output=yaml']]) {
        const [mine, theirs] = await Promise.all(
          [making, joining].map((program) => cluster.first.output(...program, 'token', 'list', ...flags)),
        );
        expect(mine).to.equal(theirs);
      }
    });

    it(`has join commands that ${maker} prints, and ${joiner} takes`, () =>
      withNode(shared, { name: 'ts4', number: number + 3 }, async (node) => {
        const printed = await cluster.first.output(...making, 'token', 'create', '--print-join-command');
        const { worker } = printedJoins(printed);
        await joinCluster({ ...cluster, joins: { ...cluster.joins, worker } }, node, {
          program: joining,
          role: 'worker',
        });
      }));

    it(`has machines that ${joiner} gives back`, () =>
      withNode(shared, { name: 'ts5', number: number + 4 }, async (node) => {
        const { containers, processes, mounts } = await machineState(node);
        await joinCluster(cluster, node, { program: making, role: 'worker' });
        expectEnded(await runReset(node, joining));
        expect(await machineState(node)).to.deep.include({ containers, processes, mounts });
        await cluster.first.kubectl('delete', 'node', node.options.name);
      }));

    it(`has certificates that ${joiner} uploads anew, and a control plane that ${maker} joins with them and ${joiner} resets`, () =>
      withNode(shared, { name: 'ts6', number: number + 5 }, async (node) => {
        const { containers, processes, mounts } = await machineState(node);
        const controlPlane = await joinWithNewCertificates(cluster, joining);
        await joinCluster({ ...cluster, joins: { ...cluster.joins, controlPlane } }, node, {
          program: making,
          role: 'controlPlane',
        });
        await waitUntilControlPlane(cluster.first, node.options.name);
        await expectMembers(node, ['ts1', node.options.name]);
        await resetNode(cluster, node, joining);
        await expectMembers(cluster.first, ['ts1']);
        expect(await machineState(node)).to.deep.include({ containers, processes, mounts });
      }));
  });
}

/** Upload the certificates under a new key. @returns the command that joins with them, as both programs can print it */
async function joinWithNewCertificates({ first }: Cluster, program: Program): Promise<readonly string[]> {
  const said = await first.output(...program, 'init', 'phase', 'upload-certs', '--upload-certs');
  const [key = ''] = /^[0-9a-f]{64}$/m.exec(said) ?? [];
  const create = ['token', 'create', '--print-join-command', '--certificate-key', key];
  const [, command = ''] = /^kubeadm\S* (join .*)$/m.exec(await first.output(...program, ...create)) ?? [];
  return command.split(' ');
}
