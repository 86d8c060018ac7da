import { isAbsolute } from 'node:path/posix';
import { bool, field, list, optional, secretString, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import { apiEndpoint, certificateKeyShape, checkCertificateKey, patches } from './init-configuration.ts';
import { nodeRegistration } from './node-registration.ts';
import { timeouts } from './timeouts.ts';

/** What can be said of a token. */
const TOKEN = {
  rule: 'It has the form abcdef.0123456789abcdef.',
  shape: { pattern: '^([a-z0-9]{6}\\.[a-z0-9]{16})?$' },
} as const;

/** A cluster that is found with a token. */
const EXAMPLE = {
  token: 'abcdef.0123456789abcdef',
  apiServerEndpoint: 'api.example.com:6443',
  caCertHashes: ['sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'],
};

const bootstrapToken = struct({
  token: field(secretString(), 'Token of the cluster, with which cluster-info is signed.', {
    ...TOKEN,
    example: EXAMPLE.token,
  }),
  apiServerEndpoint: field(string(), 'Address and port of an API server, or of a load balancer before them.', {
    rule: 'It is needed, as host:port.',
    example: EXAMPLE.apiServerEndpoint,
  }),
  caCertHashes: field(
    list(string()),
    'Hashes of the public keys that the cluster\'s authority may have, of which one has to match. "kubeadm-ts token create --print-join-command" prints it.',
    {
      rule: 'Each is sha256: and 64 hex digits; at least one is needed, unless unsafeSkipCAVerification is true.',
      example: EXAMPLE.caCertHashes,
    },
  ),
  unsafeSkipCAVerification: field(
    bool(),
    'Whether an authority is believed that no hash vouches for. Whoever knows the token can then pose as the cluster.',
  ),
});

const file = struct({
  kubeConfigPath: field(string(), 'A kubeconfig with the address and the authority of the cluster.', {
    rule: 'It is the path of a file, with file:// or without, or a URL with https://.',
    example: '/etc/kubernetes/discovery.conf',
  }),
});

const discovery = struct({
  bootstrapToken: field(
    optional(bootstrapToken),
    "Finds the cluster with a token, which proves that the answer is the cluster's.",
    { example: EXAMPLE },
  ),
  file: field(optional(file), 'Finds the cluster with a kubeconfig.', {
    example: { kubeConfigPath: '/etc/kubernetes/discovery.conf' },
  }),
  tlsBootstrapToken: field(
    secretString(),
    'Token with which the kubelet asks for its certificate, where it is another than the one that finds the cluster.',
    {
      defaultDoc: 'bootstrapToken.token',
      ...TOKEN,
      example: EXAMPLE.token,
    },
  ),
});

const controlPlane = struct({
  localAPIEndpoint: field(apiEndpoint, 'Where the API server of this machine listens.'),
  certificateKey: field(
    secretString(),
    'Key that decrypts the certificates which another control plane uploaded. Without it they have to be there already.',
    {
      ...certificateKeyShape,
      check: checkCertificateKey,
    },
  ),
});

/** kubeadm.k8s.io/v1beta4 JoinConfiguration. */
export const joinConfiguration = struct({
  discovery: field(discovery, 'How the cluster is found, and why it is trusted.', {
    rule: 'One of bootstrapToken and file is needed, and only one.',
    shape: { exclusive: ['bootstrapToken', 'file'] },
    example: { bootstrapToken: EXAMPLE },
  }),
  nodeRegistration: field(nodeRegistration, 'How this machine becomes a Node.'),
  controlPlane: field(
    optional(controlPlane),
    'Makes this machine a control plane; {} is enough. Without it the machine becomes a worker.',
  ),
  caCertPath: field(string(), "File of a worker to which the certificate of the cluster's authority is written.", {
    default: '/etc/kubernetes/pki/ca.crt',
    check: checkAuthorityPath,
    rule: 'It is an absolute path that ends in .crt.',
    shape: { pattern: '^(/.*\\.crt)?$' },
  }),
  dryRun: field(bool(), 'Whether nothing is changed, and shown instead what would be. --dry-run does the same.'),
  skipPhases: field(
    list(string()),
    'Phases that are left out, by the names that --help shows. --skip-phases replaces the list.',
    {
      example: ['preflight'],
    },
  ),
  patches: field(
    optional(patches),
    "Changes to what is written: the static Pods of a control plane, and the kubelet's configuration.",
  ),
  timeouts: field(optional(timeouts), 'How long this run waits for what, before it gives up.', { default: {} }),
});

export type JoinDocument = ValueOf<typeof joinConfiguration>;
export type GivenJoinDocument = PartialOf<typeof joinConfiguration>;

function checkAuthorityPath(path: string): string | undefined {
  return isAbsolute(path) && path.endsWith('.crt')
    ? undefined
    : `${JSON.stringify(path)} is not an absolute path that ends in ".crt"`;
}
