import { expect } from 'chai';
import { joinKubeletStart } from '../../../phases/kubelet/join-kubelet-start.ts';
import type { JoinConfig } from '../../../pkg/config/types.ts';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import type { Change } from '../../../pkg/host/change.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import { fileError } from '../../../pkg/host/file-errors.ts';
import { apiError } from '../../../pkg/kube/api-error.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { parseKubeconfig } from '../../../pkg/kubeconfig/parse-kubeconfig.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { OTHER_CA_PEM, registeredNode } from '../../support/answering-machine.ts';
import type { ExampleOverrides } from '../../support/example-config.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { CLUSTER_CA, clusterToJoin } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const BOOTSTRAP = '/etc/kubernetes/bootstrap-kubelet.conf';
const CA = '/etc/kubernetes/pki/ca.crt';
const FLAGS = '/var/lib/kubelet/kubeadm-flags.env';
const INSTANCE = '/var/lib/kubelet/instance-config.yaml';
const CONFIG = '/var/lib/kubelet/config.yaml';

interface Given {
  readonly options?: MachineOptions;
  readonly config?: JoinConfig;
  readonly cluster?: ExampleOverrides;
}

function starting({ options = {}, config = exampleJoin(), cluster = {} }: Given = {}) {
  const machine = new SimulatedMachine({ hostname: config.nodeRegistration.name, ...options });
  const context = testJoinContext(machine, { config, cluster: clusterToJoin(config, cluster) });
  const told = (): readonly string[] =>
    machine.changes.map((change) => {
      if (change.kind === 'run-service') return `${change.action} ${change.service}`;
      return `${change.kind} ${'path' in change ? change.path : ''}`;
    });
  return {
    machine,
    context,
    told,
    text: (path: string) => machine.file(path)?.content,
    run: () => joinKubeletStart.run(context),
  };
}

/** A Node whose kubelet reports. */
function nodeWith(name: string, ready: 'True' | 'False' | 'Unknown'): KubeObject {
  return Object.assign(registeredNode(name), { status: { conditions: [{ type: 'Ready', status: ready }] } });
}

const refusing = (code: number): MachineOptions => {
  const refuse = (): Promise<never> =>
    Promise.reject(
      apiError(
        { kind: 'Status', apiVersion: 'v1', status: 'Failure', code },
        { verb: 'get', what: 'Node worker1', secret: false },
      ),
    );
  return { clusterOf: () => ({ getObject: refuse, listObjects: refuse, apiGet: refuse }) };
};

