import { expect } from 'chai';
import type { InvalidConfigError } from '../../../pkg/config/issue.ts';
import { andDocument, joinYaml as join, loadJoinText as load } from '../../support/config-join.ts';
import { EXAMPLE_TOKEN } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';

const ADMIN = { files: { '/etc/kubernetes/admin.conf': '' } };

describe('loadJoinConfig with a file', () => {
  it('resolves a worker with all defaults', async () => {
    const { config } = await load(join());
    expect(config).not.to.have.property('controlPlane');
    expect(config.discovery.tlsBootstrapToken).to.equal(EXAMPLE_TOKEN);
    expect(config).to.deep.include({ caCertPath: '/etc/kubernetes/pki/ca.crt', skipPhases: [], patchesDirectory: '' });
    expect(config.nodeRegistration).to.deep.include({ name: 'cp1', taints: [], imagePullSerial: true });
    expect(config.timeouts).to.include({ discovery: 300_000, tlsBootstrap: 300_000 });
  });

  it('makes a control plane of an empty section', async () => {
    const { config } = await load(join('controlPlane: {}'));
    expect(config.controlPlane).to.deep.equal({
      localAPIEndpoint: { advertiseAddress: '192.0.2.10', bindPort: 6443 },
      certificateKey: '',
    });
    expect(config.nodeRegistration.taints).to.have.length(1);
    expect((await load(join('controlPlane: null'))).config).not.to.have.property('controlPlane');
  });

  it('takes every field', async () => {
    const { config, warnings } = await load(
      join(
        [
          'discovery: {tlsBootstrapToken: fedcba.fedcba9876543210, file: {kubeConfigPath: "file:///cluster.conf"}}',
          `controlPlane: {localAPIEndpoint: {advertiseAddress: 010.0.0.1, bindPort: 7443}, certificateKey: ${'ab'.repeat(32)}}`,
          'nodeRegistration: {name: " MyNode ", criSocket: unix:///run/x, taints: [{key: a, value: b, effect: NoSchedule}], kubeletExtraArgs: [{name: v, value: "2"}], ignorePreflightErrors: [Swap], imagePullPolicy: Never, imagePullSerial: false}',
          'caCertPath: /x/ca.crt',
          'dryRun: true',
          'skipPhases: [preflight]',
          'patches: {directory: rel}',
          'timeouts: {discovery: 90s, tlsBootstrap: 0s}',
        ].join('\n'),
      ),
    );
    expect(warnings).to.deep.equal([]);
    expect(config.discovery).to.deep.equal({
      file: { kubeConfigPath: '/cluster.conf' },
      tlsBootstrapToken: 'fedcba.fedcba9876543210',
    });
    expect(config.controlPlane?.localAPIEndpoint).to.deep.equal({ advertiseAddress: '10.0.0.1', bindPort: 7443 });
    expect(config.nodeRegistration).to.deep.equal({
      name: 'mynode',
      criSocket: 'unix:///run/x',
      taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }],
      kubeletExtraArgs: [{ name: 'v', value: '2' }],
      ignorePreflightErrors: ['swap'],
      imagePullPolicy: 'Never',
      imagePullSerial: false,
    });
    expect(config).to.deep.include({
      caCertPath: '/x/ca.crt',
      dryRun: true,
      skipPhases: ['preflight'],
      patchesDirectory: 'rel',
    });
    expect(config.timeouts).to.include({ discovery: 90_000, tlsBootstrap: 0, kubeletHealthCheck: 240_000 });
  });

  it('gives no taint for an empty list', async () => {
    const { config } = await load(join('controlPlane: {}\nnodeRegistration: {taints: []}'));
    expect(config.nodeRegistration.taints).to.deep.equal([]);
  });

  it('reports everything at once, in the order of the file, each with a way out', async () => {
    const text = join(
      'caCertPath: x\ndiscovery: {bootstrapToken: {}}\ncontrolPlane: {certificateKey: zz}\nnodeRegistration: {name: a_b}',
    );
    const failure = (await failureOf(load(text))) as InvalidConfigError;
    expect(failure.issues.map((issue) => [issue.place?.line, issue.path])).to.deep.equal([
      [3, 'caCertPath'],
      [4, 'discovery.bootstrapToken.apiServerEndpoint'],
      [4, 'discovery.bootstrapToken.token'],
      [4, 'discovery.bootstrapToken.caCertHashes'],
      [5, 'controlPlane.certificateKey'],
      [6, 'nodeRegistration.name'],
    ]);
    expect(failure.message).to.match(/unsafeSkipCAVerification to true: then whoever knows the token can pose/);
  });

  it('says nothing of a discovery that could not be read, and nothing else of a file that is no YAML', async () => {
    const wrong = (await failureOf(
      load(join('discovery: {bootstrapToken: [x]}\ncaCertPath: x')),
    )) as InvalidConfigError;
    expect(wrong.issues.map((issue) => issue.path)).to.deep.equal(['discovery.bootstrapToken', 'caCertPath']);
    const broken = (await failureOf(load('foo: ['))) as InvalidConfigError;
    expect(broken.issues).to.have.length(1);
  });

  it('tells with the error what would have been warnings: a misspelt field is often the reason', async () => {
    const failure = (await failureOf(load(join('discovery: {bootstraptoken: {}}')))) as InvalidConfigError;
    expect(failure.message).to.match(/nothing says which cluster/);
    expect(failure.warnings.join()).to.match(/did you mean "bootstrapToken"/);
  });

  it('refuses an endpoint and an address that nobody can reach', async () => {
    const text = join('controlPlane: {localAPIEndpoint: {advertiseAddress: 169.254.1.1}}').replace(':6443', ':99999');
    expect((await failureOf(load(text))).message)
      .to.match(/"192\.0\.2\.10:99999" has a port/)
      .and.match(/controlPlane\.localAPIEndpoint\.advertiseAddress: the API server cannot be reached/);
    expect(
      (await load(text, { checkAddresses: false })).config.controlPlane?.localAPIEndpoint.advertiseAddress,
    ).to.equal('169.254.1.1');
  });

  it('never shows a token or a key', async () => {
    const text = join(
      'discovery: {bootstrapToken: {token: ABCDEF.0123456789abcdef, apiServerEndpoint: a:1, caCertHashes: [x]}}\ncontrolPlane: {certificateKey: 0123456789zz}',
    );
    const failure = await failureOf(load(text));
    expect(`${failure.message} ${failure.hint}`)
      .to.match(/token/)
      .and.not.match(/0123456789/);
  });

  it('ignores other documents with a warning', async () => {
    const others =
      andDocument('kubeadm.k8s.io/v1beta2', 'ClusterConfiguration') +
      andDocument('kubeadm.k8s.io/v1beta3', 'InitConfiguration');
    const { warnings } = await load(join() + others);
    expect(warnings).to.have.length(2);
    expect(warnings.join('\n')).to.match(
      /v1beta2 ClusterConfiguration is ignored(.|\n)*v1beta3 InitConfiguration is ig/,
    );
  });
});

