import { expect } from 'chai';
import type { Event } from '../../pkg/events/event.ts';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { runJoin, runReset } from '../support/node/join.ts';
import { differences, machineState, type MachineState } from '../support/node/machine-state.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { httpsGet } from './cluster-checks.ts';
import { expectEnded, joinCluster, resetNode, startCluster, type Cluster } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { openTestbed, tellTime, withNode } from './testbed.ts';

const SOON_MS = 20_000;

/** Words that make the printed command a wrong one, and what the error has to name. */
const TROUBLES = [
  {
    name: 'a hash that is not the one of the authority',
    spoil: (word: string) => (word.startsWith('sha256:') ? `sha256:${'0'.repeat(64)}` : word),
    says: /hash/i,
  },
  {
    name: 'a token with a wrong secret',
    spoil: (word: string) => word.replace(/^([a-z0-9]{6})\.[a-z0-9]{16}$/, '$1.0000000000000000'),
    says: /secret|signature/i,
  },
];

describe('join and reset on real nodes', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let cluster: Cluster;

  before(async function () {
    shared = await openTestbed(this);
    cluster = await startCluster(shared, shared.ours, { name: 'ts1', number: 50 });
  });

  after(async () => {
    if (cluster !== undefined) await shared.testbed.end(cluster.first);
  });

  describe('of a worker', () => {
    let node: ClusterNode;
    let fresh: MachineState;

    before(async () => {
      node = await shared.testbed.startNode({ name: 'ts2', number: 51 });
      fresh = await machineState(node);
    });

    after(async () => {
      if (node !== undefined) await shared.testbed.end(node);
    });

    const untouched = async (): Promise<void> => {
      expect(differences(fresh, await machineState(node))).to.deep.equal([]);
    };

    for (const { name, spoil, says } of TROUBLES) {
      it(`stops at ${name}, and has written nothing`, async () => {
        const words = cluster.joins.worker.map(spoil);
        const { code, stderr, milliseconds } = await runJoin(node, shared.ours, { words });
        expect(code, stderr).to.equal(1);
        expect(stderr.slice(stderr.indexOf('error: ')))
          .to.match(says)
          .and.to.include('hint: ');
        expect(milliseconds).below(SOON_MS);
        await untouched();
      });
    }

    it('shows in a dry run what it would do, and does nothing', async () => {
      expectEnded(await runJoin(node, shared.ours, { words: cluster.joins.worker, flags: ['--dry-run'] }));
      await untouched();
    });

    it('makes a Ready node with the command that init printed', () =>
      joinCluster(cluster, node, { program: shared.ours, role: 'worker' }));

    it('is refused the second time, with the reasons, and changes nothing', async () => {
      const joined = await machineState(node);
      const { code, stderr } = await runJoin(node, shared.ours, { words: cluster.joins.worker });
      expect(code).to.equal(1);
      for (const check of ['FileAvailable--etc-kubernetes-kubelet.conf', 'Port-10250']) {
        expect(stderr).to.include(check);
      }
      const files = await machineState(node);
      expect(files.files.filter((file) => file.includes('/etc/kubernetes/'))).to.deep.equal(
        joined.files.filter((file) => file.includes('/etc/kubernetes/')),
      );
    });

    it('asks before it resets, and takes no answer for a no', async () => {
      const { code, stderr } = await runReset(node, shared.ours, []);
      expect(code, stderr).to.equal(1);
      expect(await node.output('systemctl', 'is-active', 'kubelet')).to.equal('active\n');
    });

    it('shows in a dry run what it would reset, and does nothing', async () => {
      expectEnded(await runReset(node, shared.ours, ['--dry-run']));
      expect(await node.output('systemctl', 'is-active', 'kubelet')).to.equal('active\n');
      expect((await machineState(node)).containers).to.have.length(2);
    });

    it('gives the machine back as it was', async () => {
      await resetNode(cluster, node, shared.ours);
      await untouched();
    });

    it('resets what is reset already, to no harm', async () => {
      expectEnded(await runReset(node, shared.ours));
      await untouched();
    });

    it('joins again, and tells the same as JSON lines, with the time of each phase', async () => {
      const joined = await runJoin(node, shared.ours, { words: cluster.joins.worker, flags: ['--output=json'] });
      expectEnded(joined);
      const events = joined.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Event);
      for (const event of events) if (event.type === 'phase-finished') tellTime(event.phase, event.milliseconds);
      expect(events.at(-1)).to.include({ type: 'result' });
      await waitUntilJoined(cluster.first, node.options.name);
    });
  });

  it('makes a control plane with the command that init printed, and gives the machine back', () =>
    withNode(shared, { name: 'ts3', number: 53 }, async (node) => {
      const { name, address } = node.options;
      const before = await machineState(node);
      await joinCluster(cluster, node, { program: shared.ours, role: 'controlPlane' });
      await waitUntilControlPlane(cluster.first, name);
      await expectMembers(node, ['ts1', name]);
      await expectMembers(cluster.first, ['ts1', name]);
      const pki = '/etc/kubernetes/pki';
      const credentials = { ca: `${pki}/ca.crt`, client: `${pki}/apiserver-kubelet-client` };
      const itself = await httpsGet(node, `https://${address}:6443/api/v1/nodes/${name}`, credentials);
      expect(itself).to.include({ status: 200, server: 'kube-apiserver' });
      const { metadata, spec } = JSON.parse(itself.body ?? '{}') as {
        readonly metadata: { readonly labels: Readonly<Record<string, string>> };
        readonly spec: { readonly taints: readonly unknown[] };
      };
      expect(metadata.labels).to.have.property('node-role.kubernetes.io/control-plane');
      expect(spec.taints).to.deep.include({ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' });
      await resetNode(cluster, node, shared.ours);
      await expectMembers(cluster.first, ['ts1']);
      expect(differences(before, await machineState(node))).to.deep.equal([]);
    }));
});
