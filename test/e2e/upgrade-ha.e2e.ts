import { expect } from 'chai';
import type { Event } from '../../pkg/events/event.ts';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { PATCHES } from '../support/node/join.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { applyUpgrade, startApply, startNodeUpgrade, upgradeNode } from '../support/node/upgrade.ts';
import { skipSuite } from '../support/parts.ts';
import { pollApi, type PolledServers } from './api-poller.ts';
import { expectEnded, joinCluster, startCluster, type Cluster } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { firstChangeIn, interruptAt } from './interrupt.ts';
import { openTestbed, tellTime } from './testbed.ts';
import { evictionsIn, isCordonedNode, replicasOn, runGuarded, watchReplicas } from './guarded-replicas.ts';
import { expectVersion } from './upgraded.ts';

const FIRST = 120;
const CONTROL_PLANES = ['uh1', 'uh2', 'uh3'] as const;
const WORKER = 'uh4';
const OUTPUT = '--output=json';
/** Joined nodes keep what is special about machines of this kind in patches. */
const JOINED = [`--patches=${PATCHES}`];

describe('an upgrade of three control planes and a worker', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let version: string;
  let cluster: Cluster;
  let stop: (() => Promise<PolledServers>) | undefined;
  const controlPlanes: ClusterNode[] = [];
  let worker: ClusterNode;

  before(async function () {
    shared = await openTestbed(this);
    const { earlier, kubernetesVersion } = shared.testbed.binaries;
    if (earlier === undefined) skipSuite(this, 'KUBE_BIN_EARLIER names no folder with an earlier version');
    version = kubernetesVersion;
    const endpoint = await shared.testbed.balance(CONTROL_PLANES.map((_, index) => FIRST + index));
    const request = { name: CONTROL_PLANES[0], number: FIRST, endpoint, kubernetesVersion: earlier.kubernetesVersion };
    cluster = await startCluster(shared, shared.ours, request);
    controlPlanes.push(cluster.first);
    for (const [index, name] of [...CONTROL_PLANES.slice(1), WORKER].entries()) {
      const node = await shared.testbed.startNode({ name, number: FIRST + 1 + index });
      if (name === WORKER) worker = node;
      else controlPlanes.push(node);
      await joinCluster(cluster, node, { program: shared.ours, role: name === WORKER ? 'worker' : 'controlPlane' });
    }
    for (const name of CONTROL_PLANES) await waitUntilControlPlane(cluster.first, name);
    await expectMembers(cluster.first, CONTROL_PLANES);
    stop = await pollApi(worker, controlPlanes);
  });

  after(async () => {
    await stop?.().catch(() => undefined);
    for (const node of [...controlPlanes, worker]) if (node !== undefined) await shared.testbed.end(node);
  });

  it('is begun on the first, killed while its API server is replaced, and completed by the same command', async () => {
    const [first] = controlPlanes;
    const killed = await interruptAt(
      (see) => startApply(first!, shared.ours, version, [OUTPUT], see),
      'SIGKILL',
      (event) => isNote(event, /^kube-apiserver has its new manifest/),
    );
    expect(killed.signal, killed.stderr).to.equal('SIGKILL');
    const again = await applyUpgrade(first!, shared.ours, version);
    expectEnded(again);
    tellTime('apply, again', again.milliseconds);
    await waitUntilControlPlane(controlPlanes[1]!, CONTROL_PLANES[0]);
  });

  it('goes on with the second, killed between two components, and is completed by the same command', async () => {
    const [, second] = controlPlanes;
    const killed = await interruptAt(
      (see) => startNodeUpgrade(second!, shared.ours, [OUTPUT, ...JOINED], see),
      'SIGKILL',
      (event) => isNote(event, /^kube-apiserver is healthy/),
    );
    expect(killed.signal, killed.stderr).to.equal('SIGKILL');
    const again = await upgradeNode(second!, shared.ours, JOINED);
    expectEnded(again);
    tellTime('node, again', again.milliseconds);
    await waitUntilControlPlane(cluster.first, CONTROL_PLANES[1]);
  });

  it('goes on with the third in one go', async () => {
    const outcome = await upgradeNode(controlPlanes[2]!, shared.ours, JOINED);
    expectEnded(outcome);
    tellTime('node', outcome.milliseconds);
    await waitUntilControlPlane(cluster.first, CONTROL_PLANES[2]);
  });

  it('ends with the worker, which gives its Pods away as their budget allows it, killed while the configuration of its kubelet is written', async () => {
    await runGuarded(cluster.first, WORKER);
    const drained = ['--drain', ...JOINED];
    const replicas = watchReplicas(cluster.first);
    const killed = await interruptAt(
      (see) => startNodeUpgrade(worker, shared.ours, [OUTPUT, ...drained], see),
      'SIGKILL',
      firstChangeIn('kubelet-config'),
    );
    expect(killed.signal, killed.stderr).to.equal('SIGKILL');
    expect(evictionsIn(killed.stdout), killed.stdout).to.deep.equal(['web', 'web']);
    expect(killed.stdout).to.match(/PodDisruptionBudget default\/web keeps Pod default\/web-/);
    expect(await replicasOn(cluster.first, WORKER)).to.equal(0);
    expect(await isCordonedNode(cluster.first, WORKER)).to.equal('true');
    const again = await upgradeNode(worker, shared.ours, drained);
    expectEnded(again);
    tellTime('node, a worker, again', again.milliseconds);
    expect(await replicas.least()).to.equal(1);
    expect(await isCordonedNode(cluster.first, WORKER)).to.equal('');
  });

  it('was no longer unreachable for a client than one server was', async () => {
    const { client, servers } = await stop!();
    stop = undefined;
    tellTime(`client: longest gap (${client.answers} answers, ${client.failures} failures)`, client.longest);
    for (const [index, server] of servers.entries()) tellTime(`${CONTROL_PLANES[index]!}: away`, server.longest);
    expect(client.answers).above(100);
    // each of them was restarted: a client of that one alone saw it
    for (const { failures } of servers) expect(failures).above(0);
    expect(client.longest).below(Math.max(...servers.map(({ longest }) => longest)));
  });

  it('leaves everything at the new version, etcd with its three members, and the nodes Ready', async () => {
    await expectVersion(cluster.first, version);
    await expectMembers(cluster.first, CONTROL_PLANES);
    await waitUntilJoined(cluster.first, WORKER);
    const busy = ['--field-selector=status.phase!=Running,status.phase!=Succeeded', '--output=name'];
    expect(await cluster.first.kubectl('get', 'pods', '--all-namespaces', ...busy)).to.equal('');
  });
});

function isNote(event: Event, text: RegExp): boolean {
  return event.type === 'note' && text.test(event.message);
}
