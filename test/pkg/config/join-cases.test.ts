import { judgeConfigCases, type ConfigCase } from '../../support/config-cases.ts';
import { andDocument, BY_TOKEN, joinYaml as join, loadJoinText } from '../../support/config-join.ts';

const token = (changes: string): string => `discovery: {bootstrapToken: ${changes}}`;
const TOKEN = 'token: abcdef.0123456789abcdef';
const at = (endpoint: string): string => join(`discovery: ${BY_TOKEN.replace('192.0.2.10:6443', `"${endpoint}"`)}`);

const DISCOVERY: readonly ConfigCase[] = [
  [52, 'nothing to find the cluster with', join('discovery: {}'), /c\.yaml:3:1: discovery: nothing says which cluster/],
  [52, 'a discovery that is null', join('discovery: {bootstrapToken: null}'), /nothing says which cluster/],
  [
    52,
    'a token and a file',
    join('discovery: {bootstrapToken: {}, file: {kubeConfigPath: /nowhere}}'),
    /cannot be used: \S+: discovery: .*both are given \[JoinConfiguration\]$/,
  ],
  [53, 'no hashes', join(token(`{${TOKEN}, apiServerEndpoint: a:6443}`)), /caCertHashes: no hash/],
  [53, 'any hash: discovery looks at it', join(token(`{${TOKEN}, apiServerEndpoint: a:6443, caCertHashes: [x]}`))],
  [54, 'an endpoint without a port', at('1.2.3.4'), /"1\.2\.3\.4" is no host with a port/],
  [54, 'a port that is too large: join refuses it', at('1.2.3.4:99999')],
  [54, 'an IPv6 address without brackets', at('fd00::1'), /is no host with a port/],
  [54, 'an IPv6 address in brackets', at('[fd00::1]:6443')],
  [54, 'a URL', at('https://a:6443'), /is a URL/],
  [54, 'no endpoint', join(token(`{${TOKEN}, caCertHashes: [x]}`)), /apiServerEndpoint: the address .* is missing/],
  [
    55,
    'a path of the authority with another ending',
    join('caCertPath: /foo.pem'),
    /c\.yaml:4:13: caCertPath: .*"\.crt"/,
  ],
  [55, 'a relative path of the authority', join('caCertPath: foo.crt'), /caCertPath/],
  [55, 'an empty path of the authority', join('caCertPath: ""')],
  [56, 'a file that is not there', join('discovery: {file: {kubeConfigPath: /missing}}'), /no file \/missing/],
  [56, 'a file that is there', join('discovery: {file: {kubeConfigPath: /cluster.conf}}')],
  [56, 'a file as a URL', join('discovery: {file: {kubeConfigPath: "FILE:///cluster%2Econf"}}')],
  [
    56,
    'a file URL without a folder',
    join('discovery: {file: {kubeConfigPath: "file:c.yaml"}}'),
    /path of the kubeconfig is empty/,
  ],
  [56, 'a file URL with one slash', join('discovery: {file: {kubeConfigPath: "file:/cluster.conf"}}')],
  [56, 'an http URL', join('discovery: {file: {kubeConfigPath: "http://a/b"}}'), /neither a path nor an https/],
  [56, 'an https URL', join('discovery: {file: {kubeConfigPath: "https://a/b"}}')],
  [56, 'an https URL without a host', join('discovery: {file: {kubeConfigPath: "https://"}}'), /is no URL/],
  [56, 'a file without a path', join('discovery: {file: {}}'), /path of the kubeconfig is empty/],
  [
    56,
    'a wrong token beside a file',
    join('discovery: {tlsBootstrapToken: x, file: {kubeConfigPath: /cluster.conf}}'),
    /tlsBootstrapToken: this is not/,
  ],
];