describe('join phase kubelet-start', () => {
  it('leaves config.yaml out, and the kubelet as it is, when the disk takes one of the other files no more', async () => {
    const onChange = (change: Change): void => {
      if (change.kind === 'write-file' && change.path === CA)
        throw fileError('write', CA, Object.assign(new Error(), { code: 'ENOSPC' }));
    };
    const { run, text, told } = starting({ options: { onChange } });
    expect(await failureOf(run()))
      .property('message')
      .include('no space left');
    expect(text(INSTANCE)).not.equal(undefined);
    expect(text(CONFIG)).equal(undefined);
    expect(told()).not.include('restart kubelet');
  });

  it('writes the bootstrap credentials and the authority, then the settings, and starts the kubelet', async () => {
    const { machine, told, text, run, context } = starting();
    await run();
    const written = [BOOTSTRAP, CA, FLAGS, INSTANCE, CONFIG].map((path) => `write-file ${path}`);
    expect(told()).deep.equal([...written, 'restart kubelet']);
    const { discovered } = await context.cluster();
    expect(text(BOOTSTRAP)).equal(discovered.kubeconfig);
    expect(machine.file(BOOTSTRAP)?.mode).equal(0o600);
    expect(machine.changes[0]).include({ secret: true });
    expect(text(CA)).equal(discovered.caCertificates);
    expect(machine.file(CA)?.mode).equal(0o644);
  });

  it('changes nothing the second time, although the Node is Ready now: it is its own', async () => {
    const { machine, run, context } = starting();
    await run();
    await machine.change({ kind: 'remove-file', path: BOOTSTRAP });
    machine.forget();
    await run();
    expect(machine.changes).deep.equal([]);
    expect(context.notes.at(-1)).match(/^kept/);
  });

  it('gives new bootstrap credentials to a kubelet that got no certificate', async () => {
    const { machine, told, run } = starting({ options: { kubeletRequest: 'unanswered' } });
    await run();
    await machine.change({ kind: 'remove-file', path: BOOTSTRAP });
    machine.forget();
    await run();
    expect(told()).deep.equal(['stop kubelet', `write-file ${BOOTSTRAP}`, 'restart kubelet']);
  });

  it('sends the kubelet of a control plane to the API server of its own machine', async () => {
    const { text, run } = starting({ config: exampleControlPlaneJoin() });
    await run();
    const { clusters, users } = parseKubeconfig(text(BOOTSTRAP) ?? '', BOOTSTRAP);
    expect(clusters[0]?.cluster.server).equal('https://192.0.2.11:6443');
    expect(clusters[0]?.cluster['certificate-authority-data']).not.equal(undefined);
    expect(users[0]?.user.token).equal('not-a-secret');
  });

  describe('the flags', () => {
    const taints = [
      { key: 'dedicated', value: 'db', effect: 'NoSchedule' as const },
      { key: 'slow', effect: 'PreferNoSchedule' as const },
    ];

    it('let a worker register with its taints', async () => {
      const { text, run } = starting({ config: exampleJoin({ nodeRegistration: { taints } }) });
      await run();
      expect(text(FLAGS)).equal(
        'KUBELET_KUBEADM_ARGS="--register-with-taints=dedicated=db:NoSchedule,slow:PreferNoSchedule"\n',
      );
    });

    it('leave the taints of a control plane to the phase that marks it', async () => {
      const { text, run } = starting({ config: exampleControlPlaneJoin() });
      await run();
      expect(text(FLAGS)).equal('KUBELET_KUBEADM_ARGS=""\n');
    });

    it('give way to kubeletExtraArgs', async () => {
      const kubeletExtraArgs = [{ name: 'register-with-taints', value: 'mine:NoExecute' }];
      const { text, run } = starting({ config: exampleJoin({ nodeRegistration: { taints, kubeletExtraArgs } }) });
      await run();
      expect(text(FLAGS)).equal('KUBELET_KUBEADM_ARGS="--register-with-taints=mine:NoExecute"\n');
    });
  });

  it("starts from the cluster's settings, with the node's own resolvers, patches and socket on top", async () => {
    const { document } = exampleCluster().kubelet;
    const { text, run } = starting({
      config: exampleJoin({
        patchesDirectory: '/patches',
        nodeRegistration: { criSocket: 'unix:///run/crio/crio.sock' },
      }),
      cluster: {
        kubelet: { userSupplied: false, document: { ...document, maxPods: 7, clusterDomain: 'example.org' } },
      },
      options: {
        files: { '/patches/': '', '/patches/kubeletconfiguration+merge.yaml': 'maxPods: 42\n' },
        commands: { 'systemctl is-active systemd-resolved': 'active\n' },
      },
    });
    await run();
    expect(readYaml(text(CONFIG) ?? '')).include({
      clusterDomain: 'example.org',
      maxPods: 42,
      resolvConf: '/run/systemd/resolve/resolv.conf',
      containerRuntimeEndpoint: 'unix:///run/crio/crio.sock',
    });
    expect(text(INSTANCE)).equal('containerRuntimeEndpoint: "unix:///run/crio/crio.sock"\n');
  });

  describe('the file of the authority', () => {
    it('is kept where it holds the authority of the cluster, with others', async () => {
      const content = `${OTHER_CA_PEM}${CLUSTER_CA.certificate.toString()}`;
      const { told, text, run, context } = starting({ options: { files: { [CA]: content } } });
      await run();
      expect(text(CA)).equal(content);
      expect(told()).not.include(`write-file ${CA}`);
      expect(context.warnings).deep.equal([]);
    });

    it('is an error where it is that of another cluster, and nothing is written', async () => {
      const { machine, run } = starting({ options: { files: { [CA]: OTHER_CA_PEM } } });
      const error = await failureOf(run());
      expect(error.code).equal('certificate-authority-of-another-cluster');
      expect(error.message).contain(CA);
      expect(hintOf(error)).contain('kubeadm-ts reset').and.contain(`remove ${CA}`);
      expect(machine.changes).deep.equal([]);
    });
  });

  describe('a Node of the same name', () => {
    it('that is Ready ends the run before anything is written', async () => {
      const { machine, run } = starting({ options: { objects: [nodeWith('worker1', 'True')] } });
      const error = await failureOf(run());
      expect(error.code).equal('node-name-taken');
      expect(error.message).contain('a Node named worker1 is in the cluster already');
      expect(hintOf(error)).contain('--node-name').and.contain('kubectl delete node worker1');
      expect(machine.changes).deep.equal([]);
    });

    for (const ready of ['False', 'Unknown'] as const) {
      it(`is taken over when it is not Ready (${ready})`, async () => {
        const { machine, run, context } = starting({ options: { objects: [nodeWith('worker1', ready)] } });
        await run();
        expect(context.notes).include(
          'the Node worker1 is in the cluster and is not Ready: this machine takes it over',
        );
        expect(machine.file(BOOTSTRAP)).not.equal(undefined);
      });
    }

    it('is an error in a dry run as well', async () => {
      const machine = new SimulatedMachine({ objects: [nodeWith('worker1', 'True')] });
      const config = exampleJoin();
      const context = testJoinContext(dryRun(machine), { config, cluster: clusterToJoin(config) });
      expect((await failureOf(joinKubeletStart.run(context))).code).equal('node-name-taken');
    });

    it('cannot be looked for by a token without the right', async () => {
      const { machine, run } = starting({ options: refusing(403) });
      const error = await failureOf(run());
      expect(error.code).equal('node-read-forbidden');
      expect(error.message).contain('abcdef.***').and.contain('kubeadm:get-nodes');
      expect(hintOf(error)).contain('kubeadm-ts init phase bootstrap-token');
      expect(machine.changes).deep.equal([]);
    });

    it('cannot be looked for by a token that has expired', async () => {
      const error = await failureOf(starting({ options: refusing(401) }).run());
      expect(error.code).equal('bootstrap-identity-refused');
      expect(hintOf(error)).contain('kubeadm-ts token create');
    });

    it('cannot be looked for while the API server fails: its own words are kept', async () => {
      expect((await failureOf(starting({ options: refusing(500) }).run())).code).equal('api-server-error');
    });
  });

  describe('credentials that a kubelet left behind', () => {
    async function joinedMachine(config = exampleJoin()): Promise<SimulatedMachine> {
      const { machine, run } = starting({ config });
      await run();
      machine.forget();
      return machine;
    }

    it('of another node name are an error', async () => {
      const machine = await joinedMachine();
      const config = exampleJoin({ nodeRegistration: { name: 'worker2' } });
      const context = testJoinContext(machine, { config, cluster: clusterToJoin(config) });
      const error = await failureOf(joinKubeletStart.run(context));
      expect(error.code).equal('kubelet-conf-leftover');
      expect(error.message).contain('/etc/kubernetes/kubelet.conf is that of the node worker1, not of worker2');
      expect(hintOf(error)).contain('kubeadm-ts reset');
      expect(machine.changes).deep.equal([]);
    });

    it('of another cluster are an error', async () => {
      const machine = await joinedMachine();
      const config = exampleJoin();
      const cluster = clusterToJoin(config);
      const other = { ...cluster, discovered: { ...cluster.discovered, caCertificates: OTHER_CA_PEM } };
      const error = await failureOf(joinKubeletStart.run(testJoinContext(machine, { config, cluster: other })));
      expect(error.code).equal('kubelet-conf-leftover');
      expect(error.message).contain('trusts the authority of another cluster');
      expect(machine.changes).deep.equal([]);
    });
  });
});

function exampleCluster() {
  return clusterToJoin(exampleJoin()).config;
}
