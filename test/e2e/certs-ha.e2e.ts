import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { runJoin, runReset } from '../support/node/join.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { bringBack, killEverything } from '../support/node/power.ts';
import { eventually, type Outcome } from '../support/node/process.ts';
import { initBy, writeConfig } from '../support/node/program.ts';
import { printedJoins, type PrintedJoins } from '../support/node/programs.ts';
import { expectEnded } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { openTestbed, tellTime } from './testbed.ts';

const FIRST = 75;
/** How long the certificates live that the cluster is moved to: all machines have to be moved meanwhile. */
const SHORT_MS = 90_000;
const SHORT_LIVED = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
certificateValidityPeriod: 90s
`;

describe('the certificates of several control planes on real nodes', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let joins: PrintedJoins;
  const planes: ClusterNode[] = [];
  let worker: ClusterNode | undefined;

  const certs = (node: ClusterNode, ...words: readonly string[]): Promise<Outcome> =>
    node.run(...shared.ours, 'certs', ...words);
  const all = (): readonly ClusterNode[] => [...planes, ...(worker === undefined ? [] : [worker])];

  before(async function () {
    shared = await openTestbed(this);
    const controlPlaneEndpoint = await shared.testbed.balance([FIRST, FIRST + 1, FIRST + 2]);
    for (const name of ['ce1', 'ce2', 'ce3'])
      planes.push(await shared.testbed.startNode({ name, number: FIRST + planes.length }));
    worker = await shared.testbed.startNode({ name: 'ce4', number: FIRST + planes.length });
    const [first, ...others] = planes;
    // no kubelet may get a certificate of a year from the cluster meanwhile
    const extraArgs = [{ name: 'cluster-signing-duration', value: '90s' }];
    writeConfig(first!, { cluster: { controlPlaneEndpoint, controllerManager: { extraArgs } } });
    const init = await initBy(first!, shared.ours, ['--upload-certs']);
    expectEnded(init);
    joins = printedJoins(init.stdout);
    for (const node of others) {
      expectEnded(await runJoin(node, shared.ours, { words: joins.controlPlane! }));
      await waitUntilControlPlane(first!, node.options.name);
    }
    expectEnded(await runJoin(worker, shared.ours, { words: joins.worker }));
    await waitUntilJoined(first!, 'ce4');
    await first!.kubectl('create', 'configmap', 'kept', '--from-literal=a=b');
  });

  after(async () => {
    for (const node of all()) await shared.testbed.end(node);
  });

  it('have all ended on every machine, and everything is dead', async () => {
    const moved = performance.now();
    for (const node of planes) {
      writeFileSync(node.path('/run/short.yaml'), SHORT_LIVED);
      expectEnded(await certs(node, 'renew', 'all', '--offline-rescue', '--config', '/run/short.yaml'));
    }
    for (const node of all()) await killEverything(node);
    await sleep(SHORT_MS + 2_000 - (performance.now() - moved));
    for (const node of all()) await bringBack(node);
    await sleep(10_000);
    for (const node of planes) {
      expect((await node.run(...KUBECTL, 'get', 'nodes')).code).not.to.equal(0);
      const told = await certs(node, 'verify');
      expect(told.code, told.stdout).to.equal(1);
      for (const name of ['apiserver', 'etcd-peer', 'admin.conf', 'kubelet.conf'])
        expect(told.stdout).to.match(new RegExp(`ERROR +${name} .* expired on `));
    }
  });

  it('are rescued by the same command on all control planes at once, as the page says', async () => {
    const rescues = await Promise.all(
      planes.map((node) => certs(node, 'renew', 'all', '--offline-rescue', '--restart')),
    );
    rescues.forEach(({ milliseconds }, index) => tellTime(`rescue of ce${index + 1}`, milliseconds));
    rescues.forEach(expectEnded);
    const [first] = planes;
    for (const node of planes) await waitUntilControlPlane(first!, node.options.name);
    await expectMembers(first!, ['ce1', 'ce2', 'ce3']);
    expect(await first!.kubectl('get', 'configmap', 'kept', '--output=jsonpath={.data.a}')).to.equal('b');
    for (const node of planes) {
      await node.kubectl('create', 'configmap', `written-by-${node.options.name}`);
      expectEnded(await certs(node, 'check-expiration', '--warn-within', '300d'));
      await eventually(`the Node ${node.options.name}`, 60_000, async () =>
        (await first!.kubectl('get', 'node', node.options.name)).includes(' Ready ') ? true : undefined,
      );
    }
  });

  it('leave a worker outside whose own has ended, until it joins again', async () => {
    const [first] = planes;
    await eventually('the Node ce4 to be given up', 120_000, async () =>
      (await first!.kubectl('get', 'node', 'ce4')).includes(' NotReady ') ? true : undefined,
    );
    const told = await certs(worker!, 'verify');
    expect(told.stdout).to.match(/ERROR +kubelet\.conf .* expired on /);
    expectEnded(await runReset(worker!, shared.ours));
    const created = await first!.run(...shared.ours, 'token', 'create', '--print-join-command');
    expectEnded(created);
    expectEnded(await runJoin(worker!, shared.ours, { words: printedJoins(created.stdout).worker }));
    await waitUntilJoined(first!, 'ce4');
  });
});

const KUBECTL = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', '--request-timeout=5s'];
