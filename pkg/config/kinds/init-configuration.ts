import { isToken } from '../../token/bootstrap-token.ts';
import { DEFAULT_TOKEN_GROUP, TOKEN_USAGES } from '../../token/token-rules.ts';
import {
  bool,
  duration,
  field,
  int32,
  list,
  optional,
  secretString,
  string,
  struct,
  textForm,
} from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import { nodeRegistration } from './node-registration.ts';
import { timeouts } from './timeouts.ts';
import { timestamp } from './timestamp.ts';

/** 24 hours in milliseconds. */
export const DEFAULT_TOKEN_TTL = 24 * 3_600_000;
export const DEFAULT_BIND_PORT = 6443;

const token = textForm({
  expected: 'a bootstrap token: six lower-case letters or digits, a dot, sixteen of them',
  secret: true,
  pattern: '^[a-z0-9]{6}\\.[a-z0-9]{16}$',
  read: (text) => (isToken(text) ? text : undefined),
});

const bootstrapToken = struct({
  token: field(optional(token), 'The token: six characters that name it, a dot, and sixteen that are secret.', {
    defaultDoc: 'a random one',
    rule: 'It has lower-case letters and digits only.',
    example: 'abcdef.0123456789abcdef',
  }),
  description: field(string(), 'What the token is for, for whoever lists tokens.', {
    example: 'for the first workers',
  }),
  ttl: field(optional(duration()), 'How long the token is valid after it is made; 0 or less for ever.', {
    defaultDoc: '24h0m0s, unless expires is given',
    example: '2h0m0s',
    default: (given) => (given['expires'] === undefined ? DEFAULT_TOKEN_TTL : undefined),
  }),
  expires: field(optional(timestamp), 'When the token ends, instead of ttl: a time with its zone (RFC 3339).', {
    rule: 'It lies in the future. Only one of ttl and expires may be given.',
    example: '2099-12-31T23:59:59Z',
  }),
  usages: field(
    list(string()),
    'What the token is good for: signing what joining machines learn of the cluster, and authentication, with which they ask for a certificate.',
    { default: TOKEN_USAGES, rule: 'Other usages are refused.' },
  ),
  groups: field(list(string()), 'Groups that the holder of the token belongs to.', {
    defaultDoc: `[${DEFAULT_TOKEN_GROUP}], unless usages lacks authentication`,
    rule: 'Each begins with system:bootstrappers: and needs the usage authentication.',
    example: [DEFAULT_TOKEN_GROUP],
    default: (given) => (authenticates(given['usages']) ? [DEFAULT_TOKEN_GROUP] : undefined),
  }),
});

/** Without usages given, a token has all of them. */
function authenticates(usages: unknown): boolean {
  return !Array.isArray(usages) || usages.length === 0 || usages.includes('authentication');
}

/** Where the API server of this machine listens. */
export const apiEndpoint = struct(
  {
    advertiseAddress: field(string(), 'Address of this machine at which others reach its API server.', {
      defaultDoc: 'the address of the interface with the default route',
      rule: 'It is an IP address, but none of multicast, link-local or broadcast.',
      example: '10.0.0.11',
    }),
    bindPort: field(int32(), 'Port at which the API server listens.', {
      rule: 'It is 1 to 65535; 0 stands for the default.',
      shape: { minimum: 0, maximum: 65535 },
      default: DEFAULT_BIND_PORT,
      check: (port) => (port >= 1 && port <= 65535 ? undefined : `${port} is no port: use 1 to 65535`),
    }),
  },
  'APIEndpoint',
);

export const patches = struct(
  {
    directory: field(
      string(),
      'Folder with patches: files whose names begin with what they change (etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubeletconfiguration, corednsdeployment), such as kube-apiserver+merge.yaml.',
      { example: '/etc/kubernetes/patches' },
    ),
  },
  'Patches',
);

/** What can be said of a key for certificates. */
export const certificateKeyShape = {
  rule: 'It has 64 hex digits (32 bytes).',
  shape: { pattern: '^([0-9a-fA-F]{64})?$' },
  example: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
} as const;

/** kubeadm.k8s.io/v1beta4 InitConfiguration. */
export const initConfiguration = struct({
  nodeRegistration: field(nodeRegistration, 'How this machine becomes a Node.'),
  bootstrapTokens: field(list(bootstrapToken), 'Tokens that init makes, for machines to join with.', {
    default: [{}],
    defaultDoc: 'one token with the defaults of its fields',
    example: [{ token: 'abcdef.0123456789abcdef', ttl: '2h0m0s', description: 'for the first workers' }],
  }),
  localAPIEndpoint: field(apiEndpoint, 'Where the API server of this machine listens.'),
  certificateKey: field(
    secretString(),
    'Key that encrypts the certificates which are uploaded for other control planes.',
    {
      defaultDoc: 'a random one, where certificates are uploaded',
      ...certificateKeyShape,
      check: checkCertificateKey,
    },
  ),
  dryRun: field(bool(), 'Whether nothing is changed, and shown instead what would be. --dry-run does the same.'),
  skipPhases: field(
    list(string()),
    'Phases that are left out, by the names that --help shows. --skip-phases replaces the list.',
    {
      example: ['addon/kube-proxy'],
    },
  ),
  patches: field(
    optional(patches),
    "Changes to what is written: the static Pods, the kubelet's configuration, the Deployment of CoreDNS.",
  ),
  timeouts: field(optional(timeouts), 'How long this run waits for what, before it gives up.', { default: {} }),
});

export type InitDocument = ValueOf<typeof initConfiguration>;
export type GivenInitDocument = PartialOf<typeof initConfiguration>;

/** What is wrong with a key that certificates are encrypted with. It is never shown. */
export function checkCertificateKey(key: string): string | undefined {
  if (!/^([0-9a-fA-F]{2})*$/.test(key)) return 'this is not hexadecimal';
  return key.length === 64 ? undefined : `this holds ${key.length / 2} bytes, and 32 are needed (64 hex digits)`;
}