const FIELDS: readonly ConfigCase[] = [
  [
    42,
    'a wrong token',
    join(token('{token: x, apiServerEndpoint: a:1, caCertHashes: [x]}')),
    /bootstrapToken\.token: this is not a bootstrap token/,
  ],
  [42, 'no token', join(token('{apiServerEndpoint: a:1, caCertHashes: [x]}')), /there is no token/],
  [
    42,
    'a token that is a number, said once',
    join(token('{token: 5, apiServerEndpoint: a:1, caCertHashes: [x]}')),
    /cannot be used: \S+ \S+ expected a string, found a number \[JoinConfiguration\]$/,
  ],
  [
    0,
    'a discovery that is a list, said once',
    join('discovery: []'),
    /cannot be used: \S+ discovery: expected a map of fields, found a list \[JoinConfiguration\]$/,
  ],
  [
    45,
    'a port that is none',
    join('controlPlane: {localAPIEndpoint: {bindPort: 70000}}'),
    /controlPlane\.localAPIEndpoint\.bindPort: 70000/,
  ],
  [46, 'an address that is none', join('controlPlane: {localAPIEndpoint: {advertiseAddress: foo}}'), /neither an IPv4/],
  [
    47,
    'a key that is not hexadecimal',
    join('controlPlane: {certificateKey: zz}'),
    /controlPlane\.certificateKey: .*hexadecimal/,
  ],
  [47, 'a key that is too short', join('controlPlane: {certificateKey: abcd}'), /2 bytes/],
  [48, 'a name with an underscore', join('nodeRegistration: {name: a_b}'), /cannot name a Node/],
  [49, 'a socket with half a scheme', join('nodeRegistration: {criSocket: unixfoo}'), /no CRI socket/],
  [51, 'a pull policy in lower case', join('nodeRegistration: {imagePullPolicy: always}'), /did you mean "Always"/],
  [41, 'an argument without a name', join('nodeRegistration: {kubeletExtraArgs: [{name: "", value: x}]}'), /index 0/],
  [37, 'a timeout without a unit', join('timeouts: {discovery: 3}'), /a duration such as/],
  [
    62,
    'a field of the version before',
    join(`discovery: ${BY_TOKEN.replace('{', '{timeout: 3m, ')}`),
    /timeout: there is no such field/,
  ],
  [15, 'an unknown field', join('foo: 1'), /foo: there is no such field/],
  [17, 'a key twice', join('dryRun: true\ndryRun: false'), /already set/],
];

const DOCUMENTS: readonly ConfigCase[] = [
  [
    73,
    'a file without a JoinConfiguration',
    andDocument('kubeadm.k8s.io/v1beta4', 'InitConfiguration').slice(4),
    /holds no JoinConfiguration/,
  ],
  [8, 'a JoinConfiguration twice', `${join()}---\n${join()}`, /already holds/],
  [10, 'a retired version', join().replace('v1beta4', 'v1beta2'), /old form/],
  [9, 'the version before', join().replace('v1beta4', 'v1beta3')],
  [
    73,
    'another group',
    join().replace('kubeadm.k8s.io', 'foo.io'),
    /nobody here knows foo\.io\/v1beta4 JoinConfiguration/,
  ],
  [
    11,
    'a retired version of a kind that is not read',
    join() + andDocument('kubeadm.k8s.io/v1beta2', 'ClusterConfiguration'),
  ],
  [11, 'a retired kind beside', join() + andDocument('kubeadm.k8s.io/v1alpha1', 'MasterConfiguration')],
  [
    9,
    'the version before of a kind that is not read',
    join() + andDocument('kubeadm.k8s.io/v1beta3', 'ClusterConfiguration'),
  ],
  [13, 'a foreign kind', join() + andDocument('foo.io/v1', 'Foo'), /nobody here knows/],
  [2, 'a document without group', join() + andDocument('v1', 'Pod'), /no kind of configuration/],
  [
    15,
    'unknown fields of a kind that is not read',
    `${join()}${andDocument('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration')}foo: 1\n`,
  ],
];

describe('JoinConfiguration in a file, case by case as the reference judges them', () =>
  judgeConfigCases([...DISCOVERY, ...FIELDS, ...DOCUMENTS], (text) =>
    loadJoinText(text, { strict: true, detectCriSocket: false, checkAddresses: false }),
  ));