describe('loadJoinConfig with a file and flags', () => {
  it('lists flags that do not go with --config, sorted, whoever knows of them', async () => {
    const flags = { token: 'x', controlPlane: true, skipPhases: ['preflight'], dryRun: true, endpoint: 'a:1' };
    const failure = await failureOf(load(join(), { flags, setFlags: ['vmodule', 'v', 'token'] }));
    expect(failure.code).to.equal('mixed-flags');
    expect(failure.message).to.match(/\[control-plane token vmodule\]/);
  });

  it('passes over the endpoint with a warning', async () => {
    const { config, warnings } = await load(join(), { flags: { endpoint: 'other:6443' } });
    expect(config.discovery.bootstrapToken?.apiServerEndpoint).to.equal('192.0.2.10:6443');
    expect(warnings.join()).to.match(/argument other:6443 has no effect/);
  });

  it('takes --node-name as it is, joins the checks to ignore, and lets --dry-run win', async () => {
    const flags = { nodeName: 'A_b', ignorePreflightErrors: ['Mem'], dryRun: false };
    const { config } = await load(join('dryRun: true\nnodeRegistration: {ignorePreflightErrors: [Swap]}'), { flags });
    expect(config.nodeRegistration).to.deep.include({ name: 'A_b', ignorePreflightErrors: ['mem', 'swap'] });
    expect(config.dryRun).to.equal(false);
  });

  it('leaves discovery to the file, though admin.conf stands', async () => {
    const { config } = await load(join('controlPlane: {}'), { machine: ADMIN });
    expect(config.discovery.bootstrapToken?.token).to.equal(EXAMPLE_TOKEN);
  });

  it('uses admin.conf for phases without flags for discovery', async () => {
    const { config } = await load(join('controlPlane: {}'), { machine: ADMIN, takesDiscoveryFile: false });
    expect(config.discovery.file?.kubeConfigPath).to.equal('/etc/kubernetes/admin.conf');
    const without = load(join('discovery: {}'), { machine: ADMIN, takesDiscoveryFile: false });
    expect((await failureOf(without)).message).to.match(/nothing says which cluster/);
  });
});
