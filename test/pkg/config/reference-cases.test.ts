import { expect } from 'chai';
import { clusterYaml as cluster, initYaml as init, loadText, VALIDATE } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

/** Input, and what the error must say; without a text, the input is good. Numbers are those of the reference's table. */
type Case = readonly [row: number, what: string, text: string, error?: RegExp];

const OTHER = (apiVersion: string, kind: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;

const DOCUMENTS: readonly Case[] = [
  [2, 'a document without kind', 'apiVersion: kubeadm.k8s.io/v1beta4\n', /c\.yaml:1:1: a document needs/],
  [2, 'a document without apiVersion', 'kind: ClusterConfiguration\n', /needs "apiVersion"/],
  [2, 'a document without group', OTHER('v1', 'Pod'), /needs "apiVersion"/],
  [3, 'an open bracket', 'foo: [', /c\.yaml:1:7: this is not valid YAML/],
  [4, 'indentation by tabs', 'a:\n\tb: 1\n', /c\.yaml:2:1: this is not valid YAML.*tab/],
  [5, 'text after a separator', `${cluster()}---foo\n${OTHER('kubeadm.k8s.io/v1beta4', 'InitConfiguration')}`, /c\.yaml:4:1: .*"foo" follows/],
  [6, 'a comment before the first separator', `# note\n---\n${cluster()}`, /needs "apiVersion"/],
  [7, 'a separator at the end', `${cluster()}---\n`],
  [7, 'a separator and an empty line at the end', `${cluster()}---\n\n`, /c\.yaml:5:1: a document needs/],
  [7, 'one separator at the top', `---\n${cluster()}`],
  [7, 'two separators at the top', `---\n---\n${cluster()}`, /needs "apiVersion"/],
  [7, 'two separators between documents', init().replace('---\n', '---\n---\n')],
  [7, 'three separators between documents', init().replace('---\n', '---\n---\n---\n'), /needs "apiVersion"/],
  [7, 'a comment after a separator', `---  # first\n${cluster()}`],
  [8, 'a kind twice', `${cluster()}---\n${cluster()}`, /already holds a document of kind ClusterConfiguration/],
  [8, 'a kind twice in different groups', `${cluster()}---\n${OTHER('foo.io/v1', 'ClusterConfiguration')}`, /already holds/],
  [10, 'a retired version', OTHER('kubeadm.k8s.io/v1beta2', 'ClusterConfiguration'), /old form/],
  [11, 'a retired kind beside a good one', `${cluster()}---\n${OTHER('kubeadm.k8s.io/v1alpha1', 'MasterConfiguration')}`, /old form/],
  [12, 'a kind of a version that lacks it', `${cluster()}---\n${OTHER('kubeadm.k8s.io/v1beta3', 'ResetConfiguration')}`, /nobody here knows/],
  [12, 'a version from the future', OTHER('kubeadm.k8s.io/v1beta5', 'ClusterConfiguration'), /nobody here knows/],
  [13, 'a foreign kind', `${cluster()}---\n${OTHER('foo.io/v1', 'Foo')}`, /nobody here knows foo\.io\/v1 Foo/],
  [15, 'an unknown field', cluster('fooBar: 1'), /c\.yaml:4:1: fooBar: there is no such field/],
  [15, 'a field in the wrong case', cluster('ClusterName: x'), /did you mean "clusterName"/],
  [17, 'a key twice', cluster('clusterName: a\nclusterName: b'), /c\.yaml:5:1: clusterName: this key was already set/],
  [19, 'a boolean word for a string', cluster('clusterName: yes'), /c\.yaml:4:14: clusterName: expected a string, found the boolean yes/],
  [19, 'an octal number for a string', cluster('clusterName: 0123'), /found the number 0123/],
  [64, 'a component of another version', `${cluster()}---\n${OTHER('kubelet.config.k8s.io/v1alpha1', 'KubeletConfiguration')}`, /not supported/],
  [64, 'another kind of a component', `${cluster()}---\n${OTHER('kubelet.config.k8s.io/v1beta1', 'Foo')}`, /not supported/],
];

const SUBNETS: readonly Case[] = [
  [20, 'a mask that does not exist', cluster('networking: {serviceSubnet: 10.96.0.0/33}'), /serviceSubnet: "10\.96\.0\.0\/33" is not a CIDR/],
  [21, 'a service subnet that is too large', cluster('networking: {serviceSubnet: 10.0.0.0/8}'), /must be \/12 or longer/],
  [22, 'a service subnet that is too small', cluster('networking: {serviceSubnet: 10.0.0.0/29}'), /8 addresses, and at least 10/],
  [22, 'the smallest service subnet', cluster('networking: {serviceSubnet: 10.0.0.0/28}')],
  [23, 'an IPv6 service subnet that is too large', cluster('networking: {serviceSubnet: "fd00::/64"}'), /must be \/108 or longer/],
  [23, 'the largest IPv6 service subnet', cluster('networking: {serviceSubnet: "fd00::/108"}')],
  [24, 'two subnets of one family', cluster('networking: {serviceSubnet: "10.0.0.0/16,10.1.0.0/16"}'), /one of each family/],
  [24, 'three subnets', cluster('networking: {serviceSubnet: "10.0.0.0/16,fd00::/112,fd01::/112"}'), /one of each family/],
  [25, 'a blank between subnets', cluster('networking: {serviceSubnet: "10.0.0.0/16, fd00::/112"}'), /is not a CIDR/],
  [26, 'a Pod subnet smaller than that of a node', cluster('networking: {podSubnet: 10.244.0.0/25}'), /smaller than the part of one node \(\/24\)/],
  [26, 'the same where nobody cuts it', cluster('networking: {podSubnet: 10.244.0.0/25}\ncontrollerManager: {extraArgs: [{name: allocate-node-cidrs, value: "false"}]}')],
  [27, 'a Pod subnet for too many nodes', cluster('networking: {podSubnet: 10.244.0.0/7}'), /10\.0\.0\.0\/7 holds too many nodes/],
  [27, 'the widest Pod subnet', cluster('networking: {podSubnet: 10.244.0.0/8}')],
  [28, 'a node mask that is no number', cluster('networking: {podSubnet: 10.244.0.0/25}\ncontrollerManager: {extraArgs: [{name: node-cidr-mask-size-ipv4, value: x}]}'), /no whole number: "x"/],
  [29, 'a site-local Pod subnet', cluster('networking: {podSubnet: "fec0::/48"}')],
  [30, 'a domain in capitals', cluster('networking: {dnsDomain: Cluster.Local}'), /RFC 1123/],
];

const CLUSTER: readonly Case[] = [
  ...[':0', ':65536', ':http'].map((port): Case => [31, `an endpoint with port ${port}`, cluster(`controlPlaneEndpoint: cp.example.com${port}`), /not in the range 1 to 65535/]),
  ...['CP.example.com', '"[fd00::1]"', '":6443"'].map((host): Case => [32, `the endpoint ${host}`, cluster(`controlPlaneEndpoint: ${host}`), /neither an IP address nor a domain/]),
  [32, 'an endpoint that looks like an address', cluster('controlPlaneEndpoint: 1.2.3.300')],
  ...['https://x', 'x/', 'x/Y'].map((name): Case => [34, `the repository ${name}`, cluster(`imageRepository: ${name}`), /no image repository/]),
  [34, 'a host in capitals as repository', cluster('imageRepository: Registry.example.com')],
  [35, 'a feature gate that is gone', cluster('featureGates: {EtcdLearnerMode: true}'), /no feature gate EtcdLearnerMode/],
  [36, 'an algorithm in lower case', cluster('encryptionAlgorithm: rsa-2048'), /did you mean "RSA-2048"/],
  [37, 'certificates valid for long', cluster('certificateValidityPeriod: 9000h')],
  [37, 'a duration in days', cluster('certificateValidityPeriod: 10d'), /expected a duration/],
  [37, 'a number for a duration', cluster('certificateValidityPeriod: 10'), /expected a duration/],
  [38, 'both kinds of etcd', cluster('etcd: {local: {dataDir: x}, external: {endpoints: []}}'), /used: \/c\.yaml:4:1: etcd: local and external exclude each other$/],
  [39, 'plain http with certificates', cluster('etcd: {external: {endpoints: ["http://a:2379"], caFile: /ca.crt}}'), /has to use https/],
  [39, 'plain http without certificates', cluster('etcd: {external: {endpoints: ["http://a:2379"]}}')],
  [40, 'an etcd endpoint without a scheme', cluster('etcd: {external: {endpoints: ["10.0.0.1:2379"]}}'), /(?=(.|\n)*etcd\.external\.endpoints\[0\]: )(?=(.|\n)*httpEndpoints\[0\]: .*no URL)/],
  [40, 'a host that looks like a scheme', cluster('etcd: {external: {endpoints: ["a:2379"]}}')],
  [40, 'no etcd endpoints', cluster('etcd: {external: {endpoints: []}}'), /at least one endpoint/],
  [40, 'a certificate of etcd without its key', cluster('etcd: {external: {endpoints: ["https://a:2379"], certFile: /c.crt, caFile: /ca.crt}}'), /given together/],
  [41, 'an argument without a name', cluster('apiServer: {extraArgs: [{name: "", value: x}]}'), /apiServer\.extraArgs: the argument at index 0 has no name/],
  [41, 'arguments as a map', cluster('apiServer: {extraArgs: {a: b}}'), /expected a list, found a map/],
  [41, 'a name for the certificate that is none', cluster('apiServer: {certSANs: ["a_b"]}'), /certSANs\[0\]/],
  [41, 'a name for the certificate in capitals', cluster('apiServer: {certSANs: ["API.example.com", "*.Apps.example.com", "10.0.0.1"]}')],
  [41, 'a name for etcd in capitals', cluster('etcd: {local: {serverCertSANs: ["ETCD.example.com"]}}'), /serverCertSANs\[0\]/],
  [41, 'a relative folder for certificates', cluster('certificatesDir: pki'), /"pki" is not an absolute path/],
  ...['1.36', 'foo', 'V1.36.2', 'stable-1.36.2'].map((version): Case => [76, `version ${version}`, cluster(`kubernetesVersion: "${version}"`), /neither a version nor a label/]),
  [77, 'a version that is too old', cluster('kubernetesVersion: v1.34.1'), /too old/],
  [77, 'a release candidate of the oldest version', cluster('kubernetesVersion: v1.35.0-rc.1'), /too old/],
  [77, 'a build of the oldest version', cluster('kubernetesVersion: v1.35.0+x')],
  [77, 'a version from the future', cluster('kubernetesVersion: v1.38.1')],
];

const INIT: readonly Case[] = [
  [42, 'a token that is too short', init('bootstrapTokens: [{token: abcdef.short}]'), /bootstrapTokens\[0\]\.token: this is not a bootstrap token/],
  [42, 'an empty token', init('bootstrapTokens: [{token: ""}]'), /not a bootstrap token/],
  [42, 'a token that is left out', init('bootstrapTokens: [{token: null}]')],
  ...['', ', ttl: null', ', ttl: 0s'].map((ttl): Case => [43, `expires${ttl}`, init(`bootstrapTokens: [{token: abcdef.0123456789abcdef, expires: "2030-01-01T00:00:00Z"${ttl}}]`), /exclude each other/]),
  [43, 'expires without quotes', init('bootstrapTokens: [{token: abcdef.0123456789abcdef, expires: 2030-01-01T00:00:00Z}]'), /exclude each other/],
  [44, 'a token for signing only', init('bootstrapTokens: [{usages: [signing]}]'), /"authentication"/],
  [44, 'a usage that does not exist', init('bootstrapTokens: [{usages: [authentication, zap, foo]}]'), /unknown: foo, zap/],
  [44, 'a group of another kind', init('bootstrapTokens: [{groups: [admins]}]'), /"admins" is no group/],
  [45, 'a port that is too large', init('localAPIEndpoint: {bindPort: 70000}'), /c\.yaml:3:30: localAPIEndpoint\.bindPort: 70000 is no port/],
  [45, 'port 0', init('localAPIEndpoint: {bindPort: 0}')],
  [45, 'a port in quotes', init("localAPIEndpoint: {bindPort: '6443'}"), /expected a whole number, found the string "6443"/],
  [46, 'an address that is none', init('localAPIEndpoint: {advertiseAddress: foo}'), /neither an IPv4 nor an IPv6/],
  [47, 'a key that is not hexadecimal', init('certificateKey: zz'), /not hexadecimal/],
  [47, 'a key that is too short', init('certificateKey: abcd'), /2 bytes, and 32/],
  [48, 'a name with an underscore', init('nodeRegistration: {name: Node_1}'), /"node_1" cannot name a Node/],
  [48, 'a name with blanks and capitals', init('nodeRegistration: {name: " MyNode "}')],
  [48, 'a name of blanks', init('nodeRegistration: {name: "  "}'), /name of the Node is empty/],
  [49, 'a socket without a scheme', init('nodeRegistration: {criSocket: /run/c.sock}')],
  [49, 'a socket with half a scheme', init('nodeRegistration: {criSocket: unixfoo}'), /no CRI socket/],
  [50, 'a taint that the API server would refuse', init('nodeRegistration: {taints: [{key: "a b", effect: Foo}]}')],
  [50, 'an unknown field of a taint', init('nodeRegistration: {taints: [{key: a, foo: b}]}'), /nodeRegistration\.taints\[0\]\.foo: there is no such field/],
  [51, 'a pull policy in lower case', init('nodeRegistration: {imagePullPolicy: always}'), /did you mean "Always"/],
];

describe('configuration files, case by case as the reference judges them', () => {
  for (const [row, what, text, error] of [...DOCUMENTS, ...SUBNETS, ...CLUSTER, ...INIT]) {
    it(`${row}: ${error === undefined ? 'takes' : 'refuses'} ${what}`, async () => {
      if (error === undefined) return void (await loadText(text, VALIDATE));
      const failure = await failureOf(loadText(text, VALIDATE));
      expect(failure.code).to.equal('invalid-configuration');
      expect(failure.message).to.match(error);
      expect(failure.hint).to.be.a('string');
    });
  }
});
