import { appendFileSync, renameSync } from 'node:fs';
import { expect } from 'chai';
import { waitUntilControlPlane } from '../support/node/cluster-waits.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { eventually, type Outcome } from '../support/node/process.ts';
import { expectEnded, joinCluster, startCluster, type Cluster } from './cluster.ts';
import { openTestbed, tellTime } from './testbed.ts';

const NAME = 'api.san.internal';
const LATER = 'late.san.internal';
const WILD = '*.san.internal';
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

describe('certs san add on real control planes', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let cluster: Cluster;
  let second: ClusterNode;

  before(async function () {
    shared = await openTestbed(this);
    cluster = await startCluster(shared, shared.ours, { name: 'san1', number: 90 });
    second = await shared.testbed.startNode({ name: 'san2', number: 91 });
    await joinCluster(cluster, second, { program: shared.ours, role: 'controlPlane' });
    await waitUntilControlPlane(cluster.first, 'san2');
    for (const node of [cluster.first, second]) {
      const line = `${node.options.address} ${NAME} ${LATER} x.san.internal\n`;
      appendFileSync(node.path('/etc/hosts'), line);
    }
  });

  after(async () => {
    if (second !== undefined) await shared.testbed.end(second);
    if (cluster !== undefined) await shared.testbed.end(cluster.first);
  });

  const add = async (node: ClusterNode, ...words: readonly string[]): Promise<Outcome> => {
    const begin = performance.now();
    const outcome = await node.run(...shared.ours, 'certs', 'san', 'add', ...words);
    tellTime(`certs san add ${words.join(' ')}`, performance.now() - begin);
    return outcome;
  };
  const kubectlBy = (node: ClusterNode, name: string): Promise<Outcome> =>
    node.run('kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', `--server=https://${name}:6443`, 'get', 'nodes');

  it('shows in a dry run what it would do, and does nothing', async () => {
    const refused = await kubectlBy(cluster.first, NAME);
    expect(refused.stderr).to.contain('certificate is valid for');
    const outcome = await add(cluster.first, NAME, '--dry-run');
    expectEnded(outcome);
    expect(outcome.stdout)
      .to.contain('would write /etc/kubernetes/pki/apiserver.crt')
      .and.contain('would update ConfigMap');
    expect((await kubectlBy(cluster.first, NAME)).code).to.equal(1);
  });

  it('lets kubectl in by the new name, and by the old ones as before', async () => {
    const outcome = await add(cluster.first, NAME, '203.0.113.7', WILD);
    expectEnded(outcome);
    console.log(outcome.stdout.replace(/^/gm, '      | '));
    for (const name of [NAME, 'x.san.internal', cluster.first.options.address, 'san1'])
      expectEnded(await kubectlBy(cluster.first, name));
    expect(outcome.stdout).to.contain(`san2 (${second.options.address}:6443) lacks ${NAME}, 203.0.113.7, ${WILD}`);
  });

  it('has stored the names in the cluster', async () => {
    const map = await cluster.first.kubectl('-n', 'kube-system', 'get', 'configmap', 'kubeadm-config', '-o', 'yaml');
    for (const name of [NAME, '203.0.113.7', WILD]) expect(map).to.contain(name);
  });

  it('finds nothing to do the second time', async () => {
    const outcome = await add(cluster.first, NAME, WILD);
    expectEnded(outcome);
    expect(outcome.stdout).to.contain('already (valid until').and.contain('has the names already');
  });

  it('does the same on the other control plane, after which none is left', async () => {
    expect((await kubectlBy(second, NAME)).code).to.equal(1);
    const outcome = await add(second, NAME, '203.0.113.7', WILD);
    expectEnded(outcome);
    expect(outcome.stdout).to.not.contain('lacks');
    expectEnded(await kubectlBy(second, NAME));
  });

  it('works from a file while no API server answers, and tells what is left to do', async () => {
    const { first } = cluster;
    renameSync(first.path(MANIFEST), first.path('/etc/kubernetes/kube-apiserver.away'));
    await eventually('the end of the API server', 60_000, async () => {
      const { code } = await first.run('bash', '-c', `exec 3<>/dev/tcp/${first.options.address}/6443`);
      return code === 0 ? undefined : true;
    });
    const without = await first.run(
      ...shared.ours,
      'certs',
      'san',
      'add',
      LATER,
      '--kubeconfig',
      '/etc/kubernetes/nowhere.conf',
    );
    expect(without.code).to.equal(1);
    const outcome = await add(first, LATER, '--config', '/run/init.yaml');
    expectEnded(outcome);
    console.log(outcome.stdout.replace(/^/gm, '      | '));
    expect(outcome.stdout).to.contain('no API server runs on this machine now').and.contain('was NOT updated');
    renameSync(first.path('/etc/kubernetes/kube-apiserver.away'), first.path(MANIFEST));
    await eventually('the API server by its latest name', 120_000, async () =>
      (await kubectlBy(first, LATER)).code === 0 ? true : undefined,
    );
    expectEnded(await add(first, LATER));
    const map = await first.kubectl('-n', 'kube-system', 'get', 'configmap', 'kubeadm-config', '-o', 'yaml');
    expect(map).to.contain(LATER);
  });
});
