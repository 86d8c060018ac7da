import { isToken } from '../../token/bootstrap-token.ts';
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
import type { ValueOf } from '../schema/schema-value.ts';
import { nodeRegistration } from './node-registration.ts';
import { timeouts } from './timeouts.ts';

/** What the token controller makes of a token that is given no other purpose. */
const DEFAULT_USAGES = ['signing', 'authentication'];
const DEFAULT_GROUPS = ['system:bootstrappers:kubeadm:default-node-token'];
/** 24 hours in milliseconds. */
export const DEFAULT_TOKEN_TTL = 24 * 3_600_000;
export const DEFAULT_BIND_PORT = 6443;

const token = textForm({
  expected: 'a bootstrap token: six lower-case letters or digits, a dot, sixteen of them',
  secret: true,
  read: (text) => (isToken(text) ? text : undefined),
});

const timestamp = textForm({
  expected: 'a time such as 2030-01-02T15:04:05Z',
  read: (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
      ? text
      : undefined,
});

const bootstrapToken = struct({
  token: field(optional(token), 'The token; a random one unless given'),
  description: field(string(), 'What it is for'),
  ttl: field(optional(duration()), 'How long it is valid; 0 for ever', { default: DEFAULT_TOKEN_TTL }),
  expires: field(optional(timestamp), 'Until when it is valid; ttl has to be used instead'),
  usages: field(list(string()), 'What it may be used for', { default: DEFAULT_USAGES }),
  groups: field(list(string()), 'Groups that it authenticates as', { default: DEFAULT_GROUPS }),
});

/** Where the API server of this machine listens. */
export const apiEndpoint = struct({
  advertiseAddress: field(string(), 'Address of the API server; found from the default route unless given'),
  bindPort: field(int32(), 'Its port', {
    default: DEFAULT_BIND_PORT,
    check: (port) => (port >= 1 && port <= 65535 ? undefined : `${port} is no port: use 1 to 65535`),
  }),
});

export const patches = struct({ directory: field(string(), 'Folder with patches for the manifests') });

/** kubeadm.k8s.io/v1beta4 InitConfiguration. */
export const initConfiguration = struct({
  nodeRegistration: field(nodeRegistration, 'How this machine becomes a Node'),
  bootstrapTokens: field(list(bootstrapToken), 'Tokens that other machines join with', { default: [{}] }),
  localAPIEndpoint: field(apiEndpoint, "This machine's API server"),
  certificateKey: field(secretString(), 'Key that uploaded certificates are encrypted with: 64 hex digits', {
    check: checkCertificateKey,
  }),
  dryRun: field(bool(), 'Change nothing, show everything'),
  skipPhases: field(list(string()), 'Phases to skip, where --skip-phases names none'),
  patches: field(optional(patches), 'Patches'),
  timeouts: field(optional(timeouts), 'How long to wait for what', { default: {} }),
});

export type InitDocument = ValueOf<typeof initConfiguration>;

/** What is wrong with a key that certificates are encrypted with. It is never shown. */
export function checkCertificateKey(key: string): string | undefined {
  if (!/^([0-9a-fA-F]{2})*$/.test(key)) return 'this is not hexadecimal';
  return key.length === 64 ? undefined : `this holds ${key.length / 2} bytes, and 32 are needed (64 hex digits)`;
}
