import { expect } from 'chai';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import { InvalidConfigError } from '../../../pkg/config/issue.ts';
import { kubeletConfigurationDocument, kubeProxyConfigurationDocument } from '../../../pkg/config/marshal.ts';
import { clusterYaml, initYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const OTHER = (apiVersion: string, kind: string): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\n`;
const KUBELET = OTHER('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration');
const PROXY = OTHER('kubeproxy.config.k8s.io/v1alpha1', 'KubeProxyConfiguration');

describe('loadInitConfig with a file', () => {
  it('warns of unknown fields and goes on', async () => {
    const { warnings } = await loadText(clusterYaml('imageRepositroy: x'));
    expect(warnings).to.deep.equal(['/c.yaml:4:1: imageRepositroy: there is no such field (did you mean "imageRepository"?); it has no effect']);
  });

  it('warns of repeated keys and takes the last one', async () => {
    const { config, warnings } = await loadText(clusterYaml('imageRepository: a.io\nimageRepository: b.io'));
    expect(config.cluster.imageRepository).to.equal('b.io');
    expect(warnings).to.have.length(1);
  });

  it('warns twice of a kind that nobody knows', async () => {
    const { warnings } = await loadText(clusterYaml() + OTHER('foo.io/v1', 'Foo'));
    expect(warnings.join('\n')).to.match(/nobody here knows foo.io\/v1 Foo(.|\n)*is ignored/);
  });

  it('ignores documents of other commands with a warning', async () => {
    const { warnings } = await loadText(clusterYaml() + OTHER('kubeadm.k8s.io/v1beta4', 'JoinConfiguration'));
    expect(warnings).to.deep.equal(['/c.yaml:5:1: the document kubeadm.k8s.io/v1beta4 JoinConfiguration is ignored: this command does not read it']);
  });

  it('needs an InitConfiguration or a ClusterConfiguration', async () => {
    const failures = await Promise.all([failureOf(loadText(KUBELET.slice(4))), failureOf(loadText(''))]);
    for (const failure of failures) expect(failure.message).to.match(/neither an InitConfiguration nor a ClusterConfiguration/);
  });

  it('reports everything at once, in the order of the file', async () => {
    const failure = await failureOf(loadText(clusterYaml('clusterName: 5\nnetworking: {dnsDomain: A}\ncertificatesDir: pki')));
    expect(failure).to.be.instanceOf(InvalidConfigError);
    expect((failure as InvalidConfigError).issues.map((issue) => issue.path)).to.deep.equal(['clusterName', 'networking.dnsDomain', 'certificatesDir']);
    expect(failure.message).to.match(/3 things are wrong:\n {2}- \/c\.yaml:4:14: clusterName/);
  });

  it('reports a bad version together with bad fields', async () => {
    const failure = await failureOf(loadText(clusterYaml('kubernetesVersion: foo\nencryptionAlgorithm: DSA')));
    expect((failure as InvalidConfigError).issues.map((issue) => issue.path)).to.deep.equal(['kubernetesVersion', 'encryptionAlgorithm']);
  });

  it('reports wrong types in component documents', async () => {
    const failure = await failureOf(loadText(clusterYaml() + KUBELET + 'maxPods: many\n'));
    expect(failure.message).to.match(/c\.yaml:7:10: maxPods: expected a whole number/);
  });

  it('never shows a token or a certificate key', async () => {
    const secret = '0123456789'.repeat(6) + '01234567890';
    const failure = await failureOf(loadText(initYaml(`bootstrapTokens: [{token: ABCDEF.0123456789abcdef}]\ncertificateKey: ${secret}`)));
    expect(failure.message).to.match(/this is not a bootstrap token/).and.not.match(/0123456789/);
    const other = await failureOf(loadText(initYaml(`certificateKey: "${secret}"`)));
    expect(`${other.message} ${other.hint}`).to.match(/certificateKey/).and.not.match(/0123456789/);
  });

  it('takes JSON', async () => {
    const text = JSON.stringify({ apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'ClusterConfiguration', kubernetesVersion: 'v1.36.2', clusterName: 'j' }, null, '\t');
    expect((await loadText(text)).config.cluster.clusterName).to.equal('j');
  });

  it('makes an immutable configuration', async () => {
    const { config } = await loadText(clusterYaml());
    expect(() => Object.assign(config.cluster.networking, { dnsDomain: 'x' })).to.throw(TypeError);
  });

  it('lists flags that do not go with --config, sorted', async () => {
    const flags = { podNetworkCidr: '10.0.0.0/8', token: 'x', apiserverBindPort: 1, skipPhases: ['certs'], dryRun: true };
    const failure = await failureOf(loadText(clusterYaml(), { flags, setFlags: ['vmodule', 'v'] }));
    expect(failure.message).to.match(/\[apiserver-bind-port pod-network-cidr token vmodule\]/);
  });

  it('takes --node-name beside a file as it is', async () => {
    const { config } = await loadText(initYaml('nodeRegistration: {name: other}'), { flags: { nodeName: 'A_b' } });
    expect(config.nodeRegistration.name).to.equal('A_b');
  });

  it('joins the checks to ignore, in lower case', async () => {
    const { config } = await loadText(initYaml('nodeRegistration: {ignorePreflightErrors: [Swap, NumCPU]}'), { flags: { ignorePreflightErrors: ['Mem', 'swap'] } });
    expect(config.nodeRegistration.ignorePreflightErrors).to.deep.equal(['mem', 'numcpu', 'swap']);
  });

  it('refuses "all" beside other checks', async () => {
    const failure = await failureOf(loadText(clusterYaml(), { flags: { ignorePreflightErrors: ['all', 'Swap'] } }));
    expect(failure.code).to.equal('invalid-ignore-list');
  });

  it('lets --dry-run win over the file', async () => {
    expect((await loadText(initYaml('dryRun: true'))).config.dryRun).to.equal(true);
    expect((await loadText(initYaml('dryRun: true'), { flags: { dryRun: false } })).config.dryRun).to.equal(false);
    expect((await loadText(initYaml(), { flags: { dryRun: true } })).config.dryRun).to.equal(true);
  });

  it('says why a file cannot be read', async () => {
    const machine = new SimulatedMachine({ files: { '/etc/folder/': '', '/big.yaml': 'x'.repeat(10 * 1024 * 1024 + 1) } });
    expect((await failureOf(loadInitConfig(machine, { config: '/none.yaml' }))).message).to.match(/there is no such file/);
    expect((await failureOf(loadInitConfig(machine, { config: '/etc/folder' }))).message).to.match(/it is a folder/);
    expect((await failureOf(loadInitConfig(machine, { config: '/big.yaml' }))).message).to.match(/larger than 10 MiB/);
  });

  it('makes a certificate key only where certificates are uploaded without one', async () => {
    expect((await loadText(initYaml())).config.certificateKey).to.equal('');
    expect((await loadText(initYaml(), { flags: { uploadCerts: true } })).config.certificateKey).to.match(/^[0-9a-f]{64}$/);
    const key = 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204';
    expect((await loadText(initYaml(`certificateKey: ${key}`), { needsCertificateKey: true })).config.certificateKey).to.equal(key);
  });

  it('normalises names and addresses', async () => {
    const { config } = await loadText(
      initYaml('nodeRegistration: {name: " MyNode "}\nlocalAPIEndpoint: {advertiseAddress: 010.0.0.1}\ntimeouts: {discovery: 90s}').replace('v1.36.2\n', '1.36.2\napiServer: {certSANs: [API.Example.com]}\ncontrolPlaneEndpoint: "fd00::1"\n'),
    );
    expect(config.nodeRegistration.name).to.equal('mynode');
    expect(config.localAPIEndpoint.advertiseAddress).to.equal('10.0.0.1');
    expect(config.cluster.apiServer.certSANs).to.deep.equal(['api.example.com']);
    expect(config.cluster.controlPlaneEndpoint).to.equal('[fd00::1]:6443');
    expect(config.cluster.kubernetesVersion).to.equal('v1.36.2');
    expect(config.timeouts).to.include({ discovery: 90_000, kubeletHealthCheck: 240_000 });
  });

  it('warns where the endpoint has another port than the API server', async () => {
    const { config, warnings } = await loadText(clusterYaml('controlPlaneEndpoint: cp.example.com:06444'));
    expect(config.cluster.controlPlaneEndpoint).to.equal('cp.example.com:06444');
    expect(warnings.join()).to.match(/clients will use 06444/);
  });

  it('gives no taint for an empty list, and the usual one for null', async () => {
    expect((await loadText(initYaml('nodeRegistration: {taints: []}'))).config.nodeRegistration.taints).to.deep.equal([]);
    expect((await loadText(initYaml('nodeRegistration: {taints: null}'))).config.nodeRegistration.taints).to.have.length(1);
  });

  it('refuses addresses that nobody can reach', async () => {
    for (const address of ['169.254.1.1', 'fe80::1', '224.0.0.1', '255.255.255.255', 'ff02::1']) {
      const failure = await failureOf(loadText(initYaml(`localAPIEndpoint: {advertiseAddress: "${address}"}`)));
      expect(failure.message, address).to.match(/cannot be reached/);
    }
  });

  it('warns of values of kubelet and kube-proxy that differ from the recommended ones, and keeps them', async () => {
    const kubelet = `staticPodPath: /x\nclusterDNS: []\nclusterDomain: x\nauthentication: {x509: {clientCAFile: /x}, anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}\nhealthzBindAddress: 0.0.0.0\nhealthzPort: 0\nreadOnlyPort: 1\nrotateCertificates: false\ncgroupDriver: cgroupfs\n`;
    const proxy = 'bindAddress: 1.1.1.1\nclusterCIDR: 1.0.0.0/8\nclientConnection: {kubeconfig: /x}\n';
    const { config, warnings } = await loadText(clusterYaml('networking: {podSubnet: 10.244.0.0/16}') + KUBELET + kubelet + PROXY + proxy);
    expect(warnings).to.have.length(13);
    expect(kubeletConfigurationDocument(config)).to.include({ rotateCertificates: true, cgroupDriver: 'cgroupfs', healthzPort: 0, staticPodPath: '/x' });
    expect(kubeletConfigurationDocument(config)).not.to.have.property('clusterDNS');
    expect(kubeProxyConfigurationDocument(config)).to.include({ bindAddress: '1.1.1.1', clusterCIDR: '1.0.0.0/8' });
  });
});
