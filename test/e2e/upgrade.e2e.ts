import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { skipSuite } from '../support/parts.ts';
import { waitUntilControlPlane } from '../support/node/cluster-waits.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { eventually } from '../support/node/process.ts';
import { initBy, writeConfig } from '../support/node/program.ts';
import { applyUpgrade, startApply } from '../support/node/upgrade.ts';
import { expectEnded } from './cluster.ts';
import { interruptAt } from './interrupt.ts';
import { openTestbed, tellTime } from './testbed.ts';

const MANY = fileURLToPath(new URL('./many-config-maps.js', import.meta.url));
const COUNT = 10_000;
const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const MANIFESTS = 'cd /etc/kubernetes/manifests && sha256sum *.yaml';

describe('an upgrade of one control plane', function () {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let node: ClusterNode;
  let from: string;
  let to: string;
  let old: string;

  before(async function () {
    shared = await openTestbed(this);
    const { earlier, kubernetesVersion } = shared.testbed.binaries;
    from = earlier?.kubernetesVersion ?? skipSuite(this, 'KUBE_BIN_EARLIER names no folder with an earlier version');
    to = kubernetesVersion;
    node = await shared.testbed.startNode({ name: 'up1', number: 120 });
    writeConfig(node, { cluster: { kubernetesVersion: from } });
    expectEnded(await initBy(node, shared.ours, []));
    await waitUntilControlPlane(node, 'up1');
    await node.kubectl('create', 'namespace', 'many');
    await node.output(process.execPath, MANY, 'many', String(COUNT));
    old = await node.output('bash', '-c', MANIFESTS);
  });

  after(async () => {
    if (node !== undefined) await shared.testbed.end(node);
  });

  it('takes itself back when a patch makes a component that does not start', async () => {
    mkdirSync(node.path('/run/bad'));
    const patch = [{ op: 'add', path: '/spec/containers/0/command/-', value: '--no-such-flag' }];
    writeFileSync(node.path('/run/bad/kube-scheduler+json.json'), JSON.stringify(patch));
    const { code, stderr, milliseconds } = await applyUpgrade(node, shared.ours, to, ['--patches', '/run/bad']);
    tellTime('a bad patch, and the way back', milliseconds);
    expect(code, stderr).to.equal(1);
    expect(stderr).to.match(/the upgrade was taken back \(kube-scheduler, .*\), because of kube-scheduler/);
    expect(stderr).to.include('no-such-flag');
    expect(await node.output('bash', '-c', MANIFESTS)).to.equal(old);
    await expectVersions(from);
  });

  it('completes with the same command after SIGKILL in the middle', async () => {
    const killed = await interruptAt(
      (see) => startApply(node, shared.ours, to, ['--output=json'], see),
      'SIGKILL',
      (event) =>
        event.type === 'change' &&
        event.change.kind === 'write-file' &&
        event.change.path === '/etc/kubernetes/manifests/kube-controller-manager.yaml',
    );
    expect(killed.signal, killed.stderr).to.equal('SIGKILL');
    const again = await applyUpgrade(node, shared.ours, to);
    expectEnded(again);
    tellTime('the same command again', again.milliseconds);
    await expectVersions(to);
    expect(
      await node.kubectl('--namespace=kube-system', 'get', 'configmap', 'kubeadm-config', '--output=yaml'),
    ).to.include(`kubernetesVersion: ${to}`);
  });

  it('has nothing to do the second time', async () => {
    const again = await applyUpgrade(node, shared.ours, to);
    expectEnded(again);
    for (const component of COMPONENTS) expect(again.stderr).to.include(`kept ${component}`);
  });

  it('is taken back by rollback, and no data are lost', async () => {
    // the last run of apply changed nothing: the one before it counts
    const rollback = await node.run(...shared.ours, 'upgrade', 'rollback', '--yes');
    expectEnded(rollback);
    tellTime('rollback', rollback.milliseconds);
    expect(await node.output('bash', '-c', MANIFESTS)).to.equal(old);
    await expectVersions(from);
    const names = (await node.kubectl('--namespace=many', 'get', 'configmaps', '--output=name')).split('\n');
    expect(names.filter((name) => name.startsWith('configmap/map-'))).to.have.lengthOf(COUNT);
  });

  it('saved a snapshot that only root reads', async () => {
    const found = await node.output(
      'bash',
      '-c',
      "stat -c '%a %s' /etc/kubernetes/tmp/kubeadm-backup-etcd-*/snapshot.db",
    );
    for (const line of found.trim().split('\n')) expect(line).to.match(/^600 \d{6,}$/);
  });

  /** The images of the static Pods that run, as the API server tells it: it learns of them some seconds later. */
  async function expectVersions(version: string): Promise<void> {
    const image = '--output=jsonpath={.spec.containers[0].image}';
    for (const component of COMPONENTS) {
      const shown = () => node.kubectl('--namespace=kube-system', 'get', 'pod', `${component}-up1`, image);
      await eventually(`${component} ${version}`, 60_000, async () => {
        const text = await shown().catch(() => '');
        return text === `registry.k8s.io/${component}:${version}` || undefined;
      });
    }
    await waitUntilControlPlane(node, 'up1');
  }
});
