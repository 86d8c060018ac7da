import { expect } from 'chai';
import type { InvalidConfigError } from '../../../pkg/config/issue.ts';
import type { JoinFlags } from '../../../pkg/config/types.ts';
import { CA_HASH } from '../../support/answering-machine.ts';
import { loadJoinFlags as load } from '../../support/config-join.ts';
import { exampleControlPlaneJoin, exampleJoin, EXAMPLE_TOKEN as TOKEN } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';

const OTHER = 'fedcba.fedcba9876543210';
const WORKER: JoinFlags = { endpoint: '192.0.2.10:6443', token: TOKEN, discoveryTokenCaCertHash: [CA_HASH] };
const ADMIN = '/etc/kubernetes/admin.conf';
const configOf = async (flags: JoinFlags) => (await load(flags)).config;

describe('loadJoinConfig with flags', () => {
  it('resolves the printed join command to what a worker joins with', async () => {
    const { config, warnings, notes } = await load(WORKER, { machine: { hostname: 'worker1' } });
    const expected = exampleJoin({ nodeRegistration: { criSocket: 'unix:///var/run/containerd/containerd.sock' } });
    expect(config).to.deep.equal(expected);
    expect([...warnings, ...notes]).to.deep.equal([]);
    expect(config).to.be.frozen;
    expect(config.discovery).to.be.frozen;
  });

  it('resolves that of a control plane, its address found from the default route', async () => {
    const certificateKey = exampleControlPlaneJoin().controlPlane?.certificateKey ?? '';
    const config = await configOf({ ...WORKER, controlPlane: true, certificateKey });
    expect(config.controlPlane).to.deep.equal({
      localAPIEndpoint: { advertiseAddress: '192.0.2.10', bindPort: 6443 },
      certificateKey,
    });
    expect(config.nodeRegistration.taints).to.deep.equal(exampleControlPlaneJoin().nodeRegistration.taints);
  });

  it('puts every other flag where it belongs', async () => {
    const config = await configOf({
      ...WORKER,
      controlPlane: true,
      apiserverAdvertiseAddress: '203.0.113.9',
      apiserverBindPort: 7443,
      criSocket: '/run/crio.sock',
      dryRun: true,
      ignorePreflightErrors: ['Swap', 'numcpu'],
      nodeName: 'Node-A',
      patches: '/patches',
      discoveryTokenUnsafeSkipCaVerification: true,
    });
    expect(config.controlPlane?.localAPIEndpoint).to.deep.equal({ advertiseAddress: '203.0.113.9', bindPort: 7443 });
    expect(config.nodeRegistration).to.deep.include({
      name: 'node-a',
      criSocket: 'unix:///run/crio.sock',
      ignorePreflightErrors: ['numcpu', 'swap'],
    });
    expect(config).to.include({ dryRun: true, patchesDirectory: '/patches' });
    expect(config.discovery.bootstrapToken?.unsafeSkipCAVerification).to.equal(true);
  });

  const tokens: readonly [flags: JoinFlags, discovery: string, bootstrap: string][] = [
    [{ token: TOKEN }, TOKEN, TOKEN],
    [{ discoveryToken: TOKEN }, TOKEN, TOKEN],
    [{ token: OTHER, discoveryToken: TOKEN }, TOKEN, TOKEN],
    [{ token: TOKEN, tlsBootstrapToken: OTHER }, TOKEN, OTHER],
    [{ discoveryToken: TOKEN, tlsBootstrapToken: OTHER, token: 'unused' }, TOKEN, OTHER],
    [{ token: TOKEN, discoveryToken: '', tlsBootstrapToken: '' }, TOKEN, TOKEN],
  ];
  for (const [flags, discovery, bootstrap] of tokens) {
    it(`finds and bootstraps with the right tokens of ${Object.keys(flags).join(' and ')}`, async () => {
      const config = await configOf({ ...WORKER, token: undefined as never, ...flags });
      expect(config.discovery.bootstrapToken?.token).to.equal(discovery);
      expect(config.discovery.tlsBootstrapToken).to.equal(bootstrap);
    });
  }

  it('finds the cluster with a file, and bootstraps with its credentials or with a token', async () => {
    const own = await configOf({ discoveryFile: 'file:///cluster.conf' });
    expect(own.discovery).to.deep.equal({ file: { kubeConfigPath: '/cluster.conf' }, tlsBootstrapToken: '' });
    const token = await configOf({ discoveryFile: 'https://example.com/c.conf', token: TOKEN });
    expect(token.discovery).to.deep.equal({
      file: { kubeConfigPath: 'https://example.com/c.conf' },
      tlsBootstrapToken: TOKEN,
    });
  });

  it('warns of flags that only a control plane has, and joins as a worker', async () => {
    const { config, warnings } = await load({ ...WORKER, apiserverBindPort: 70000, certificateKey: 'zz' });
    expect(config).not.to.have.property('controlPlane');
    expect(config.nodeRegistration.taints).to.deep.equal([]);
    expect(warnings).to.deep.equal([
      'without --control-plane this machine joins as a worker: --apiserver-bind-port, --certificate-key have no effect',
    ]);
  });

  it('does not look for an address of a worker', async () => {
    const { warnings } = await load(WORKER, { machine: { files: { '/proc/net/route': '' } } });
    expect(warnings).to.deep.equal([]);
  });

  it('does not look for a CRI socket where the command has no flag for it', async () => {
    const sockets = ['/var/run/containerd/containerd.sock', '/var/run/crio/crio.sock'];
    expect((await failureOf(load(WORKER, { machine: { sockets } }))).message).to.match(/--cri-socket: several/);
    const { config } = await load(WORKER, { machine: { sockets }, detectCriSocket: false });
    expect(config.nodeRegistration.criSocket).to.equal('unix:///var/run/containerd/containerd.sock');
  });
});

