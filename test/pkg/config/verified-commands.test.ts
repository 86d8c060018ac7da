import { expect } from 'chai';
import { controlPlaneImages } from '../../../pkg/config/images.ts';
import type { LoadInitOptions } from '../../../pkg/config/load-init-config.ts';
import { loadUpgradeConfig } from '../../../pkg/config/load-upgrade-config.ts';
import { BY_TOKEN, joinYaml as join, loadJoinText, loadResetText, resetYaml } from '../../support/config-join.ts';
import { documentYaml, inOneFile, migrateText } from '../../support/config-files.ts';
import { clusterYaml as cluster, initYaml as init, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

// More of the reference's verified cases (kubeadm 1.36.2), by the numbers of its table: those of other commands than
// "config validate".

const document = (kind: string, fields = '', version = 'v1beta4'): string => documentYaml(version, kind, fields);
const other = (apiVersion: string, kind: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;

describe('config migrate, on the verified cases of the reference', () => {
  it('10: refuses a retired version', async () => {
    const failure = await failureOf(migrateText(document('ClusterConfiguration', '', 'v1beta2')));
    expect(failure.message).to.match(/old form/);
  });

  it('33: adds the bind port to an IPv6 endpoint, in brackets', async () => {
    const text = inOneFile(
      cluster('controlPlaneEndpoint: fd00::1'),
      document('InitConfiguration', 'localAPIEndpoint: {bindPort: 7443}'),
    );
    expect((await migrateText(text)).text).to.include("controlPlaneEndpoint: '[fd00::1]:7443'");
  });

  it('59: reads an UpgradeConfiguration (ours: the reference cannot)', async () => {
    const { byKind } = await migrateText(document('UpgradeConfiguration', 'apply: {kubernetesVersion: v1.36.2}'));
    expect(byKind['UpgradeConfiguration']).to.have.nested.property('apply.kubernetesVersion', 'v1.36.2');
  });

  it('60: keeps a health check of 7m (ours: the reference writes 0s)', async () => {
    const { byKind } = await migrateText(
      document('InitConfiguration', 'timeouts: {controlPlaneComponentHealthCheck: 7m}'),
    );
    expect(byKind['InitConfiguration']).to.have.nested.property('timeouts.controlPlaneComponentHealthCheck', '7m0s');
  });

  it('61: moves timeoutForControlPlane, and sorts arguments', async () => {
    const fields = 'kubernetesVersion: v1.36.2\napiServer: {timeoutForControlPlane: 9m, extraArgs: {b: "1", a: "2"}}';
    const { kinds, byKind } = await migrateText(document('ClusterConfiguration', fields, 'v1beta3'));
    expect(kinds).to.deep.equal(['InitConfiguration', 'ClusterConfiguration']);
    expect(byKind['InitConfiguration']).to.have.nested.property('timeouts.controlPlaneComponentHealthCheck', '9m0s');
    expect(byKind['ClusterConfiguration'])
      .to.have.nested.property('apiServer.extraArgs')
      .that.deep.equals([
        { name: 'a', value: '2' },
        { name: 'b', value: '1' },
      ]);
  });

  it('62: moves discovery.timeout', async () => {
    const fields = `discovery: ${BY_TOKEN.replace(/^\{/, '{timeout: 3m, ')}`;
    const { byKind } = await migrateText(document('JoinConfiguration', fields, 'v1beta3'));
    expect(byKind['JoinConfiguration']).to.have.nested.property('timeouts.discovery', '3m0s');
    expect(byKind['JoinConfiguration']).not.to.have.nested.property('discovery.timeout');
  });

  it('63: makes nothing of a KubeletConfiguration, and says so', async () => {
    const { text, warnings } = await migrateText(other('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration'));
    expect(text).to.equal('');
    expect(warnings.join()).to.match(/KubeletConfiguration is not in the output/);
  });
});

describe('config images list, on the verified cases of the reference', () => {
  const LIST: LoadInitOptions = { detectCriSocket: false, checkBindAddress: false };
  const list = async (text: string) => {
    const { config, warnings } = await loadText(text, LIST);
    return { images: controlPlaneImages(config.cluster), warnings };
  };

  it('10: refuses a retired version', async () =>
    expect((await failureOf(list(document('ClusterConfiguration', '', 'v1beta2')))).message).to.match(/old form/));

  it('14: passes over a foreign kind, with two warnings', async () => {
    const { images, warnings } = await list(inOneFile(cluster(), other('foo.io/v1', 'Foo')));
    expect(images).to.have.length(7);
    expect(warnings).to.have.length(2);
  });

  it('16: passes over an unknown field, with a warning', async () => {
    const { images, warnings } = await list(cluster('foo: 1'));
    expect(images).to.have.length(7);
    expect(warnings.join()).to.match(/c\.yaml:4:1: foo: there is no such field/);
  });

  it('18: takes the last of a repeated key, with a warning', async () => {
    const { images, warnings } = await list(cluster('imageRepository: a.io\nimageRepository: b.io'));
    expect(images[0]).to.equal('b.io/kube-apiserver:v1.36.2');
    expect(warnings).to.have.length(1);
  });

  it('63: needs an InitConfiguration or a ClusterConfiguration', async () => {
    const failure = await failureOf(list(other('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration')));
    expect(failure.message).to.match(/neither an InitConfiguration nor a ClusterConfiguration/);
  });

  it('64: refuses another version of a component', async () => {
    const old = other('kubelet.config.k8s.io/v1alpha1', 'KubeletConfiguration');
    const failure = await failureOf(list(inOneFile(cluster(), old)));
    expect(failure.message).to.match(/not supported/);
    expect(failure.hint).to.match(/by hand as kubelet\.config\.k8s\.io\/v1beta1/);
  });

  it('65: warns of thirteen values that are not recommended, but not of two more', async () => {
    const kubelet = [
      'staticPodPath: /x',
      'clusterDNS: []',
      'clusterDomain: x',
      'authentication: {x509: {clientCAFile: /x}, anonymous: {enabled: true}, webhook: {enabled: false}}',
      'authorization: {mode: AlwaysAllow}',
      'healthzBindAddress: 0.0.0.0',
      'healthzPort: 1',
      'readOnlyPort: 10255',
      'rotateCertificates: false',
      'cgroupDriver: cgroupfs',
    ].join('\n');
    const proxy = 'bindAddress: 1.2.3.4\nclusterCIDR: 10.0.0.0/8\nclientConnection: {kubeconfig: /x}';
    const text = inOneFile(
      cluster('networking: {podSubnet: 10.244.0.0/16}'),
      `${other('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration')}${kubelet}\n`,
      `${other('kubeproxy.config.k8s.io/v1alpha1', 'KubeProxyConfiguration')}${proxy}\n`,
    );
    expect((await list(text)).warnings.filter((warning) => warning.includes('is recommended'))).to.have.length(13);
  });

  it('77: lists images of a version from the future', async () =>
    expect((await list(cluster('kubernetesVersion: v1.38.1'))).images[0]).to.equal(
      'registry.k8s.io/kube-apiserver:v1.38.1',
    ));

  it('79: takes images of CI builds from their own registry', async () => {
    const { images } = await list(cluster('kubernetesVersion: ci/v1.36.0-alpha.1.10+e5'));
    const staging = images.filter((image) => image.startsWith('gcr.io/k8s-staging-ci-images/'));
    expect(staging).to.have.length(4);
    expect(staging[0]).to.match(/kube-apiserver:v1\.36\.0-alpha\.1\.10_e5$/);
  });
});

describe('init and join, on the verified cases of the reference', () => {
  it('66, 67: name the flags that cannot stand beside --config, sorted', async () => {
    const flags = { podNetworkCidr: '10.0.0.0/8', token: 'x', apiserverBindPort: 1 };
    expect((await failureOf(loadText(cluster(), { flags }))).message).to.include(
      '[apiserver-bind-port pod-network-cidr token]',
    );
    expect((await failureOf(loadText(cluster(), { flags: { patches: '/x' } }))).message).to.include('[patches]');
    expect((await failureOf(loadText(cluster(), { setFlags: ['vmodule'] }))).message).to.include('[vmodule]');
  });

  it('68: takes --node-name as it is', async () =>
    expect((await loadText(cluster(), { flags: { nodeName: 'A_b' } })).config.nodeRegistration.name).to.equal('A_b'));

  it('72: refuses "all" beside another check', async () => {
    const failure = await failureOf(loadText(cluster(), { flags: { ignorePreflightErrors: ['all', 'Swap'] } }));
    expect(failure.code).to.equal('invalid-ignore-list');
  });

  it('73: need their own kind', async () => {
    expect((await failureOf(loadJoinText(init()))).message).to.match(/holds no JoinConfiguration/);
    expect((await failureOf(loadText(join()))).message).to.match(/neither an InitConfiguration nor/);
  });

  for (const address of ['0.0.0.0', '169.254.1.1', 'fe80::1', '224.0.0.1']) {
    it(`74: refuse to listen on ${address}`, async () => {
      const machine = { files: { '/proc/net/route': 'Iface\n' } };
      const text = init(`localAPIEndpoint: {advertiseAddress: "${address}"}`);
      expect((await failureOf(loadText(text, { machine }))).message).to.match(/cannot be reached at/);
    });
  }

  it('69: reset and upgrade refuse flags that say what the file has to say', async () => {
    expect((await failureOf(loadResetText(resetYaml(), { flags: { force: true } }))).message).to.include('[force]');
    const machine = new SimulatedMachine({ files: { '/c.yaml': document('UpgradeConfiguration') } });
    const failure = await failureOf(loadUpgradeConfig(machine, { config: '/c.yaml', patches: '/x' }));
    expect(failure.message).to.include('[patches]');
  });

  it('70: single phases of upgrade do not', async () => {
    const machine = new SimulatedMachine({ files: { '/c.yaml': document('UpgradeConfiguration') } });
    const flags = { config: '/c.yaml', certificateRenewal: false, dryRun: true };
    const { config } = await loadUpgradeConfig(machine, flags, { refuseMixedFlags: false });
    expect(config.node).to.include({ certificateRenewal: false, dryRun: true });
  });
});
