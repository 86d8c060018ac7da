import { BY_TOKEN } from '../config-join.ts';
import { DURATION, FLAG, of, rule, TEXT, type FieldRule } from './field-rule.ts';
import { endpointRules, nodeRules, timeoutRules } from './shared-rules.ts';

/** InitConfiguration. */
export const INIT_RULES: readonly FieldRule[] = [
  rule('InitConfiguration', 'bootstrapTokens: *', ['[]', 'null', '[{}]', '[{}, {}]'], ['{}', '[x]', '[{foo: 1}]']),
  rule(
    'InitConfiguration',
    'bootstrapTokens: [{token: *}]',
    ['abcdef.0123456789abcdef', 'null'],
    ['""', 'abcdef.short', 'ABCDEF.0123456789abcdef', '123456', '" abcdef.0123456789abcdef"'],
  ),
  of('InitConfiguration', 'bootstrapTokens: [{description: *}]', TEXT),
  of('InitConfiguration', 'bootstrapTokens: [{ttl: *}]', DURATION),
  rule(
    'InitConfiguration',
    'bootstrapTokens: [{usages: *}]',
    ['[signing, authentication]', '[authentication]', '[]'],
    ['[foo]', '[Signing, authentication]', 'signing'],
  ),
  rule(
    'InitConfiguration',
    'bootstrapTokens: [{groups: *}]',
    ['["system:bootstrappers:a"]', '["system:bootstrappers:a:b-c"]', '[]'],
    ['[admins]', '["system:bootstrappers:"]', '["system:bootstrappers:A"]', '["system:bootstrappers:a-"]', '[""]'],
  ),
  of('InitConfiguration', 'dryRun: *', FLAG),
  rule('InitConfiguration', 'skipPhases: *', ['[]', '[foo]', 'null'], ['foo', '[1]']),
  rule('InitConfiguration', 'patches: *', ['{}', '{directory: a}', 'null'], ['{dir: a}', 'a', '{directory: 1}']),
  ...nodeRules('InitConfiguration'),
  ...endpointRules('InitConfiguration', (field) => field),
  ...timeoutRules('InitConfiguration'),
];

const found = (changes: string): string =>
  `discovery: ${BY_TOKEN.replace(/^\{bootstrapToken: \{/, `{bootstrapToken: {${changes}`)}`;
const TOKEN = 'token: abcdef.0123456789abcdef';

/** JoinConfiguration. */
export const JOIN_RULES: readonly FieldRule[] = [
  rule(
    'JoinConfiguration',
    'discovery: *',
    [BY_TOKEN, '{file: {kubeConfigPath: /etc/hosts}}'],
    ['{}', 'null', `{file: {kubeConfigPath: /etc/hosts}, ${BY_TOKEN.slice(1)}`],
  ),
  rule(
    'JoinConfiguration',
    `discovery: {bootstrapToken: {${TOKEN}, unsafeSkipCAVerification: true, apiServerEndpoint: *}}`,
    ['1.2.3.4:6443', 'a:1', '"[fd00::1]:1"', '1.2.3.4:99999', '"a:"', 'a:http'],
    ['1.2.3.4', '""', '"fd00::1"', 'https://a:1', 'a:1:2', 'null'],
  ),
  rule(
    'JoinConfiguration',
    `discovery: {bootstrapToken: {${TOKEN}, apiServerEndpoint: "a:1", *}}`,
    ['unsafeSkipCAVerification: true', 'caCertHashes: [foo]', 'caCertHashes: [a, b], unsafeSkipCAVerification: true'],
    ['unsafeSkipCAVerification: false', 'caCertHashes: []', 'caCertHashes: foo', 'caCertHashes: [1]'],
  ),
  rule(
    'JoinConfiguration',
    'discovery: {bootstrapToken: {apiServerEndpoint: "a:1", unsafeSkipCAVerification: true, token: *}}',
    ['abcdef.0123456789abcdef'],
    ['""', 'null', 'abcdef.short', '5'],
  ),
  rule(
    'JoinConfiguration',
    'discovery: {file: {kubeConfigPath: *}}',
    ['/etc/hosts', 'file:///etc/hosts', '"file:/etc/ho%73ts"', 'https://a/b', 'HTTPS://a'],
    ['/missing', '""', 'http://a', 'ftp://a', 'file:///missing', '"https://a b"', '5'],
  ),
  rule(
    'JoinConfiguration',
    'discovery: {file: {kubeConfigPath: /etc/hosts}, tlsBootstrapToken: *}',
    ['""', 'abcdef.0123456789abcdef'],
    ['x', 'ABCDEF.0123456789abcdef'],
  ),
  rule('JoinConfiguration', `${found('')}\ncaCertPath: *`, ['/a.crt', '""'], ['/a.pem', 'a.crt', '/a']),
  rule('JoinConfiguration', `${found('')}\ncontrolPlane: *`, ['null', '{}'], ['[]', 'true', '{foo: 1}']),
  of('JoinConfiguration', `${found('')}\ndryRun: *`, FLAG),
  rule('JoinConfiguration', `${found('')}\nskipPhases: *`, ['[]', '[foo]'], ['foo']),
  rule('JoinConfiguration', `${found('')}\npatches: *`, ['{}', '{directory: a}', 'null'], ['a']),
  ...[
    ...nodeRules('JoinConfiguration'),
    ...endpointRules('JoinConfiguration', (field) => `controlPlane: {${field}}`),
    ...timeoutRules('JoinConfiguration'),
  ].map((each) => ({ ...each, snippet: `${found('')}\n${each.snippet}` })),
];