describe('what loadJoinConfig says of flags that do not do', () => {
  const problemsOf = async (flags: JoinFlags) => (await failureOf(load(flags))) as InvalidConfigError;

  it('says what to give when nothing was given', async () => {
    const failure = await problemsOf({});
    expect(failure.message).to.equal(
      'the configuration cannot be used: argument <host:port>: nothing says which cluster to join',
    );
    expect(failure.hint)
      .to.match(/kubeadm-ts join <host:port> --token <token> --discovery-token-ca-cert-hash sha256:<hash>/)
      .and.match(/--discovery-file/)
      .and.match(/"kubeadm-ts token create --print-join-command" on a control plane/);
    expect((await problemsOf({ token: TOKEN })).message).to.match(/there is a token, but nothing says which cluster/);
  });

  it('lists all that is missing, and names the command that prints it once', async () => {
    const failure = await problemsOf({ endpoint: '192.0.2.10:6443', nodeName: 'a_b' });
    const flags = failure.issues.map((issue) => issue.flag);
    expect(flags).to.deep.equal(['token', 'discovery-token-ca-cert-hash', 'node-name']);
    expect(failure.message.match(/--print-join-command/g)).to.have.length(1);
  });

  it('names the unsafe way beside the safe one when the hash is missing', async () => {
    const failure = await problemsOf({ endpoint: '192.0.2.10:6443', token: TOKEN });
    expect(failure.message).to.match(/--discovery-token-ca-cert-hash: no hash/);
    expect(failure.hint)
      .to.match(/--discovery-token-ca-cert-hash sha256:<hash>, or, unsafely, --discovery-token-unsafe-skip-ca-verif/)
      .and.match(/--print-join-command/);
  });

  it('names the flag that a wrong token came from, once, and never shows the token', async () => {
    for (const [flag, name] of [
      ['token', 'token'],
      ['discoveryToken', 'discovery-token'],
      ['tlsBootstrapToken', 'tls-bootstrap-token'],
    ] as const) {
      const failure = await problemsOf({ ...WORKER, [flag]: 'secret-0123456789' });
      expect(failure.issues.map((issue) => issue.flag)).to.deep.equal([name]);
      expect(`${failure.message} ${failure.hint}`).not.to.match(/secret-0123456789/);
    }
  });

  const endpoints: readonly [given: string, hint: RegExp][] = [
    ['https://192.0.2.10:6443', /without "https:\/\/": 192\.0\.2\.10:6443$/],
    ['https://cp.example.com/', /without "https:\/\/": cp\.example\.com:6443$/],
    ['https://[fd00::1]:6443/livez', /: \[fd00::1\]:6443$/],
    ['192.0.2.10', /like 192\.0\.2\.10:6443$/],
    ['fd00::1', /like \[fd00::1\]:6443$/],
    ['[fd00::1]', /like \[fd00::1\]:6443$/],
    ['a b', /like cp\.example\.com:6443$/],
    [':6443', /cp\.example\.com:6443/],
    ['me@cp:6443', /cp\.example\.com:6443/],
    ['cp:0', /usually listen on 6443/],
    ['cp:65536', /usually listen on 6443/],
    ['cp:', /usually listen on 6443/],
    ['', /like 203\.0\.113\.7:6443/],
  ];
  for (const [endpoint, hint] of endpoints) {
    it(`shows how ${JSON.stringify(endpoint)} was probably meant`, async () => {
      const failure = await problemsOf({ ...WORKER, endpoint });
      expect(failure.message).to.match(/argument <host:port>: /);
      expect(failure.hint).to.match(hint);
    });
  }

  for (const endpoint of ['cp_1.Example.com:443', '[fd00::1]:6443', 'cp:1'])
    it(`takes ${endpoint}`, async () =>
      expect((await configOf({ ...WORKER, endpoint })).discovery.bootstrapToken?.apiServerEndpoint).to.equal(endpoint));

  it('names the flag of a file or of an address that does not do', async () => {
    expect((await problemsOf({ discoveryFile: '/nope' })).message).to.match(
      /--discovery-file: there is no file \/nope/,
    );
    expect((await problemsOf({ discoveryFile: '/etc/ssl/certs' })).message).to.match(
      /--discovery-file: .* is a folder/,
    );
    const address = { ...WORKER, controlPlane: true, apiserverAdvertiseAddress: '224.0.0.1' };
    expect((await problemsOf(address)).message).to.match(/--apiserver-advertise-address: .*cannot be reached/);
  });

  it('refuses "all" beside other checks', async () => {
    const failure = await failureOf(load({ ...WORKER, ignorePreflightErrors: ['all', 'Swap'] }));
    expect(failure.code).to.equal('invalid-ignore-list');
  });
});

