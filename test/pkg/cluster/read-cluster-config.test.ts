import { expect } from 'chai';
import { readClusterConfig, readClusterConfiguration } from '../../../pkg/cluster/read-cluster-config.ts';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { failureOf } from '../../support/failure.ts';
import { goldenCases, goldenConfig, goldenObjects } from '../../support/golden-objects.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { configMap, readerOf, storedConfig } from '../../support/stored-config.ts';

const HEAD = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n';
const withCluster = (text: string) => ({
  ...storedConfig(),
  'kubeadm-config': configMap('kubeadm-config', { ClusterConfiguration: text }),
});
const clusterOf = async (text: string) => (await readClusterConfig(readerOf(withCluster(text)))).cluster;

describe('readClusterConfig', () => {
  for (const name of goldenCases()) {
    it(`reads from what the reference stored what init resolved: ${name}`, async () => {
      const files = { '/config.yaml': goldenConfig(name) };
      const { config } = await loadInitConfig(new SimulatedMachine({ files }), { config: '/config.yaml' });
      const objects = goldenObjects(name)
        .map(({ object }) => object as unknown as KubeObject)
        .filter(({ kind }) => kind === 'ConfigMap');
      const stored = await readClusterConfig(
        readerOf(Object.fromEntries(objects.map((object) => [object.metadata.name, object]))),
      );
      expect(stored.cluster).to.deep.equal(config.cluster);
      expect(stored.kubelet).to.deep.equal(config.kubelet);
      if (!config.cluster.proxy.disabled) expect(stored.kubeProxy).to.deep.equal(config.kubeProxy);
    });
  }

  it('asks for the three at the same time', async () => {
    const asked: string[] = [];
    const all = storedConfig();
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const reading = readClusterConfig({
      getObject: async ({ name }) => {
        asked.push(name);
        if (asked.length === 3) answer();
        await held;
        return all[name];
      },
    });
    await reading;
    expect(asked).to.have.members(['kubeadm-config', 'kubelet-config', 'kube-proxy']);
  });

  for (const [what, kubeProxy] of [
    ['missing', undefined],
    ['forbidden', 403],
    ['without its key', configMap('kube-proxy', { other: 'x' })],
  ] as const) {
    it(`does without kube-proxy's configuration where it is ${what}`, async () => {
      const objects = { ...storedConfig(), ...{ 'kube-proxy': kubeProxy } } as Parameters<typeof readerOf>[0];
      const { kubeProxy: found } = await readClusterConfig(readerOf(objects));
      expect(found.document).to.include({ kind: 'KubeProxyConfiguration', bindAddress: '0.0.0.0' });
      expect(found.userSupplied).to.equal(false);
    });
  }

  it('fills in what was left out', async () => {
    const cluster = await clusterOf(`${HEAD}controlPlaneEndpoint: cp.example.com\n`);
    expect(cluster).to.deep.equal({ ...exampleConfig().cluster, controlPlaneEndpoint: 'cp.example.com:6443' });
  });

  it('takes the version before, without a word', async () => {
    const old = HEAD.replace('v1beta4', 'v1beta3');
    const cluster = await clusterOf(
      `${old}apiServer: {timeoutForControlPlane: 4m0s, extraArgs: {v: "2", a: b}}\nfeatureGates: {EtcdLearnerMode: true}\n`,
    );
    expect(cluster.apiServer.extraArgs).to.deep.equal([
      { name: 'a', value: 'b' },
      { name: 'v', value: '2' },
    ]);
    expect(cluster.encryptionAlgorithm).to.equal('RSA-2048');
    expect(cluster.featureGates).to.deep.equal({ EtcdLearnerMode: true });
  });

  it('takes a CI version, fields from the future and feature gates of the past', async () => {
    const cluster = await clusterOf(
      `${HEAD.replace('v1.36.2', 'ci/v1.36.0-alpha.1.10+e5')}newField: 1\nfeatureGates: {EtcdLearnerMode: true}\n`,
    );
    expect(cluster).to.include({ kubernetesVersion: 'v1.36.0-alpha.1.10+e5', ciVersion: true });
    expect(cluster.featureGates).to.deep.equal({ EtcdLearnerMode: true });
  });

  for (const [name, key, phase] of [
    ['kubeadm-config', 'ClusterConfiguration', 'kubeadm'],
    ['kubelet-config', 'kubelet', 'kubelet'],
  ] as const) {
    it(`names ConfigMap ${name} when it is missing, empty or forbidden, and what writes it`, async () => {
      for (const [given, code] of [
        [undefined, 'cluster-config-missing'],
        [configMap(name, {}), 'cluster-config-missing'],
        [403, 'cluster-config-forbidden'],
      ] as const) {
        const objects = { ...storedConfig(), [name]: given } as Parameters<typeof readerOf>[0];
        const failure = await failureOf(readClusterConfig(readerOf(objects)));
        expect(failure.code).to.equal(code);
        expect(failure.message).to.include(`${key} of ConfigMap kube-system/${name}`);
        expect(failure.hint).to.include(`kubeadm-ts init phase upload-config ${phase}`);
      }
    });
  }

  it('says that a token may have expired when the credentials are not accepted', async () => {
    const objects = { 'kubeadm-config': 401, 'kubelet-config': 401, 'kube-proxy': 401 };
    const failure = await failureOf(readClusterConfig(readerOf(objects)));
    expect(failure.code).to.equal('cluster-config-unauthorized');
    expect(failure.message).to.match(/kubeadm-config/);
    expect(failure.hint).to.match(/kubeadm-ts token create --print-join-command/);
  });

  it('leaves other failures as they are', async () => {
    const failure = new KubeadmError('api-unreachable', 'nobody answers');
    const objects = { 'kubeadm-config': failure, 'kubelet-config': failure, 'kube-proxy': failure };
    expect(await failureOf(readClusterConfig(readerOf(objects)))).to.equal(failure);
    expect(await failureOf(readClusterConfig(readerOf({ ...storedConfig(), 'kube-proxy': failure })))).to.equal(
      failure,
    );
  });

  const unreadable: readonly [what: string, text: string, reason: RegExp][] = [
    ['an old version', HEAD.replace('v1beta4', 'v1beta2'), /kubeadm-config:1:1: .*v1beta2 ClusterConfiguration/],
    ['a field of another version', `${HEAD}apiServer: {extraArgs: {v: "2"}}\n`, /extraArgs: expected a list/],
    ['another kind', HEAD.replace('Cluster', 'Init'), /there is no ClusterConfiguration/],
    ['an empty text', '', /there is no ClusterConfiguration/],
    ['a wrong type', `${HEAD}clusterName: 5\n`, /kubeadm-config:4:14: clusterName: expected a string/],
    ['no YAML', 'a: [', /not valid YAML/],
    ['a label instead of a version', HEAD.replace('v1.36.2', 'stable-1'), /"stable-1" is no version/],
    ['an endpoint that is none', `${HEAD}controlPlaneEndpoint: https://a\n`, /controlPlaneEndpoint: .*port/],
    ['a relative folder', `${HEAD}certificatesDir: pki\n`, /certificatesDir: "pki" is not an absolute/],
    ['a relative folder of etcd', `${HEAD}etcd: {local: {dataDir: etcd}}\n`, /etcd\.local\.dataDir/],
  ];
  for (const [what, text, reason] of unreadable) {
    it(`refuses ${what}, with the way to correct it`, async () => {
      const failure = await failureOf(clusterOf(text));
      expect(failure.code).to.equal('cluster-config-unreadable');
      expect(failure.message).to.match(reason);
      expect(failure.hint).to.match(
        /kubectl --namespace kube-system edit configmap kubeadm-config.*kubeadm config migrate/,
      );
    });
  }

  it("refuses a kubelet's configuration that cannot be read", async () => {
    const kubelet = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: many\n';
    const objects = { ...storedConfig(), 'kubelet-config': configMap('kubelet-config', { kubelet }) };
    const failure = await failureOf(readClusterConfig(readerOf(objects)));
    expect(failure.message).to.match(/kubelet-config:3:10: maxPods: expected a whole number/);
  });

  it('refuses a cluster that is too old', async () => {
    const failure = await failureOf(clusterOf(HEAD.replace('v1.36.2', 'v1.34.9')));
    expect(failure.code).to.equal('cluster-too-old');
    expect(failure.message).to.match(/v1\.34\.9 is too old/);
    expect(failure.hint).to.match(/upgrade the cluster first/);
  });
});

describe('readClusterConfiguration', () => {
  it('reads that of an old cluster too', async () => {
    const cluster = await readClusterConfiguration(readerOf(withCluster(HEAD.replace('v1.36.2', 'v1.30.0'))));
    expect(cluster).to.deep.equal({ ...exampleConfig().cluster, kubernetesVersion: 'v1.30.0' });
  });

  it('finds none where the cluster keeps none', async () =>
    expect(await readClusterConfiguration(readerOf({}))).to.equal(undefined));

  it('tells a refusal from an absence', async () => {
    const failure = await failureOf(readClusterConfiguration(readerOf({ 'kubeadm-config': 403 })));
    expect(failure.code).to.equal('cluster-config-forbidden');
  });
});
