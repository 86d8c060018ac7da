import { expect } from 'chai';
import { describeIssue } from '../../../pkg/config/issue.ts';
import { BY_TOKEN, joinYaml as join } from '../../support/config-join.ts';
import { documentYaml, inOneFile, migrateText, validateText } from '../../support/config-files.ts';
import { clusterYaml as cluster, initYaml as init } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

// The reference's verified cases (kubeadm 1.36.2), by the numbers of its table: what it does with a file, this program
// does as well. Where it deliberately does something else, `ours` says so, and docs/differences.md why.

/** What comes of a file: nothing wrong, or an error of this form. */
type Outcome = 'ok' | RegExp;
type Case = readonly [row: number, what: string, text: string, outcome: Outcome, ours?: 'differs'];

const document = (kind: string, fields = '', version = 'v1beta4'): string => documentYaml(version, kind, fields);
const other = (apiVersion: string, kind: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;
const net = (field: string): string => cluster(`networking: {${field}}`);
const token = (fields: string): string => init(`bootstrapTokens: [{${fields}}]`);
const TOKEN = 'token: abcdef.0123456789abcdef';

const VALIDATED: readonly Case[] = [
  [1, 'an empty file', '', 'ok'],
  [2, 'no kind', 'apiVersion: kubeadm.k8s.io/v1beta4\n', /needs "apiVersion".*and "kind"/],
  [2, 'no apiVersion', 'kind: ClusterConfiguration\n', /needs "apiVersion"/],
  [2, 'v1 Pod', other('v1', 'Pod'), /v1 Pod is no kind of configuration/],
  [3, 'an open bracket', 'foo: [', /c\.yaml:1:7: this is not valid YAML/],
  [4, 'tabs', 'a:\n\tb: 1\n', /c\.yaml:2:1: this is not valid YAML.*tab/],
  [5, 'text after a separator', `${cluster()}---foo\n${document('InitConfiguration')}`, /c\.yaml:4:1: .*"foo" follows/],
  [6, 'a comment, a separator', `# note\n---\n${cluster()}`, /needs "apiVersion"/],
  [7, 'a separator at the end', `${cluster()}---`, 'ok'],
  [8, 'a kind twice', inOneFile(cluster(), cluster()), /already holds a document of kind ClusterConfiguration/],
  [
    8,
    'a kind twice, in other versions',
    inOneFile(cluster(), document('ClusterConfiguration', '', 'v1beta3')),
    /already holds/,
  ],
  [
    8,
    'a kind twice, in other groups',
    inOneFile(cluster(), other('foo.io/v1', 'ClusterConfiguration')),
    /already holds/,
  ],
  [9, 'mixed versions', inOneFile(cluster(), document('InitConfiguration', '', 'v1beta3')), 'ok'],
  [10, 'v1beta2', document('ClusterConfiguration', '', 'v1beta2'), /old form of the configuration\n.*kubeadm v1\.22/],
  [11, 'v1alpha1 alone', document('MasterConfiguration', '', 'v1alpha1'), 'ok'],
  [
    11,
    'v1alpha1 beside',
    inOneFile(cluster(), document('MasterConfiguration', '', 'v1alpha1')),
    /old form.*\n.*v1\.11/,
  ],
  [12, 'a v1beta3 ResetConfiguration', document('ResetConfiguration', '', 'v1beta3'), /nobody here knows/],
  [12, 'v1beta5', document('ClusterConfiguration', '', 'v1beta5'), /nobody here knows/],
  [13, 'a foreign kind', inOneFile(cluster(), other('foo.io/v1', 'Foo')), /nobody here knows foo\.io\/v1 Foo/],
  [13, 'a foreign kind alone', other('foo.io/v1', 'Foo'), /nobody here knows/],
  [15, 'an unknown field', cluster('fooBar: 1'), /c\.yaml:4:1: fooBar: there is no such field/],
  [15, 'a field in capitals', cluster('ClusterName: x'), /did you mean "clusterName"/],
  [17, 'a key twice', cluster('clusterName: a\nclusterName: b'), /c\.yaml:5:1: clusterName: this key was already set/],
  [19, 'yes for a string', cluster('clusterName: yes'), /expected a string, found the boolean yes/],
  [19, 'a number for a string', cluster('clusterName: 0123'), /expected a string, found the number 0123/],
  [20, '/33', net('serviceSubnet: 10.96.0.0/33'), /networking\.serviceSubnet: "10\.96\.0\.0\/33" is not a CIDR/],
  [21, '/8', net('serviceSubnet: 10.0.0.0/8'), /networking\.serviceSubnet: .*too large: .*\/12/],
  [22, '/29', net('serviceSubnet: 10.0.0.0/29'), /8 addresses, and at least 10/],
  [22, '/28', net('serviceSubnet: 10.0.0.0/28'), 'ok'],
  [23, 'fd00::/64', net('serviceSubnet: "fd00::/64"'), /too large: .*\/108/],
  [23, 'fd00::/108', net('serviceSubnet: "fd00::/108"'), 'ok'],
  [24, 'two of a family', net('serviceSubnet: "10.0.0.0/16,10.1.0.0/16"'), /one CIDR, or one of each family/],
  [24, 'three', net('serviceSubnet: "10.0.0.0/16,fd00::/112,10.1.0.0/16"'), /one CIDR, or one of each family/],
  [25, 'a blank', net('serviceSubnet: "10.0.0.0/16, fd00::/112"'), /not a CIDR/],
  [26, 'Pods /25', net('podSubnet: 10.244.0.0/25'), /podSubnet: .*smaller than the part of one node \(\/24\)/],
  [
    26,
    'Pods /25 without node CIDRs',
    cluster(
      'networking: {podSubnet: 10.244.0.0/25}\ncontrollerManager: {extraArgs: [{name: allocate-node-cidrs, value: "false"}]}',
    ),
    'ok',
  ],
  [27, 'Pods /7', net('podSubnet: 10.244.0.0/7'), /10\.0\.0\.0\/7 holds too many nodes/],
  [27, 'Pods /8', net('podSubnet: 10.244.0.0/8'), 'ok'],
  [
    28,
    'a node mask that is no number',
    cluster(
      'networking: {podSubnet: 10.244.0.0/25}\ncontrollerManager: {extraArgs: [{name: node-cidr-mask-size-ipv4, value: x}]}',
    ),
    /node-cidr-mask-size-ipv4 .*no whole number/,
  ],
  [29, 'site-local Pods', net('podSubnet: "fec0::/48"'), 'ok'],
  [30, 'a domain in capitals', net('dnsDomain: Cluster.Local'), /networking\.dnsDomain: .*no domain/],
  ...['0', '65536', 'http'].map((port): Case => [
    31,
    `port ${port}`,
    cluster(`controlPlaneEndpoint: cp.example.com:${port}`),
    /controlPlaneEndpoint: .*range 1 to 65535/,
  ]),
  ...['CP.example.com', '[fd00::1]', ':6443'].map((host): Case => [
    32,
    host,
    cluster(`controlPlaneEndpoint: "${host}"`),
    /controlPlaneEndpoint: .*neither an IP address nor a domain/,
  ]),
  ...['https://x', 'x/', 'x/Y'].map((name): Case => [
    34,
    name,
    cluster(`imageRepository: ${name}`),
    /imageRepository: .*no image repository/,
  ]),
  [
    35,
    'a gate that is gone',
    cluster('featureGates: {EtcdLearnerMode: true}'),
    /featureGates: .*no feature gate EtcdLearnerMode/,
  ],
  [
    36,
    'rsa-2048',
    cluster('encryptionAlgorithm: rsa-2048'),
    /not one of RSA-2048, RSA-3072, RSA-4096, ECDSA-P256, ECDSA-P384/,
  ],
  [37, '9000h', cluster('certificateValidityPeriod: 9000h'), 'ok'],
  [37, '10d', cluster('certificateValidityPeriod: 10d'), /expected a duration/],
  [
    38,
    'both kinds of etcd',
    cluster('etcd: {local: {}, external: {}}'),
    /^\S+ etcd: local and external exclude each other \[ClusterConfiguration\]\n.*$/,
  ],
  [
    39,
    'http with caFile',
    cluster('etcd: {external: {endpoints: ["http://a:2379"], caFile: /ca.crt}}'),
    /has to use https/,
  ],
  [39, 'http without files', cluster('etcd: {external: {endpoints: ["http://a:2379"]}}'), 'ok'],
  [
    40,
    'an endpoint without a scheme',
    cluster('etcd: {external: {endpoints: ["10.0.0.1:2379"]}}'),
    /(?=(.|\n)*etcd\.external\.endpoints\[0\]: .*no URL)(?=(.|\n)*etcd\.external\.httpEndpoints\[0\]: .*no URL)/,
  ],
  [
    41,
    'a nameless argument',
    cluster('apiServer: {extraArgs: [{name: "", value: x}]}'),
    /apiServer\.extraArgs: .*index 0/,
  ],
  [41, 'a map of arguments', cluster('apiServer: {extraArgs: {a: b}}'), /apiServer\.extraArgs: expected a list/],
  [42, 'a short token', token('token: abcdef.short'), /bootstrapTokens\[0\]\.token: this is not a bootstrap token/],
  [42, 'an empty token', token('token: ""'), /bootstrapTokens\[0\]\.token: this is not a bootstrap token/],
  [43, 'expires', token(`${TOKEN}, expires: 2999-01-01T00:00:00Z`), 'ok', 'differs'],
  [43, 'expires, ttl null', token(`${TOKEN}, expires: 2999-01-01T00:00:00Z, ttl: null`), 'ok', 'differs'],
  [43, 'expires, ttl 0s', token(`${TOKEN}, expires: 2999-01-01T00:00:00Z, ttl: 0s`), /ttl and expires exclude/],
  [44, 'signing alone', token('usages: [signing]'), 'ok', 'differs'],
  [45, '70000', init('localAPIEndpoint: {bindPort: 70000}'), /localAPIEndpoint\.bindPort: 70000 is no port/],
  [45, '0', init('localAPIEndpoint: {bindPort: 0}'), 'ok'],
  [45, "'6443'", init("localAPIEndpoint: {bindPort: '6443'}"), /expected a whole number/],
  [46, 'foo', init('localAPIEndpoint: {advertiseAddress: foo}'), /neither an IPv4 nor an IPv6 address/],
  [47, 'zz', init('certificateKey: zz'), /certificateKey: this is not hexadecimal/],
  [47, 'abcd', init('certificateKey: abcd'), /certificateKey: this holds 2 bytes, and 32/],
  [48, 'Node_1', init('nodeRegistration: {name: Node_1}'), /nodeRegistration\.name: "node_1" cannot name a Node/],
  [48, 'blanks around', init('nodeRegistration: {name: " MyNode "}'), 'ok'],
  [48, 'blanks', init('nodeRegistration: {name: "  "}'), /name of the Node is empty/],
  [49, 'a path', init('nodeRegistration: {criSocket: /run/c.sock}'), 'ok'],
  [
    49,
    'unixfoo',
    init('nodeRegistration: {criSocket: unixfoo}'),
    /nodeRegistration\.criSocket: .*scheme has to be "unix"/,
  ],
  [50, 'a wrong taint', init('nodeRegistration: {taints: [{key: "a b", effect: Foo}]}'), 'ok'],
  [
    50,
    'a taint with a wrong field',
    init('nodeRegistration: {taints: [{foo: b}]}'),
    /nodeRegistration\.taints\[0\]\.foo: there is no/,
  ],
  [
    51,
    'always',
    init('nodeRegistration: {imagePullPolicy: always}'),
    /"always" is not one of Always, IfNotPresent, Never/,
  ],
  [52, 'no discovery', join('discovery: {}'), /discovery: nothing says which cluster/],
  [52, 'both discoveries', join('discovery: {bootstrapToken: {}, file: {}}'), /discovery: .*both are given/],
  [53, 'no hashes', join(`discovery: {bootstrapToken: {${TOKEN}, apiServerEndpoint: "a:1"}}`), /caCertHashes: no hash/],
  [54, 'no port', join(`discovery: ${BY_TOKEN.replace(/192[^,]+/, '1.2.3.4')}`), /is no host with a port/],
  [54, 'any port', join(`discovery: ${BY_TOKEN.replace(/192[^,]+/, '1.2.3.4:99999')}`), 'ok'],
  [55, '/foo.pem', join('caCertPath: /foo.pem'), /caCertPath: .*ends in "\.crt"/],
  [56, 'a missing file', join('discovery: {file: {kubeConfigPath: /missing}}'), /kubeConfigPath: there is no file/],
  [56, 'http', join('discovery: {file: {kubeConfigPath: "http://a/b"}}'), /kubeConfigPath: .*neither a path nor/],
  [56, 'https', join('discovery: {file: {kubeConfigPath: "https://a/b"}}'), 'ok'],
  [
    57,
    'an unmount flag',
    document('ResetConfiguration', 'unmountFlags: [foo]'),
    /unmountFlags\[0\]: "foo" is not one of/,
  ],
  [
    58,
    'patches: {}',
    document('UpgradeConfiguration', 'apply: {patches: {}}'),
    /apply\.patches\.directory: .*absolute/,
  ],
  [63, 'the kubelet alone', other('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration'), 'ok'],
  [
    64,
    'an old kubelet',
    inOneFile(cluster(), other('kubelet.config.k8s.io/v1alpha1', 'KubeletConfiguration')),
    /v1alpha1 Kubelet/,
  ],
  ...['1.36', 'foo', 'V1.36.2', 'stable-1.36.2'].map((version): Case => [
    76,
    version,
    cluster(`kubernetesVersion: "${version}"`),
    /kubernetesVersion: .*neither a version nor a label/,
  ]),
  [77, 'v1.34.1', cluster('kubernetesVersion: v1.34.1'), /v1\.34\.1 is too old .*v1\.35\.0/],
  [77, 'v1.38.1', cluster('kubernetesVersion: v1.38.1'), 'ok'],
  [78, 'stable-1.36', cluster('kubernetesVersion: stable-1.36'), 'ok'],
];

describe('config validate, on the verified cases of the reference', () => {
  for (const [row, what, text, outcome, ours] of VALIDATED) {
    it(`${row}: ${what}${ours === undefined ? '' : ' (ours: the reference refuses it)'}`, async () => {
      const { issues } = await validateText(text);
      const said = issues.map((issue) => `${describeIssue(issue)}\n${issue.hint ?? ''}`).join('\n');
      if (outcome === 'ok') expect(said).to.equal('');
      else expect(said).to.match(outcome);
    });
  }

  const warned: readonly (readonly [row: number, text: string, warning: RegExp])[] = [
    [9, inOneFile(cluster(), document('InitConfiguration', '', 'v1beta3')), /v1beta3 InitConfiguration is deprecated/],
    [11, document('MasterConfiguration', '', 'v1alpha1'), /MasterConfiguration was not checked/],
    [29, net('podSubnet: "fec0::/48"'), /site-local/],
    [37, cluster('certificateValidityPeriod: 9000h'), /longer than recommended/],
    [49, init('nodeRegistration: {criSocket: /run/c.sock}'), /no scheme: using unix:\/\/\/run\/c\.sock/],
    [63, other('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration'), /KubeletConfiguration was not checked/],
    [78, cluster('kubernetesVersion: stable-1.36'), /stable-1\.36 .*could not be fetched.*\n.*v1\.36\.2/],
  ];
  for (const [row, text, warning] of warned)
    it(`${row}: warns ${warning}`, async () =>
      expect((await validateText(text)).warnings.join('\n')).to.match(warning));

  it('75: does not ask for live CRI sockets, and so takes a machine with two', async () => {
    const sockets = ['/var/run/containerd/containerd.sock', '/var/run/crio/crio.sock'];
    expect((await validateText(init(), {}, { sockets })).issues).to.deep.equal([]);
    expect((await failureOf(migrateText(init(), { sockets }))).message).to.match(/several container runtimes/);
  });
});
