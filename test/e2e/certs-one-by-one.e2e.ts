import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { waitUntilControlPlane, waitUntilJoined } from '../support/node/cluster-waits.ts';
import { runJoin } from '../support/node/join.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { bringBack, killEverything } from '../support/node/power.ts';
import { eventually, type Outcome } from '../support/node/process.ts';
import { initBy, writeConfig } from '../support/node/program.ts';
import { printedJoins } from '../support/node/programs.ts';
import { expectEnded } from './cluster.ts';
import { expectMembers } from './etcd-members.ts';
import { openTestbed, tellTime } from './testbed.ts';

const FIRST = 150;
const NAMES = ['ch1', 'ch2', 'ch3'];
/** How long the certificates live that the cluster is moved to. */
const A_MINUTE = 60_000;
/** How long the first control plane is left alone: long enough to be told what it waits for. */
const ALONE = 30_000;
const SHORT_LIVED = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
certificateValidityPeriod: 1m
`;
const RESCUE = ['certs', 'renew', 'all', '--offline-rescue'];

describe('certificates of several control planes on real nodes', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  const nodes: ClusterNode[] = [];

  const ours = (node: ClusterNode, ...words: readonly string[]): Promise<Outcome> => node.run(...shared.ours, ...words);
  const onAll = <T>(act: (node: ClusterNode) => Promise<T>): Promise<T[]> => Promise.all(nodes.map(act));

  before(async function () {
    shared = await openTestbed(this);
    const endpoint = await shared.testbed.balance(NAMES.map((_, index) => FIRST + index));
    for (const [index, name] of NAMES.entries())
      nodes.push(await shared.testbed.startNode({ name, number: FIRST + index }));
    const [first, ...others] = nodes;
    // the kubelets must not get certificates of a year from the cluster meanwhile
    const controllerManager = { extraArgs: [{ name: 'cluster-signing-duration', value: '1m' }] };
    writeConfig(first!, { cluster: { controlPlaneEndpoint: endpoint, controllerManager } });
    const init = await initBy(first!, shared.ours, ['--upload-certs']);
    expectEnded(init);
    const { controlPlane = [] } = printedJoins(init.stdout);
    for (const node of others) {
      expectEnded(await runJoin(node, shared.ours, { words: controlPlane }));
      await waitUntilJoined(first!, node.options.name);
      await waitUntilControlPlane(first!, node.options.name);
    }
    await expectMembers(first!, NAMES);
    await first!.kubectl('create', 'configmap', 'kept', '--from-literal=a=b');
  });

  after(async () => {
    for (const node of nodes) await shared.testbed.end(node);
  });

  it('have all ended: nothing answers', async () => {
    await onAll(async (node) => {
      writeFileSync(node.path('/run/short.yaml'), SHORT_LIVED);
      expectEnded(await ours(node, ...RESCUE, '--config', '/run/short.yaml'));
    });
    const moved = performance.now();
    await onAll(killEverything);
    await sleep(A_MINUTE + 2_000 - (performance.now() - moved));
    await onAll(bringBack);
    await sleep(10_000);
    await onAll(async (node) => {
      const ended = await ours(node, 'certs', 'check-expiration', '--warn-within', '0');
      expect(ended.code, ended.stderr).to.equal(2);
      // the first one has super-admin.conf as well
      expect(ended.stderr).to.include(`${node === nodes[0] ? 12 : 11} certificates end within 0`);
      const kubectl = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', '--request-timeout=5s'];
      expect((await node.run(...kubectl, 'get', 'nodes')).code).not.to.equal(0);
    });
  });

  it('are rescued on one, which waits for the majority, and then on the others', async () => {
    const [first, ...others] = nodes;
    const begin = performance.now();
    const rescue = (node: ClusterNode): Promise<Outcome> => ours(node, ...RESCUE, '--restart');
    let alone = true;
    const one = rescue(first!).finally(() => (alone = false));
    await sleep(ALONE);
    expect(alone, 'still waits').to.equal(true);
    const rest = await Promise.all(others.map(rescue));
    const { stderr } = await one;
    expect(stderr).to.match(/give the same command on the other control planes now[^]*etcd runs with the new files \(/);
    for (const [index, outcome] of [await one, ...rest].entries()) {
      tellTime(`${NAMES[index]}: rescue`, outcome.milliseconds);
      console.log(outcome.stderr.replaceAll(/^/gm, '        '));
      expectEnded(outcome);
    }
    for (const name of NAMES) {
      await eventually(`${name} Ready`, 120_000, async () => {
        const { stdout } = await first!.run('kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', 'get', 'node', name);
        return stdout.includes(' Ready ') || undefined;
      });
      await waitUntilControlPlane(first!, name);
    }
    tellTime('from the first command until all is Ready', performance.now() - begin);
    await expectMembers(first!, NAMES);
  });

  it('serve the same cluster afterwards, which takes writes through each', async () => {
    for (const node of nodes) {
      expect(await node.kubectl('get', 'configmap', 'kept', '--output=jsonpath={.data.a}')).to.equal('b');
      await node.kubectl('create', 'configmap', `new-${node.options.name}`);
      expectEnded(await ours(node, 'certs', 'check-expiration', '--warn-within', '300d', '-o', 'jsonpath={.kind}'));
    }
    // the kubelets report anew: each renews its Lease every ten seconds
    const lease = async (name: string): Promise<string> =>
      nodes[0]!.kubectl('--namespace=kube-node-lease', 'get', 'lease', name, '--output=jsonpath={.spec.renewTime}');
    for (const name of NAMES) {
      const seen = await lease(name);
      await eventually(`a new Lease of ${name}`, 30_000, async () => (await lease(name)) !== seen || undefined);
    }
  });
});
