import { isAbsolute } from 'node:path/posix';
import { bool, field, list, optional, secretString, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import { apiEndpoint, checkCertificateKey, patches } from './init-configuration.ts';
import { nodeRegistration } from './node-registration.ts';
import { timeouts } from './timeouts.ts';

const bootstrapToken = struct({
  token: field(secretString(), 'Token with which the cluster proves who it is'),
  apiServerEndpoint: field(string(), 'host:port of an API server'),
  caCertHashes: field(
    list(string()),
    "sha256:<hex> of the public keys that the cluster's authority may have: one is enough",
  ),
  unsafeSkipCAVerification: field(bool(), 'Believe whoever knows the token, whatever its authority'),
});

const file = struct({
  kubeConfigPath: field(
    string(),
    'A kubeconfig with the address and the authority of the cluster: a path, or https://',
  ),
});

const discovery = struct({
  bootstrapToken: field(optional(bootstrapToken), 'Find the cluster with a token'),
  file: field(optional(file), 'Find the cluster with a kubeconfig'),
  tlsBootstrapToken: field(
    secretString(),
    'Token with which the kubelet asks for its certificate; that of bootstrapToken unless given',
  ),
});

const controlPlane = struct({
  localAPIEndpoint: field(apiEndpoint, "This machine's API server"),
  certificateKey: field(secretString(), 'Key that the uploaded certificates are encrypted with: 64 hex digits', {
    check: checkCertificateKey,
  }),
});

/** kubeadm.k8s.io/v1beta4 JoinConfiguration. */
export const joinConfiguration = struct({
  discovery: field(discovery, 'How the cluster is found and trusted'),
  nodeRegistration: field(nodeRegistration, 'How this machine becomes a Node'),
  controlPlane: field(optional(controlPlane), 'Makes this machine a control plane, even where it is empty'),
  caCertPath: field(string(), "Where the cluster's authority is written", {
    default: '/etc/kubernetes/pki/ca.crt',
    check: checkAuthorityPath,
  }),
  dryRun: field(bool(), 'Change nothing, show everything'),
  skipPhases: field(list(string()), 'Phases to skip, where --skip-phases names none'),
  patches: field(optional(patches), 'Patches'),
  timeouts: field(optional(timeouts), 'How long to wait for what', { default: {} }),
});

export type JoinDocument = ValueOf<typeof joinConfiguration>;
export type GivenJoinDocument = PartialOf<typeof joinConfiguration>;

function checkAuthorityPath(path: string): string | undefined {
  return isAbsolute(path) && path.endsWith('.crt')
    ? undefined
    : `${JSON.stringify(path)} is not an absolute path that ends in ".crt"`;
}
