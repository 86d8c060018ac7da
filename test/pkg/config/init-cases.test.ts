import { judgeConfigCases, type ConfigCase } from '../../support/config-cases.ts';
import { initYaml as init } from '../../support/config-loading.ts';

const CASES: readonly ConfigCase[] = [
  [
    42,
    'a token that is too short',
    init('bootstrapTokens: [{token: abcdef.short}]'),
    /bootstrapTokens\[0\]\.token: this is not a bootstrap token/,
  ],
  [42, 'an empty token', init('bootstrapTokens: [{token: ""}]'), /not a bootstrap token/],
  [42, 'a token that is left out', init('bootstrapTokens: [{token: null}]')],
  ...['', ', ttl: null'].map((ttl): ConfigCase => [
    43,
    `expires${ttl}, which the reference never takes`,
    init(`bootstrapTokens: [{token: abcdef.0123456789abcdef, expires: "2999-01-01T00:00:00Z"${ttl}}]`),
  ]),
  [
    43,
    'expires beside ttl',
    init('bootstrapTokens: [{expires: "2999-01-01T00:00:00Z", ttl: 0s}]'),
    /c\.yaml:3:30: bootstrapTokens\[0\]\.expires: ttl and expires exclude each other/,
  ],
  [43, 'expires without quotes', init('bootstrapTokens: [{expires: 2999-01-01T00:00:00+02:00}]')],
  [43, 'a time that is over', init('bootstrapTokens: [{expires: 2001-01-01T00:00:00Z}]'), /is over already/],
  [43, 'a day without a time', init('bootstrapTokens: [{expires: 2999-01-01}]'), /expected a time such as/],
  [43, 'a day that does not exist', init('bootstrapTokens: [{expires: 2999-02-30T00:00:00Z}]'), /expected a time/],
  [44, 'a token for signing only, which the reference never takes', init('bootstrapTokens: [{usages: [signing]}]')],
  [
    44,
    'groups for a token that only signs',
    init('bootstrapTokens: [{usages: [signing], groups: ["system:bootstrappers:a"]}]'),
    /groups: groups mean nothing without the usage "authentication"/,
  ],
  [
    44,
    'a usage that does not exist',
    init('bootstrapTokens: [{usages: [authentication, zap, foo]}]'),
    /unknown: foo, zap/,
  ],
  [44, 'a group of another kind', init('bootstrapTokens: [{groups: [admins]}]'), /"admins" is no group/],
  [
    45,
    'a port that is too large',
    init('localAPIEndpoint: {bindPort: 70000}'),
    /c\.yaml:3:30: localAPIEndpoint\.bindPort: 70000 is no port/,
  ],
  [45, 'port 0', init('localAPIEndpoint: {bindPort: 0}')],
  [
    45,
    'a port in quotes',
    init("localAPIEndpoint: {bindPort: '6443'}"),
    /expected a whole number, found the string "6443"/,
  ],
  [46, 'an address that is none', init('localAPIEndpoint: {advertiseAddress: foo}'), /neither an IPv4 nor an IPv6/],
  [47, 'a key that is not hexadecimal', init('certificateKey: zz'), /not hexadecimal/],
  [47, 'a key that is too short', init('certificateKey: abcd'), /2 bytes, and 32/],
  [48, 'a name with an underscore', init('nodeRegistration: {name: Node_1}'), /"node_1" cannot name a Node/],
  [48, 'a name with blanks and capitals', init('nodeRegistration: {name: " MyNode "}')],
  [48, 'a name of blanks', init('nodeRegistration: {name: "  "}'), /name of the Node is empty/],
  [49, 'a socket without a scheme', init('nodeRegistration: {criSocket: /run/c.sock}')],
  [49, 'a socket with half a scheme', init('nodeRegistration: {criSocket: unixfoo}'), /no CRI socket/],
  [50, 'a taint that the API server would refuse', init('nodeRegistration: {taints: [{key: "a b", effect: Foo}]}')],
  [
    50,
    'an unknown field of a taint',
    init('nodeRegistration: {taints: [{key: a, foo: b}]}'),
    /nodeRegistration\.taints\[0\]\.foo: there is no such field/,
  ],
  [51, 'a pull policy in lower case', init('nodeRegistration: {imagePullPolicy: always}'), /did you mean "Always"/],
];

describe('InitConfiguration in a file, case by case as the reference judges them', () => judgeConfigCases(CASES));
