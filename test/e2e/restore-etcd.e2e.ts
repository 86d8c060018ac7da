import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { skipSuite } from '../support/parts.ts';
import { waitUntilControlPlane } from '../support/node/cluster-waits.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { initBy, writeConfig } from '../support/node/program.ts';
import { applyUpgrade } from '../support/node/upgrade.ts';
import { expectEnded } from './cluster.ts';
import { openTestbed, tellTime } from './testbed.ts';

const MANY = fileURLToPath(new URL('./many-config-maps.js', import.meta.url));

describe('upgrade rollback --restore-etcd', function () {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let node: ClusterNode;
  let from: string;

  before(async function () {
    shared = await openTestbed(this);
    const { earlier, kubernetesVersion } = shared.testbed.binaries;
    from = earlier?.kubernetesVersion ?? skipSuite(this, 'KUBE_BIN_EARLIER names no folder with an earlier version');
    if (!existsSync(join(process.env['KUBE_BIN'] ?? '', 'etcdutl'))) skipSuite(this, 'KUBE_BIN has no etcdutl');
    node = await shared.testbed.startNode({ name: 're1', number: 121 });
    writeConfig(node, { cluster: { kubernetesVersion: from } });
    expectEnded(await initBy(node, shared.ours, []));
    await waitUntilControlPlane(node, 're1');
    await fill('before', 200);
    expectEnded(await applyUpgrade(node, shared.ours, kubernetesVersion));
    await fill('after', 50);
  });

  after(async () => {
    if (node !== undefined) await shared.testbed.end(node);
  });

  it('brings back what was there before the upgrade, and nothing else', async () => {
    const rollback = await node.run(...shared.ours, 'upgrade', 'rollback', '--restore-etcd', '--yes');
    tellTime('rollback with the data', rollback.milliseconds);
    expectEnded(rollback);
    const names = await node.kubectl('--namespace=before', 'get', 'configmaps', '--output=name');
    expect(names.split('\n').filter((name) => name.includes('/map-'))).lengthOf(200);
    expect(await node.kubectl('get', 'namespaces', '--output=name')).not.include('after');
  });

  it('leaves a cluster that works', async () => {
    await waitUntilControlPlane(node, 're1');
    const image = '--output=jsonpath={.spec.containers[0].image}';
    const shown = await node.kubectl('--namespace=kube-system', 'get', 'pod', 'kube-apiserver-re1', image);
    expect(shown).to.equal(`registry.k8s.io/kube-apiserver:${from}`);
    expect(await node.kubectl('get', '--raw', '/readyz')).equal('ok');
    await node.kubectl('wait', '--for=condition=Ready', 'node/re1', '--timeout=60s');
    await fill('again', 20);
    // controllers act on it: every namespace gets its authority
    await node.kubectl('--namespace=again', 'wait', '--for=create', 'configmap/kube-root-ca.crt', '--timeout=60s');
  });

  it('kept the data of the time after, for root alone', async () => {
    const found = await node.output('bash', '-c', "stat -c '%a' /var/lib/etcd/member-before-rollback-*");
    expect(found.trim()).equal('700');
    expect(await node.output('bash', '-c', 'ls -d /var/lib/etcd/*/')).not.include('restored-');
  });

  async function fill(namespace: string, count: number): Promise<void> {
    await node.kubectl('create', 'namespace', namespace);
    await node.output(process.execPath, MANY, namespace, String(count));
  }
});
