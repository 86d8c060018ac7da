import { expect } from 'chai';
import { explainField, type ExplainOptions } from '../../../../pkg/config/explain/explain.ts';
import { allFields, fullPath } from '../../../../pkg/config/explain/find-field.ts';
import { KINDS } from '../../../../pkg/config/kinds/registry.ts';
import { failureOf } from '../../../support/failure.ts';

const refusal = (path: string, options?: ExplainOptions) =>
  failureOf(Promise.resolve().then(() => explainField(path, options)));

describe('explainField', () => {
  it('tells of a field what it is, its default, its rules and how it is written', () => {
    expect(explainField('ClusterConfiguration.networking.serviceSubnet')).to.equal(
      `KIND:     ClusterConfiguration
VERSION:  kubeadm.k8s.io/v1beta4
FIELD:    networking.serviceSubnet <string>
DEFAULT:  10.96.0.0/12

DESCRIPTION:
    Addresses that Services get: one CIDR, or one of each family with a comma
    between them (dual stack). The API server has the first address, the DNS the
    tenth.

    It has at least 10 addresses, is no wider than /12 (IPv4) or /108 (IPv6),
    and has no blanks.

EXAMPLE:
    apiVersion: kubeadm.k8s.io/v1beta4
    kind: ClusterConfiguration
    networking:
      serviceSubnet: 10.96.0.0/12
`,
    );
  });

  it('tells of a kind who reads it, with an example and its fields', () => {
    const text = explainField('ResetConfiguration');
    expect(text).to.match(/^KIND: {5}ResetConfiguration\nVERSION: {2}kubeadm\.k8s\.io\/v1beta4\n\nDESCRIPTION:\n/);
    expect(text).to.match(/Read by kubeadm-ts reset\.\n\nEXAMPLE:\n {4}apiVersion/);
    expect(text).to.match(/\nFIELDS:\n {2}certificatesDir <string>\n {4}Folder/);
  });

  it('lists the fields of a struct in the order of the alphabet', () => {
    const fields = [...explainField('cluster.networking').matchAll(/^ {2}(\w+) </gm)].map(([, name]) => name);
    expect(fields).to.deep.equal(['dnsDomain', 'podSubnet', 'serviceSubnet']);
  });

  it('lists the values where there are few', () => {
    expect(explainField('encryptionAlgorithm')).to.contain('ALLOWED VALUES:\n    RSA-2048\n    RSA-3072\n');
    expect(explainField('unmountFlags')).to.contain('ALLOWED VALUES:\n    MNT_FORCE\n');
  });

  it('tells which keys a map may have, and each by itself', () => {
    expect(explainField('ClusterConfiguration.featureGates')).to.match(/KEYS:\n {2}PublicKeysECDSA\n {4}Make ECDSA/);
    expect(explainField('ClusterConfiguration.featureGates.NodeLocalCRISocket')).to.contain('DEFAULT:  true\n');
  });

  it('draws the fields as a tree', () => {
    const text = explainField('ClusterConfiguration.etcd', { recursive: true });
    expect(text).to.contain('  external <Object>\n    caFile <string>\n');
    expect(text).to.contain('    extraArgs <[]Argument>\n      name <string>\n      value <string>\n');
    expect(text).to.not.contain('EXAMPLE');
  });

  it('knows the types that are written in a way of their own', () => {
    expect(explainField('tlsBootstrap')).to.contain('<duration>');
    expect(explainField('KubeletConfiguration.logging.flushFrequency')).to.contain('<duration or integer>');
    expect(explainField('KubeletConfiguration.reservedMemory.limits')).to.contain('<map[string]quantity>');
    expect(explainField('KubeletConfiguration.staticPodURLHeader')).to.contain('<map[string][]string>');
  });

  it('names the page of Kubernetes for fields that Kubernetes owns', () => {
    expect(explainField('KubeProxyConfiguration.ipvs.scheduler')).to.contain('https://kubernetes.io/docs/reference/');
  });

  it('explains an older version when asked', () => {
    const text = explainField('ClusterConfiguration.apiServer', { apiVersion: 'v1beta3' });
    expect(text).to.contain('VERSION:  kubeadm.k8s.io/v1beta3\n');
    expect(text).to.match(/extraArgs <map\[string\]string>[^]*timeoutForControlPlane <duration>/);
    expect(explainField('InitConfiguration', { apiVersion: 'kubeadm.k8s.io/v1beta3' })).to.contain('is deprecated');
  });

  it('lists the kinds where nothing is named', () => {
    const text = explainField('');
    expect(text).to.contain('  UpgradeConfiguration (kubeadm.k8s.io/v1beta4)\n');
    expect(explainField('', { apiVersion: 'v1beta3' })).to.not.contain('ResetConfiguration');
  });

  it('keeps within 80 columns, but for examples and what cannot be cut', () => {
    const texts = KINDS.flatMap(allFields).map((found) =>
      explainField(fullPath(found), { apiVersion: found.entry.version }).replace(/^EXAMPLE:\n(?: +.*\n)+/m, ''),
    );
    const long = texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.length > 80 && /\S \S/.test(line.trim()));
    expect(long.filter((line) => !/^(DEFAULT|FIELD):/.test(line))).to.deep.equal([]);
  });
});

