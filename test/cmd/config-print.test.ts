import { expect } from 'chai';
import { load, loadAll } from 'js-yaml';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';

const print = (...words: readonly string[]) => run(['config', 'print', ...words], new SimulatedMachine());
const kindsIn = (text: string) => [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind);

/** What the reference (1.36.2) prints. */
const TIMEOUTS = `timeouts:
  controlPlaneComponentHealthCheck: 4m0s
  discovery: 5m0s
  etcdAPICall: 2m0s
  kubeletHealthCheck: 4m0s
  kubernetesAPICall: 1m0s
  tlsBootstrap: 5m0s
  upgradeManifests: 5m0s
`;
const node = (name: string) => `nodeRegistration:
  criSocket: unix:///var/run/containerd/containerd.sock
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
  name: ${name}
  taints: null
`;
const INIT = `apiVersion: kubeadm.k8s.io/v1beta4
bootstrapTokens:
- groups:
  - system:bootstrappers:kubeadm:default-node-token
  token: abcdef.0123456789abcdef
  ttl: 24h0m0s
  usages:
  - signing
  - authentication
kind: InitConfiguration
localAPIEndpoint:
  advertiseAddress: 1.2.3.4
  bindPort: 6443
${node('node')}${TIMEOUTS}---
apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: 1.36.0
networking:
  dnsDomain: cluster.local
  serviceSubnet: 10.96.0.0/12
proxy: {}
scheduler: {}
`;
const JOIN = `apiVersion: kubeadm.k8s.io/v1beta4
caCertPath: /etc/kubernetes/pki/ca.crt
discovery:
  bootstrapToken:
    apiServerEndpoint: kube-apiserver:6443
    token: abcdef.0123456789abcdef
    unsafeSkipCAVerification: true
  tlsBootstrapToken: abcdef.0123456789abcdef
kind: JoinConfiguration
${node('cp1')}${TIMEOUTS}`;
const RESET = `apiVersion: kubeadm.k8s.io/v1beta4
certificatesDir: /etc/kubernetes/pki
criSocket: unix:///var/run/containerd/containerd.sock
kind: ResetConfiguration
${TIMEOUTS}`;
const UPGRADE = `apiVersion: kubeadm.k8s.io/v1beta4
apply:
  certificateRenewal: true
  etcdUpgrade: true
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
diff: {}
kind: UpgradeConfiguration
node:
  certificateRenewal: true
  etcdUpgrade: true
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
plan:
  etcdUpgrade: true
${TIMEOUTS}`;

describe('kubeadm-ts config print', () => {
  for (const [command, text] of [
    ['init-defaults', INIT],
    ['join-defaults', JOIN],
    ['reset-defaults', RESET],
    ['upgrade-defaults', UPGRADE],
  ] as const) {
    it(`prints ${command} byte for byte as the reference does`, async () => {
      expect(await print(command)).deep.equal({ code: 0, stdout: text, stderr: '' });
    });
  }

  it('names the node after this machine, in lower case', async () => {
    const machine = new SimulatedMachine({ hostname: 'Rack7.Example' });
    const { stdout } = await run(['config', 'print', 'join-defaults'], machine);
    expect(load(stdout)).nested.include({ 'nodeRegistration.name': 'rack7.example' });
  });

  it('says why a machine without a host name has no defaults to join with', async () => {
    const { code, stderr } = await run(['config', 'print', 'join-defaults'], new SimulatedMachine({ hostname: ' ' }));
    expect(code).equal(1);
    expect(stderr).match(/error: the name of the Node is empty\nhint: .*host name/);
  });

  it('adds the components that are asked for, in the order in which they are named', async () => {
    const [proxy, kubelet] = ['KubeProxyConfiguration', 'KubeletConfiguration'];
    for (const [asked, kinds] of [
      ['KubeletConfiguration', [kubelet]],
      ['KubeProxyConfiguration', [proxy]],
      ['KubeletConfiguration,KubeProxyConfiguration', [kubelet, proxy]],
      ['KubeProxyConfiguration, KubeletConfiguration', [proxy, kubelet]],
      ['KubeletConfiguration,KubeletConfiguration', [kubelet]],
      ['', []],
    ] as const) {
      const { stdout } = await print('init-defaults', '--component-configs', asked);
      expect(stdout.startsWith(INIT)).equal(true);
      expect(kindsIn(stdout), asked).deep.equal(['InitConfiguration', 'ClusterConfiguration', ...kinds]);
    }
  });

  it('prints components as init would configure them', async () => {
    const { stdout } = await print('init-defaults', '--component-configs=KubeletConfiguration,KubeProxyConfiguration');
    const [, , kubelet, proxy] = loadAll(stdout);
    expect(kubelet).deep.include({
      clusterDNS: ['10.96.0.10'],
      clusterDomain: 'cluster.local',
      cgroupDriver: 'systemd',
    });
    expect(kubelet).nested.include({ 'authentication.x509.clientCAFile': '/etc/kubernetes/pki/ca.crt' });
    expect(proxy).deep.include({ bindAddress: '0.0.0.0', clusterCIDR: '', mode: '' });
    expect(proxy).nested.include({ 'clientConnection.kubeconfig': '/var/lib/kube-proxy/kubeconfig.conf' });
  });

  it('does not know other components, and says which is meant', async () => {
    for (const [asked, meant] of [
      ['KubeletConfigurations', 'did you mean "KubeletConfiguration"?'],
      ['kubeproxyconfiguration', 'did you mean "KubeProxyConfiguration"?'],
      ['KubeletConfiguration,etcd', 'does not know "etcd"'],
    ] as const) {
      const { code, stdout, stderr } = await print('init-defaults', '--component-configs', asked);
      expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
      expect(stderr).include(meant).and.include('KubeProxyConfiguration, KubeletConfiguration');
    }
  });

  it('prints what the other commands take', async () => {
    for (const command of ['init', 'join', 'reset', 'upgrade']) {
      const { stdout } = await print(`${command}-defaults`);
      const machine = new SimulatedMachine({ files: { '/d.yaml': stdout } });
      const { code, stderr } = await run(['config', 'validate', '--config', '/d.yaml', '--strict'], machine);
      expect(code, stderr).equal(0);
    }
  });
});
