import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { ClusterNode } from '../support/node/node.ts';
import { bringBack, killEverything } from '../support/node/power.ts';
import { eventually, type Outcome } from '../support/node/process.ts';
import { runInit, writeConfig } from '../support/node/program.ts';
import { waitUntilReady } from './cluster-checks.ts';
import { openTestbed, requireReference, tellTime } from './testbed.ts';

/** How long the certificates live that the cluster is moved to. */
const A_MINUTE = 60_000;
const SHORT_LIVED = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
certificateValidityPeriod: 1m
`;

describe('certificates on a real node', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let node: ClusterNode;

  const certs = (...words: readonly string[]): Promise<Outcome> => node.run(...shared.ours, 'certs', ...words);
  const expectEnded = ({ code, stdout, stderr }: Outcome, expected = 0): void => {
    expect(
      code,
      `${stderr}
${stdout}`,
    ).to.equal(expected);
  };

  before(async function () {
    shared = await openTestbed(this);
    node = await shared.testbed.startNode({ name: 'ts1', number: 11 });
    // the kubelet must not get a certificate of a year from the cluster meanwhile
    writeConfig(node, {
      cluster: { controllerManager: { extraArgs: [{ name: 'cluster-signing-duration', value: '1m' }] } },
    });
    expectEnded(await runInit(node, shared.program));
    await waitUntilReady(node);
    await node.kubectl('create', 'configmap', 'kept', '--from-literal=a=b');
  });

  after(async () => {
    if (node !== undefined) await shared.testbed.end(node);
  });

  it('are shown with those of the kubelet, whose configuration comes from the cluster', async () => {
    const { code, stdout, stderr } = await certs('check-expiration', '--warn-within', '30d', '-o', 'json');
    expect(code, stderr).to.equal(0);
    expect(stderr).to.equal('');
    const info = JSON.parse(stdout);
    expect(info.certificates.filter(({ missing }: { missing: boolean }) => missing)).to.deep.equal([]);
    const kubelet = info.kubeletCertificates.map(({ name }: { name: string }) => name);
    expect(kubelet).to.deep.equal(['kubelet-client', 'kubelet-server']);
  });

  it('are all right when verify looks, by the configuration that the cluster keeps', async () => {
    const { code, stdout, stderr, milliseconds } = await certs('verify', '-o', 'json');
    tellTime('certs verify', milliseconds);
    expect(code, stdout).to.equal(0);
    expect(stderr).to.equal('');
    const { errors, warnings, items } = JSON.parse(stdout);
    expect({ errors, warnings }, stdout).to.deep.equal({ errors: 0, warnings: 0 });
    expect(items.filter(({ state }: { state: string }) => state !== 'good')).to.deep.equal([]);
  });

  it('that stand in each other’s place are told by verify, and renewed as it says', async () => {
    const key = (name: string): string => `/etc/kubernetes/pki/${name}.key`;
    const [one, other] = [key('front-proxy-client'), key('apiserver-kubelet-client')];
    for (const [from, to] of [
      [one, '/run/x'],
      [other, one],
      ['/run/x', other],
    ] as const)
      expectEnded(await node.run('mv', from, to));
    const told = await certs('verify');
    expectEnded(told, 1);
    expect(told.stderr).to.include('2 of 17 are not right: apiserver-kubelet-client, front-proxy-client');
    for (const name of ['front-proxy-client', 'apiserver-kubelet-client']) {
      expect(told.stdout).to.include(`kubeadm-ts certs renew ${name} --restart`);
      // what is restarted often, the kubelet starts late: the next test restarts everything
      expectEnded(await certs('renew', name));
    }
    expectEnded(await certs('verify'));
  });

  it('are renewed in a cluster at work, and used after restarts one by one', async () => {
    const renewed = await certs('renew', 'all', '--restart');
    tellTime('certs renew all --restart', renewed.milliseconds);
    expectEnded(renewed);
    for (const component of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
      expect(renewed.stderr).to.include(`${component} runs with the new files`);
    expect(await node.kubectl('get', 'configmap', 'kept', '--output=jsonpath={.data.a}')).to.equal('b');
  });

  it('that have all ended are rescued, the API server dead and the kubelet shut out', async () => {
    writeFileSync(node.path('/run/short.yaml'), SHORT_LIVED);
    const moved = performance.now();
    expectEnded(await certs('renew', 'all', '--offline-rescue', '--config', '/run/short.yaml'));
    expectEnded(await certs('check-expiration', '--warn-within', '1h'), 2);
    await killEverything(node);
    await sleep(A_MINUTE + 2_000 - (performance.now() - moved));
    await bringBack(node);
    await sleep(10_000);
    expect((await node.run('kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', 'get', 'nodes')).code).not.to.equal(0);
    const ended = await certs('check-expiration', '--warn-within', '0');
    expectEnded(ended, 2);
    expect(ended.stderr).to.include('12 certificates end within 0');
    const told = await certs('verify');
    tellTime('certs verify while nothing answers', told.milliseconds);
    expectEnded(told, 1);
    expect(told.stderr).to.match(/12 of 17 are not right: apiserver, apiserver-kubelet-client, /);
    expect(told.stdout).to.match(
      /ERROR +admin\.conf +.* expired on .*\n +-> renew it with `kubeadm-ts certs renew admin\.conf`/,
    );

    const rescue = await certs('renew', 'all', '--offline-rescue', '--restart');
    tellTime('certs renew all --offline-rescue --restart', rescue.milliseconds);
    expectEnded(rescue);
    await eventually('the Node', 60_000, async () =>
      (await node.kubectl('get', 'node', node.options.name)).includes(' Ready ') ? true : undefined,
    );
    await waitUntilReady(node);
    expect(await node.kubectl('get', 'configmap', 'kept', '--output=jsonpath={.data.a}')).to.equal('b');
    await node.kubectl('create', 'configmap', 'new');
    expectEnded(await certs('check-expiration', '--warn-within', '300d', '-o', 'jsonpath={.kind}'));
  });

  it('of ours are checked and renewed by the reference, and its own by ours', async function () {
    const reference = requireReference(this, shared);
    const { stdout } = await node.run(...reference, 'certs', 'check-expiration');
    expect(stdout.match(/ +36[34]d +/g), stdout).to.have.length(11);
    expectEnded(await node.run(...reference, 'certs', 'renew', 'all'));
    const renewed = await certs('renew', 'all', '--restart');
    expectEnded(renewed);
    expect(await node.kubectl('get', 'configmap', 'kept', '--output=jsonpath={.data.a}')).to.equal('b');
  });
});