describe('loadJoinConfig where admin.conf stands', () => {
  const machine = { files: { [ADMIN]: '' } };
  const BY_ADMIN = { file: { kubeConfigPath: ADMIN }, tlsBootstrapToken: '' };

  it('finds the cluster with it for --control-plane, and notes that', async () => {
    const { config, notes } = await load({ ...WORKER, controlPlane: true }, { machine });
    expect(config.discovery).to.deep.equal(BY_ADMIN);
    expect(notes.join()).to.match(/\/etc\/kubernetes\/admin\.conf .*the token is not used/);
    expect((await load(WORKER, { machine })).config.discovery.bootstrapToken?.token).to.equal(TOKEN);
  });

  it('still wants to be told how the cluster is found', async () => {
    expect((await failureOf(load({ controlPlane: true }, { machine }))).message).to.match(/nothing says which cluster/);
  });

  it('finds the cluster with it for phases without flags for discovery', async () => {
    const { config, notes } = await load({ controlPlane: true }, { machine, takesDiscoveryFile: false });
    expect(config.discovery).to.deep.equal(BY_ADMIN);
    expect(config.controlPlane?.localAPIEndpoint.advertiseAddress).to.equal('192.0.2.10');
    expect(notes).to.deep.equal([]);
  });

  it("finds the cluster with the kubelet's files for such phases on a worker, but not for a control plane", async () => {
    const bootstrap = '/etc/kubernetes/bootstrap-kubelet.conf';
    const kubelet = '/etc/kubernetes/kubelet.conf';
    const options = (files: Record<string, string>) => ({ machine: { files }, takesDiscoveryFile: false });
    const { config } = await load({}, options({ [bootstrap]: '', [kubelet]: '' }));
    expect(config.discovery).to.deep.equal({ file: { kubeConfigPath: bootstrap }, tlsBootstrapToken: '' });
    expect((await load({}, options({ [kubelet]: '' }))).config.discovery.file?.kubeConfigPath).to.equal(kubelet);
    const failure = await failureOf(load({ controlPlane: true }, options({ [kubelet]: '' })));
    expect(failure.code).to.equal('admin-kubeconfig-missing');
  });

  it('says which phase writes it where such a phase lacks it', async () => {
    const failure = await failureOf(load({ controlPlane: true }, { takesDiscoveryFile: false }));
    expect(failure.code).to.equal('admin-kubeconfig-missing');
    expect(failure.hint).to.match(/kubeadm-ts join phase control-plane-prepare kubeconfig/);
  });
});
