import {
  ARGUMENTS,
  DURATION,
  ENVIRONMENT,
  FLAG,
  of,
  REPOSITORY,
  rule,
  TEXT,
  VOLUMES,
  type FieldRule,
} from './field-rule.ts';

const SUBJECTS = ['[a.b]', '["*.a.b"]', '[10.0.0.1]', '["fd00::1"]', '[]', '[010.0.0.1]'];
const NO_SUBJECTS = ['[a_b]', '["*"]', '[""]', '["a b"]', '[-a]', '["a.*.b"]', '[1]', 'a'];

const component = (name: string): readonly FieldRule[] => [
  of('ClusterConfiguration', `${name}: {extraArgs: *}`, ARGUMENTS),
  of('ClusterConfiguration', `${name}: {extraVolumes: *}`, VOLUMES),
  of('ClusterConfiguration', `${name}: {extraEnvs: *}`, ENVIRONMENT),
];

/** ClusterConfiguration, but for etcd. */
export const CLUSTER_RULES: readonly FieldRule[] = [
  rule(
    'ClusterConfiguration',
    'kubernetesVersion: *',
    ['v1.36.2', '1.36.2', 'v1.35.0', 'v1.35.0+x', 'v1.36.2-rc.1', 'v2.0.0', 'release/v1.36.1', 'ci/v1.36.0-alpha.1+x'],
    ['v1.34.9', 'v1.35.0-rc.1', '"1.36"', 'foo', 'v01.36.2', 'V1.36.2', 'v1.36.2-01', 'foo/v1.36.2', 'stable-0'],
  ),
  rule(
    'ClusterConfiguration',
    'controlPlaneEndpoint: *',
    ['a', 'a:1', '1.2.3.4', '1.2.3.300', '"fd00::1"', '"[fd00::1]:06443"', '""', '"a:"'],
    ['A', 'a:0', 'a:65536', 'a:http', '":6443"', '"[fd00::1]"', 'a_b:1', 'https://a', '"a: 1"', 'a..b'],
  ),
  of('ClusterConfiguration', 'clusterName: *', TEXT),
  rule('ClusterConfiguration', 'certificatesDir: *', ['/a', '""', 'null'], ['a', './a', '../a', '5']),
  of('ClusterConfiguration', 'imageRepository: *', REPOSITORY),
  of('ClusterConfiguration', 'dns: {imageRepository: *}', REPOSITORY),
  of('ClusterConfiguration', 'dns: {imageTag: *}', TEXT),
  of('ClusterConfiguration', 'dns: {disabled: *}', FLAG),
  of('ClusterConfiguration', 'proxy: {disabled: *}', FLAG),
  rule(
    'ClusterConfiguration',
    'encryptionAlgorithm: *',
    ['RSA-2048', 'RSA-3072', 'RSA-4096', 'ECDSA-P256', 'ECDSA-P384', '""'],
    ['rsa-2048', 'RSA', 'ECDSA-P521', '2048'],
  ),
  of('ClusterConfiguration', 'certificateValidityPeriod: *', DURATION),
  of('ClusterConfiguration', 'caCertificateValidityPeriod: *', DURATION),
  rule(
    'ClusterConfiguration',
    'featureGates: *',
    ['{}', '{PublicKeysECDSA: true}', '{RootlessControlPlane: no, NodeLocalCRISocket: true}', 'null'],
    ['{Foo: true}', '{WaitForAllControlPlaneComponents: true}', '{RootlessControlPlane: "true"}', '[]'],
  ),
  rule(
    'ClusterConfiguration',
    'networking: {serviceSubnet: *}',
    ['10.0.0.0/28', '10.0.0.5/12', '010.0.0.0/16', 'fd00::/108', '"fd00::/112,10.0.0.0/16"', '""'],
    [
      '10.0.0.0/29',
      '10.0.0.0/11',
      'fd00::/107',
      'fd00::/125',
      '0.0.0.0/0',
      '"::/1"',
      '10.0.0.0',
      'x',
      '"10.0.0.0/16,"',
    ],
  ),
  rule(
    'ClusterConfiguration',
    'networking: {podSubnet: *}',
    ['10.0.0.0/24', '10.0.0.0/8', 'fd00::/64', 'fd00::/48', '"10.0.0.0/16,fd00::/56"', '""'],
    ['10.0.0.0/25', '10.0.0.0/7', 'fd00::/65', 'fd00::/47', '0.0.0.0/0', '"10.0.0.0/16,10.1.0.0/16"', 'x'],
  ),
  rule(
    'ClusterConfiguration',
    'networking: {dnsDomain: *}',
    ['a', 'a.b-c', '""'],
    ['A', 'a_b', '-a', 'a.', 'a..b', '5'],
  ),
  ...component('apiServer'),
  ...component('controllerManager'),
  ...component('scheduler'),
  rule('ClusterConfiguration', 'apiServer: {certSANs: *}', [...SUBJECTS, '[API.Example.com]'], NO_SUBJECTS),
];

/** etcd in a ClusterConfiguration. */
export const ETCD_RULES: readonly FieldRule[] = [
  rule(
    'ClusterConfiguration',
    'etcd: *',
    ['{}', '{local: {}}', 'null', '{external: null}'],
    ['{external: {}}', '[]', 'x'],
  ),
  rule('ClusterConfiguration', 'etcd: {local: {dataDir: *}}', ['/d', '""'], ['d']),
  of('ClusterConfiguration', 'etcd: {local: {imageRepository: *}}', REPOSITORY),
  of('ClusterConfiguration', 'etcd: {local: {imageTag: *}}', TEXT),
  of('ClusterConfiguration', 'etcd: {local: {extraArgs: *}}', ARGUMENTS),
  of('ClusterConfiguration', 'etcd: {local: {extraEnvs: *}}', ENVIRONMENT),
  rule('ClusterConfiguration', 'etcd: {local: {serverCertSANs: *}}', SUBJECTS, [...NO_SUBJECTS, '[A.b]']),
  rule('ClusterConfiguration', 'etcd: {local: {peerCertSANs: *}}', SUBJECTS, [...NO_SUBJECTS, '[A.b]']),
  rule(
    'ClusterConfiguration',
    'etcd: {external: {endpoints: *}}',
    ['["https://a:1"]', '["http://a"]', '["a:1"]', '["unix:///x"]', '["https://[fd00::1]:1"]'],
    [
      '[]',
      'null',
      '["10.0.0.1:1"]',
      '[""]',
      '["a"]',
      '["https://a b"]',
      '["https://a:b"]',
      '["/a"]',
      '["https://a", "b"]',
    ],
  ),
  rule(
    'ClusterConfiguration',
    'etcd: {external: {endpoints: ["https://a:1"], httpEndpoints: *}}',
    ['[]', '["http://a:1"]', '["https://b"]'],
    ['["10.0.0.1:1"]', '["a"]', '[1]'],
  ),
  rule(
    'ClusterConfiguration',
    'etcd: {external: {endpoints: ["https://a:1"], *}}',
    ['caFile: /a', 'caFile: /a, certFile: /b, keyFile: /c', 'caFile: ""'],
    [
      'caFile: a',
      'certFile: /b',
      'keyFile: /c',
      'certFile: /b, keyFile: /c',
      'caFile: /a, certFile: /b',
      'caFile: /a, certFile: b, keyFile: /c',
    ],
  ),
  rule('ClusterConfiguration', 'etcd: {external: {endpoints: ["http://a:1"], *}}', ['caFile: ""'], ['caFile: /a']),
];
