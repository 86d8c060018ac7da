import { expect } from 'chai';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import type { InitConfig, InitFlags } from '../../../pkg/config/types.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const load = (flags: InitFlags) => loadInitConfig(new SimulatedMachine(), { kubernetesVersion: 'v1.36.2', ...flags });
const configOf = async (flags: InitFlags): Promise<InitConfig> => (await load(flags)).config;

describe('loadInitConfig with flags', () => {
  it('fills in everything that no flag says', async () => {
    const config = await configOf({});
    expect(config.bootstrapTokens[0]?.token).to.match(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(config.nodeRegistration).to.include({
      name: 'cp1',
      criSocket: 'unix:///var/run/containerd/containerd.sock',
    });
    expect(config.localAPIEndpoint).to.deep.equal({ advertiseAddress: '192.0.2.10', bindPort: 6443 });
    expect(config.cluster.networking).to.deep.equal({
      serviceSubnet: '10.96.0.0/12',
      podSubnet: '',
      dnsDomain: 'cluster.local',
    });
  });

  it('puts every flag where it belongs', async () => {
    const config = await configOf({
      apiserverAdvertiseAddress: '203.0.113.9',
      apiserverBindPort: 7443,
      apiserverCertExtraSans: ['API.example.com', '10.1.1.1'],
      certDir: '/etc/pki',
      certificateKey: 'ab'.repeat(32),
      controlPlaneEndpoint: 'cp.example.com',
      criSocket: '/run/crio.sock',
      dryRun: true,
      featureGates: 'RootlessControlPlane=t,,NodeLocalCRISocket=0',
      imageRepository: 'mirror.example.com/k8s',
      nodeName: 'Node-A',
      patches: '/patches',
      podNetworkCidr: '10.244.0.0/16',
      serviceCidr: '10.112.0.0/12',
      serviceDnsDomain: 'corp.internal',
      token: 'abcdef.0123456789abcdef',
      tokenTtl: '1h30m',
      apiserverExtraArgs: ['a=b,c=d', 'e='],
    });
    expect(config.bootstrapTokens[0]).to.include({ token: 'abcdef.0123456789abcdef', ttl: 5_400_000 });
    expect(config.nodeRegistration).to.include({ name: 'node-a', criSocket: 'unix:///run/crio.sock' });
    expect(config.localAPIEndpoint).to.deep.equal({ advertiseAddress: '203.0.113.9', bindPort: 7443 });
    expect(config).to.include({ certificateKey: 'ab'.repeat(32), patchesDirectory: '/patches', dryRun: true });
    const { cluster } = config;
    expect(cluster).to.include({
      certificatesDir: '/etc/pki',
      controlPlaneEndpoint: 'cp.example.com:7443',
      imageRepository: 'mirror.example.com/k8s',
    });
    expect(cluster.featureGates).to.deep.equal({ RootlessControlPlane: true, NodeLocalCRISocket: false });
    expect(cluster.networking).to.deep.equal({
      serviceSubnet: '10.112.0.0/12',
      podSubnet: '10.244.0.0/16',
      dnsDomain: 'corp.internal',
    });
    expect(cluster.apiServer.certSANs).to.deep.equal(['api.example.com', '10.1.1.1']);
    expect(cluster.apiServer.extraArgs.map(({ name, value }) => `${name}=${value}`)).to.deep.equal([
      'a=b',
      'c=d',
      'e=',
    ]);
  });

  it('names the flag that is wrong', async () => {
    const failure = await failureOf(
      load({ serviceCidr: '10.0.0.0/8', apiserverCertExtraSans: ['a_b'], nodeName: 'a_b' }),
    );
    expect(failure.message)
      .to.match(/--service-cidr: .*too large/)
      .and.match(/--apiserver-cert-extra-sans: "a_b"/)
      .and.match(/--node-name: /);
  });

  for (const flags of [
    { token: 'short' },
    { tokenTtl: '1d' },
    { schedulerExtraArgs: ['a'] },
    { schedulerExtraArgs: ['a=b=c'] },
  ] as InitFlags[]) {
    it(`refuses ${JSON.stringify(flags)}`, async () => {
      expect((await failureOf(load(flags))).message).to.match(/--/);
    });
  }

  for (const [gates, reason] of [
    ['EtcdLearnerMode=true', /no feature gate "EtcdLearnerMode"/],
    ['RootlessControlPlane', /no "="/],
    ['RootlessControlPlane=yes', /neither true nor false/],
  ] as const) {
    it(`refuses --feature-gates ${gates}`, async () =>
      expect((await failureOf(load({ featureGates: gates }))).message).to.match(reason));
  }

  it('warns of deprecated gates and flags', async () => {
    const { warnings } = await load({ featureGates: 'PublicKeysECDSA=true', controllerManagerExtraArgs: ['v=2'] });
    expect(warnings.join('\n')).to.match(
      /PublicKeysECDSA is deprecated(.|\n)*--controller-manager-extra-args is deprecated/,
    );
  });
});
