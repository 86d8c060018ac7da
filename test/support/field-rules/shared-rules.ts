import { ARGUMENTS, DURATION, FLAG, of, rule, type FieldRule } from './field-rule.ts';

const KEY = `"${'ab'.repeat(32)}"`;

/** How a machine is registered. */
export const nodeRules = (kind: string): readonly FieldRule[] => [
  rule(
    kind,
    'nodeRegistration: {name: *}',
    ['a', 'MyNode', '" a "', 'a.b', '""', '"1"'],
    ['a_b', '"  "', '-a', 'a..b', '1'],
  ),
  rule(
    kind,
    'nodeRegistration: {criSocket: *}',
    ['unix:///a', '/a', '"unix:a"', '""'],
    ['unixfoo', '"unix://%zz"', '5'],
  ),
  rule(
    kind,
    'nodeRegistration: {taints: *}',
    [
      '[]',
      'null',
      '[{key: "a b", effect: Foo}]',
      '[{key: a, value: b, effect: NoExecute, timeAdded: "2024-01-01T00:00:00Z"}]',
    ],
    ['{}', '[{foo: b}]', '[{key: 1}]', '["a=b:NoSchedule"]'],
  ),
  of(kind, 'nodeRegistration: {kubeletExtraArgs: *}', ARGUMENTS),
  rule(kind, 'nodeRegistration: {ignorePreflightErrors: *}', ['[]', '[Swap]', '[all, Swap]'], ['Swap', '[1]']),
  rule(kind, 'nodeRegistration: {imagePullPolicy: *}', ['Always', 'IfNotPresent', 'Never', '""'], ['always', 'x', '1']),
  of(kind, 'nodeRegistration: {imagePullSerial: *}', FLAG),
];

/** Timeouts. */
export const timeoutRules = (kind: string): readonly FieldRule[] => [
  of(kind, 'timeouts: {controlPlaneComponentHealthCheck: *}', DURATION),
  of(kind, 'timeouts: {kubeletHealthCheck: *}', DURATION),
  of(kind, 'timeouts: {kubernetesAPICall: *}', DURATION),
  of(kind, 'timeouts: {etcdAPICall: *}', DURATION),
  of(kind, 'timeouts: {tlsBootstrap: *}', DURATION),
  of(kind, 'timeouts: {discovery: *}', DURATION),
  of(kind, 'timeouts: {upgradeManifests: *}', DURATION),
  rule(kind, 'timeouts: *', ['{}', 'null'], ['{foo: 1s}', '[]', '5m']),
];

/** A machine's API server. */
export const endpointRules = (kind: string, snippet: (field: string) => string): readonly FieldRule[] => [
  rule(
    kind,
    snippet('localAPIEndpoint: {advertiseAddress: *}'),
    ['10.0.0.1', '010.0.0.1', '"fd00::1"', '224.0.0.1', '""'],
    ['foo', '1.2.3', '1.2.3.300', 'a.b', '10.0.0.1/24', '5'],
  ),
  rule(
    kind,
    snippet('localAPIEndpoint: {bindPort: *}'),
    ['1', '65535', '0', 'null', '6443.0'],
    ['65536', '-1', '"6443"', '1.5'],
  ),
  rule(
    kind,
    snippet('certificateKey: *'),
    [KEY, KEY.toUpperCase(), '""'],
    ['zz', 'abcd', KEY.replaceAll('a', 'z'), '5'],
  ),
];
