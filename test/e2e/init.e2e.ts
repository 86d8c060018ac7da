import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Event } from '../../pkg/events/event.ts';
import type { ClusterNode } from '../support/node/node.ts';
import { eventually, type Outcome } from '../support/node/process.ts';
import { runJoin } from '../support/node/join.ts';
import { runInit, writeConfig } from '../support/node/program.ts';
import { printedJoins } from '../support/node/programs.ts';
import {
  fetchText,
  httpsGet,
  joinCommand,
  listFiles,
  listObjects,
  resolveInCluster,
  waitUntilReady,
} from './cluster-checks.ts';
import { openTestbed, requireReference, tellTime, withNode } from './testbed.ts';
import { webServer } from './web-server.ts';

const PKI = '/etc/kubernetes/pki';

describe('init on a real node', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;
  let node: ClusterNode;
  let first: Outcome;

  before(async function () {
    shared = await openTestbed(this);
    node = await shared.testbed.startNode({ name: 'ts1', number: 11 });
    writeConfig(node);
    first = await runInit(node, shared.program);
    tellTime('init', first.milliseconds);
  });

  after(async () => {
    if (node !== undefined) await shared.testbed.end(node);
  });

  it('ends well, with the join command on stdout', () => {
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stdout).to.match(joinCommand(node.options.address));
  });

  it('leaves a Ready node with CoreDNS and kube-proxy running', async () => {
    const begin = performance.now();
    await waitUntilReady(node);
    tellTime('addons ready after', performance.now() - begin);
    const pods = await node.kubectl('--namespace=kube-system', 'get', 'pods', '--no-headers');
    expect(pods.trim().split('\n')).to.have.length(7);
  });

  it('lets kubectl run a Deployment behind a Service that has a name', async () => {
    writeFileSync(node.path('/run/web.json'), JSON.stringify(webServer()));
    await node.kubectl('create', '--filename=/run/web.json');
    await node.kubectl('rollout', 'status', 'deployment/web', '--timeout=90s');
    const address = (await node.kubectl('get', 'service', 'web', '--output=jsonpath={.spec.clusterIP}')).trim();
    expect(await resolveInCluster(node, 'web.default.svc.cluster.local')).to.equal(address);
    // kube-proxy gathers changes for a second
    await eventually(
      'the Service',
      10_000,
      async () => (await fetchText(node, `http://${address}/health`)) === 'OK' || undefined,
    );
    expect(await node.kubectl('logs', 'deployment/web')).to.include('linux/');
    await node.kubectl('delete', 'deployment/web', 'service/web', 'configmap/web', '--timeout=60s');
  });

  it('serves TLS that verifies, and knows its clients by their certificates', async () => {
    const api = `https://${node.options.address}:6443`;
    const ca = `${PKI}/ca.crt`;
    const client = `${PKI}/apiserver-kubelet-client`;
    const whoAmI = `${api}/api/v1/nodes/${node.options.name}`;
    expect(await httpsGet(node, whoAmI, { ca, client })).to.include({ status: 200, server: 'kube-apiserver' });
    expect(await httpsGet(node, whoAmI, { ca })).to.include({ status: 403 });
    const kubelet = `https://${node.options.address}:10250/pods`;
    expect(await httpsGet(node, kubelet, { ca: '-', client })).to.include({ status: 200 });
    expect(await httpsGet(node, kubelet, { ca: '-' })).to.include({ status: 401 });
  });

  it('runs an etcd that talks to its own clients and peers only', async () => {
    const ca = `${PKI}/etcd/ca.crt`;
    for (const client of ['etcd/healthcheck-client', 'apiserver-etcd-client', 'etcd/server']) {
      const answer = await httpsGet(node, 'https://127.0.0.1:2379/version', { ca, client: `${PKI}/${client}` });
      expect(answer.body, client).to.include('etcdserver');
    }
    const peer = `https://${node.options.address}:2380/version`;
    expect(await httpsGet(node, peer, { ca, client: `${PKI}/etcd/peer` })).to.include({ status: 200 });
    for (const url of ['https://127.0.0.1:2379/version', peer]) {
      expect(await httpsGet(node, url, { ca }), url).to.have.property('error');
      expect(await httpsGet(node, url, { ca, client: `${PKI}/apiserver-kubelet-client` }), url).to.have.property(
        'error',
      );
    }
  });

  it('keeps keys, kubeconfigs and manifests from others', async () => {
    const files = (await node.output('find', '/etc/kubernetes', '-type', 'f', '-printf', '%m %p\n')).trim().split('\n');
    const open = files.filter((line) => !line.startsWith('600 '));
    expect(
      open.every((line) => /^644 \S+\.crt$/.test(line)),
      open.join(),
    ).to.equal(true);
    expect(files).to.have.length(22 + 5 + 4);
  });

  it('signs certificates that openssl takes for their purposes', async () => {
    const verify = (purpose: string, authority: string, name: string): Promise<string> =>
      node.output(
        'openssl',
        'verify',
        '-x509_strict',
        '-purpose',
        purpose,
        '-CAfile',
        `${PKI}/${authority}.crt`,
        `${PKI}/${name}.crt`,
      );
    await verify('sslserver', 'ca', 'apiserver');
    await verify('sslclient', 'ca', 'apiserver-kubelet-client');
    await verify('sslclient', 'front-proxy-ca', 'front-proxy-client');
    for (const name of ['etcd/server', 'etcd/peer']) await verify('sslserver', 'etcd/ca', name);
    for (const name of ['etcd/server', 'etcd/peer', 'etcd/healthcheck-client', 'apiserver-etcd-client']) {
      await verify('sslclient', 'etcd/ca', name);
    }
  });

  it('stops in preflight when it is run again, says why, and changes nothing', async () => {
    const before = [await listFiles(node), await listObjects(node)];
    const second = await runInit(node, shared.program);
    expect(second.code).to.equal(1);
    for (const name of [
      'Port-6443',
      'Port-10250',
      'FileAvailable--etc-kubernetes-manifests-etcd.yaml',
      'DirAvailable--var-lib-etcd',
    ]) {
      expect(second.stderr).to.include(name);
    }
    expect([await listFiles(node), await listObjects(node)]).to.deep.equal(before);
  });

  it('tells the same as JSON lines, with the time of each phase', () =>
    withNode(shared, { name: 'ts3', number: 13 }, async (other) => {
      writeConfig(other);
      const { stdout } = await runInit(other, shared.program, { flags: ['--output=json'] });
      const events = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Event);
      for (const event of events) if (event.type === 'phase-finished') tellTime(event.phase, event.milliseconds);
      expect(events.at(-1)).to.include({ type: 'result', controlPlaneEndpoint: `${other.options.address}:6443` });
    }));

  describe('for the reference', () => {
    let kubeadm: string;

    before(function () {
      [kubeadm = ''] = requireReference(this, shared);
    });

    it('is a cluster whose tokens and certificates it can list', async () => {
      const token = joinCommand(node.options.address).exec(first.stdout)?.[1] ?? '';
      expect(await node.output(kubeadm, 'token', 'list')).to.include(token);
      const expiries = await node.output(kubeadm, 'certs', 'check-expiration');
      expect(expiries).not.to.include('MISSING');
      expect(expiries.match(/ 364d /g)).to.have.length(11);
    });

    it('is a cluster that a worker joins with the printed command', async () => {
      const worker = await shared.testbed.startNode({ name: 'ts2', number: 12 });
      const joined = await runJoin(worker, [kubeadm], { words: printedJoins(first.stdout).worker });
      expect(joined.code, joined.stderr + joined.stdout).to.equal(0);
      tellTime('join', joined.milliseconds);
      await node.kubectl('wait', '--for=create', 'node/ts2', '--timeout=60s');
      await node.kubectl('wait', '--for=condition=Ready', 'node/ts2', '--timeout=60s');
      await node.kubectl('--namespace=kube-system', 'rollout', 'status', 'daemonset/kube-proxy', '--timeout=60s');
    });

    it('is a cluster that it can plan an upgrade of', async () => {
      const { kubernetesVersion } = shared.testbed.binaries;
      const plan = await node.run(kubeadm, 'upgrade', 'plan', kubernetesVersion, '--ignore-preflight-errors=all');
      expect(plan.code, plan.stderr).to.equal(0);
      expect(plan.stdout).to.include(`Cluster version: ${kubernetesVersion.slice(1)}`);
    });
  });
});
