import { expect } from 'chai';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { answerReset, runJoin, runReset } from '../support/node/join.ts';
import { differences, machineState, type MachineState } from '../support/node/machine-state.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { bringBack, killEverything } from '../support/node/power.ts';
import { eventually } from '../support/node/process.ts';
import { expectEnded, startCluster, type Cluster, type Role } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { openTestbed, tellTime } from './testbed.ts';

const FIRST = 90;
/** Who joins at the same moment. */
const JOINING: readonly (readonly [name: string, role: Role])[] = [
  ['ha2', 'controlPlane'],
  ['ha3', 'controlPlane'],
  ['ha4', 'worker'],
  ['ha5', 'worker'],
  ['ha6', 'worker'],
];

describe('several control planes on real nodes', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let cluster: Cluster;
  const nodes: ClusterNode[] = [];
  const fresh: MachineState[] = [];

  before(async function () {
    shared = await openTestbed(this);
    const endpoint = await shared.testbed.balance([FIRST, FIRST + 1, FIRST + 2]);
    cluster = await startCluster(shared, shared.ours, { name: 'ha1', number: FIRST, endpoint });
    for (const [index, [name]] of JOINING.entries()) {
      const node = await shared.testbed.startNode({ name, number: FIRST + 1 + index });
      nodes.push(node);
      fresh.push(await machineState(node));
    }
  });

  after(async () => {
    for (const node of [...nodes, ...(cluster === undefined ? [] : [cluster.first])]) await shared.testbed.end(node);
  });

  it('come up together with workers, all at the same moment', async () => {
    const outcomes = await Promise.all(
      JOINING.map(([, role], index) => runJoin(nodes[index]!, shared.ours, { words: cluster.joins[role] })),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const [name, role] = JOINING[index]!;
      tellTime(`${name}, ${role}`, outcome.milliseconds);
    }
    outcomes.forEach(expectEnded);
    for (const [name, role] of JOINING) {
      await waitUntilJoined(cluster.first, name);
      if (role === 'controlPlane') await waitUntilControlPlane(cluster.first, name);
    }
    await expectMembers(cluster.first, ['ha1', 'ha2', 'ha3']);
  });

  it('answer through one another when one loses all its processes', async () => {
    await killEverything(cluster.first);
    const begin = performance.now();
    // through the load balancer, for reading and writing
    const [witness] = nodes;
    await eventually('an answer', 60_000, async () => {
      const { code } = await witness!.run(...KUBECTL, 'create', 'configmap', 'still-here');
      return code === 0 || undefined;
    });
    tellTime('a write through another', performance.now() - begin);
    expect(await witness!.kubectl('get', 'nodes', '--output=name')).to.include('node/ha6');
    const status = '--output=jsonpath={.status.conditions[?(@.type=="Ready")].status}';
    for (const [name] of JOINING) expect(await witness!.kubectl('get', 'node', name, status), name).to.equal('True');
  });

  it('do not let a second one go: the third would be without quorum', async () => {
    const [second, third] = nodes;
    const { code, stderr } = await answerReset(second!, shared.ours);
    expect(code, stderr).to.equal(1);
    expect(stderr).to.match(/quorum/);
    expect(await second!.output('systemctl', 'is-active', 'kubelet')).to.equal('active\n');
    expect(await third!.kubectl('get', 'configmap', 'still-here', '--output=name')).to.equal('configmap/still-here\n');
  });

  it('are complete again when the lost one comes back', async () => {
    await bringBack(cluster.first);
    await eventually('three members', 120_000, async () =>
      expectMembers(nodes[0]!, ['ha1', 'ha2', 'ha3']).then(
        () => true,
        () => undefined,
      ),
    );
    await waitUntilControlPlane(nodes[0]!, 'ha1');
  });

  it('shrink to two healthy members when one is reset', async () => {
    const [second, third] = nodes;
    const reset = await runReset(second!, shared.ours);
    expectEnded(reset);
    tellTime('reset', reset.milliseconds);
    await expectMembers(third!, ['ha1', 'ha3']);
    await third!.kubectl('delete', 'node', 'ha2');
    await third!.kubectl('create', 'configmap', 'after-the-reset');
    expect(differences(fresh[0]!, await machineState(second!))).to.deep.equal([]);
  });

  it('grow again with the same machine', async () => {
    expectEnded(await runJoin(nodes[0]!, shared.ours, { words: cluster.joins.controlPlane }));
    await waitUntilControlPlane(cluster.first, 'ha2');
    await expectMembers(cluster.first, ['ha1', 'ha2', 'ha3']);
  });
});

const KUBECTL = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', '--request-timeout=5s'];