describe('explainField, looking for the field', () => {
  const ALIKE: Readonly<Record<string, string>> = {
    'networking.podSubnet': 'ClusterConfiguration.networking.podSubnet',
    podsubnet: 'ClusterConfiguration.networking.podSubnet',
    'clusterconfiguration.APISERVER.certsans': 'ClusterConfiguration.apiServer.certSANs',
    'cluster.apiServer': 'ClusterConfiguration.apiServer',
    'bootstrapTokens[0].ttl': 'InitConfiguration.bootstrapTokens.ttl',
    'InitConfiguration.bootstrapTokens[].ttl': 'InitConfiguration.bootstrapTokens.ttl',
    kubelet: 'KubeletConfiguration',
    'local.dataDir': 'ClusterConfiguration.etcd.local.dataDir',
  };
  for (const [short, full] of Object.entries(ALIKE))
    it(`takes ${short} for ${full}`, () => expect(explainField(short)).to.equal(explainField(full)));

  it('names every field that a path may mean', async () => {
    const failure = await refusal('imageTag');
    expect(failure.code).to.equal('ambiguous-field');
    expect(failure.hint).to.equal(
      'name one of them: ClusterConfiguration.dns.imageTag, ClusterConfiguration.etcd.local.imageTag',
    );
  });

  it('explains a field that several kinds have in common, and names them', () => {
    expect(explainField('timeouts.discovery')).to.contain(
      'ALSO IN:\n    JoinConfiguration.timeouts.discovery\n    ResetConfiguration.timeouts.discovery\n',
    );
  });

  it('prefers a field at the top of a kind to one of the same name further down', () => {
    expect(explainField('kubernetesVersion')).to.contain('KIND:     ClusterConfiguration\n');
  });

  const WRONG: Readonly<Record<string, readonly [message: RegExp, hint: RegExp]>> = {
    'ClusterConfiguration.networking.podSubnets': [
      /networking has no field "podSubnets" \(did you mean "podSubnet"\?\)$/,
      /its fields: dnsDomain, podSubnet, serviceSubnet$/,
    ],
    'cluster.networkin.podSubnet': [/^ClusterConfiguration has no field "networkin"/, /explain ClusterConfiguration"/],
    'cluster.clusterName.x': [/no fields below ClusterConfiguration\.clusterName: it is a string/, /what it is for/],
    'cluster.apiServer.timeoutForControlPlane': [/v1beta3 has it$/, /--api-version v1beta3 ClusterConfiguration\.api/],
    podSubnets: [/did you mean "ClusterConfiguration\.networking\.podSubnet"/, /explain" lists the kinds/],
    JoinConfigration: [/did you mean "JoinConfiguration"/, /lists the kinds/],
    'cluster.featureGates.PublicKeyECDSA': [/did you mean "PublicKeysECDSA"/, /its fields|lists its fields/],
    zzzzzzzz: [/^there is no kind and no field "zzzzzzzz"$/, /lists the kinds/],
  };
  for (const [path, [message, hint]] of Object.entries(WRONG))
    it(`helps who writes ${path}`, async () => {
      const failure = await refusal(path);
      expect(failure.code).to.equal('unknown-field');
      expect(failure.message).to.match(message);
      expect(failure.hint).to.match(hint);
    });

  it('says which versions a kind has', async () => {
    const failure = await refusal('ResetConfiguration', { apiVersion: 'v1beta3' });
    expect(failure).to.include({ code: 'unknown-kind', hint: 'known: v1beta4' });
  });

  it('finds every field by its full path', () => {
    for (const found of KINDS.flatMap(allFields)) {
      const text = explainField(fullPath(found), { apiVersion: found.entry.version });
      expect(text).to.contain(`FIELD:    ${found.path.join('.')} <`);
    }
  });

  it('has a text for every field that kubeadm owns', () => {
    const silent = KINDS.flatMap(allFields).filter(
      ({ entry, field }) => entry.group === 'kubeadm.k8s.io' && !/^[A-Z].*\.$/.test(field?.doc ?? ''),
    );
    expect(silent.map(fullPath)).to.deep.equal([]);
  });
});
