import { judgeConfigCases, type ConfigCase } from '../../support/config-cases.ts';
import { clusterYaml as cluster } from '../../support/config-loading.ts';

const CASES: readonly ConfigCase[] = [
  ...[':0', ':65536', ':http'].map((port): ConfigCase => [
    31,
    `an endpoint with port ${port}`,
    cluster(`controlPlaneEndpoint: cp.example.com${port}`),
    /not in the range 1 to 65535/,
  ]),
  ...['CP.example.com', '"[fd00::1]"', '":6443"'].map((host): ConfigCase => [
    32,
    `the endpoint ${host}`,
    cluster(`controlPlaneEndpoint: ${host}`),
    /neither an IP address nor a domain/,
  ]),
  [32, 'an endpoint that looks like an address', cluster('controlPlaneEndpoint: 1.2.3.300')],
  ...['https://x', 'x/', 'x/Y'].map((name): ConfigCase => [
    34,
    `the repository ${name}`,
    cluster(`imageRepository: ${name}`),
    /no image repository/,
  ]),
  [34, 'a host in capitals as repository', cluster('imageRepository: Registry.example.com')],
  [
    35,
    'a feature gate that is gone',
    cluster('featureGates: {EtcdLearnerMode: true}'),
    /no feature gate EtcdLearnerMode/,
  ],
  [36, 'an algorithm in lower case', cluster('encryptionAlgorithm: rsa-2048'), /did you mean "RSA-2048"/],
  [37, 'certificates valid for long', cluster('certificateValidityPeriod: 9000h')],
  [37, 'a duration in days', cluster('certificateValidityPeriod: 10d'), /expected a duration/],
  [37, 'a number for a duration', cluster('certificateValidityPeriod: 10'), /expected a duration/],
  [
    38,
    'both kinds of etcd',
    cluster('etcd: {local: {dataDir: x}, external: {endpoints: []}}'),
    /used: \/c\.yaml:4:1: etcd: local and external exclude each other \[ClusterConfiguration\]$/,
  ],
  [
    39,
    'plain http with certificates',
    cluster('etcd: {external: {endpoints: ["http://a:2379"], caFile: /ca.crt}}'),
    /has to use https/,
  ],
  [39, 'plain http without certificates', cluster('etcd: {external: {endpoints: ["http://a:2379"]}}')],
  [
    40,
    'an etcd endpoint without a scheme',
    cluster('etcd: {external: {endpoints: ["10.0.0.1:2379"]}}'),
    /(?=(.|\n)*etcd\.external\.endpoints\[0\]: )(?=(.|\n)*httpEndpoints\[0\]: .*no URL)/,
  ],
  [40, 'a host that looks like a scheme', cluster('etcd: {external: {endpoints: ["a:2379"]}}')],
  [40, 'no etcd endpoints', cluster('etcd: {external: {endpoints: []}}'), /at least one endpoint/],
  [
    40,
    'a certificate of etcd without its key',
    cluster('etcd: {external: {endpoints: ["https://a:2379"], certFile: /c.crt, caFile: /ca.crt}}'),
    /given together/,
  ],
  [
    41,
    'an argument without a name',
    cluster('apiServer: {extraArgs: [{name: "", value: x}]}'),
    /apiServer\.extraArgs: the argument at index 0 has no name/,
  ],
  [41, 'arguments as a map', cluster('apiServer: {extraArgs: {a: b}}'), /expected a list, found a map/],
  [41, 'a name for the certificate that is none', cluster('apiServer: {certSANs: ["a_b"]}'), /certSANs\[0\]/],
  [
    41,
    'a name for the certificate in capitals',
    cluster('apiServer: {certSANs: ["API.example.com", "*.Apps.example.com", "10.0.0.1"]}'),
  ],
  [
    41,
    'a name for etcd in capitals',
    cluster('etcd: {local: {serverCertSANs: ["ETCD.example.com"]}}'),
    /serverCertSANs\[0\]/,
  ],
  [41, 'a relative folder for certificates', cluster('certificatesDir: pki'), /"pki" is not an absolute path/],
  ...['1.36', 'foo', 'V1.36.2', 'stable-1.36.2'].map((version): ConfigCase => [
    76,
    `version ${version}`,
    cluster(`kubernetesVersion: "${version}"`),
    /neither a version nor a label/,
  ]),
  [77, 'a version that is too old', cluster('kubernetesVersion: v1.34.1'), /too old/],
  [77, 'a release candidate of the oldest version', cluster('kubernetesVersion: v1.35.0-rc.1'), /too old/],
  [77, 'a build of the oldest version', cluster('kubernetesVersion: v1.35.0+x')],
  [77, 'a version from the future', cluster('kubernetesVersion: v1.38.1')],
];

describe('ClusterConfiguration in a file, case by case as the reference judges them', () => judgeConfigCases(CASES));
