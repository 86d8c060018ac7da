import type { BootstrapTokenDiscovery } from '../config/types.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { parseToken, type TokenParts } from '../token/bootstrap-token.ts';
import { parsePins, requirePinned } from './ca-pins.ts';
import { clocksDiffer, describeDifference, SET_CLOCK } from './clock-difference.ts';
import { clusterIn, type ClusterInfo } from './cluster-info.ts';
import { isSignedBy } from './detached-jws.ts';
import { NEW_JOIN_COMMAND, type DiscoveryHost, type DiscoveryListener, type TrustedCluster } from './discovery-host.ts';
import { lookAtClusterInfo, type ClusterInfoQuestion, type SeenClusterInfo } from './look-at-cluster-info.ts';
import { lookPatiently, type Look } from './look-patiently.ts';

/**
 * The controller manager signs for a fresh token within a second; after a restart it needs up to half a minute until
 * it leads again. The reference goes on for the whole timeout.
 */
const SIGNING_GRACE_MS = 30_000;

const NOT_PINNED =
  "the cluster's authority is not compared with a pinned hash: whoever knows the token could pass for the cluster";

/**
 * Find a cluster with a bootstrap token: its secret shows that cluster-info was written by somebody who knows the
 * token, the pinned hash that the authority in it is the right one, and a second read that the server holds a
 * certificate of that authority.
 *
 * @param timeoutMs - milliseconds (`timeouts.discovery`) that a server which does not answer is waited for
 * @throws KubeadmError one of the `discovery-*` codes
 */
export async function discoverByToken(
  host: DiscoveryHost,
  discovery: BootstrapTokenDiscovery,
  timeoutMs: number,
  { note, warn }: DiscoveryListener,
): Promise<TrustedCluster> {
  const token = tokenOf(discovery);
  const pins = parsePins(discovery.caCertHashes);
  if (pins.length === 0 && !discovery.unsafeSkipCAVerification) throw noPins();
  const server = `https://${discovery.apiServerEndpoint}`;
  const first = await signedClusterInfo(host, { server }, token, timeoutMs);
  if (clocksDiffer(first.ahead))
    warn(`${describeDifference(first.ahead)}: certificates may seem not valid; ${SET_CLOCK}`);
  const cluster = clusterIn(first.kubeconfig, server);
  if (pins.length === 0) warn(NOT_PINNED);
  else {
    requirePinned(cluster.caCertificates, pins, server);
    const verified = { server, ca: cluster.caCertificates, ahead: first.ahead };
    const second = await signedClusterInfo(host, verified, token, timeoutMs);
    if (second.kubeconfig !== first.kubeconfig) throw changed(server);
  }
  if (cluster.server !== server)
    note(`the cluster at ${server} gives ${cluster.server} as its address: that is used from here on`);
  return cluster;
}

async function signedClusterInfo(
  host: DiscoveryHost,
  question: ClusterInfoQuestion,
  token: TokenParts,
  timeoutMs: number,
): Promise<SeenClusterInfo> {
  const { server } = question;
  const seen = await lookPatiently(
    host,
    `cluster-info of ${server}`,
    timeoutMs,
    async (): Promise<Look<SeenClusterInfo>> => {
      const look = await lookAtClusterInfo(host, question);
      if (look.found === undefined || look.found.signatures.has(token.id)) return look;
      const error = unsigned(look.found, token, server);
      return { setback: { error, patienceMs: Math.min(SIGNING_GRACE_MS, timeoutMs) } };
    },
  );
  if (isSignedBy(seen.signatures.get(token.id) ?? '', seen.kubeconfig, token)) return seen;
  throw new KubeadmError(
    'discovery-token-secret-wrong',
    `the secret of the token ${token.id}.*** is wrong: the signature that ${server} has for this token does not fit`,
    {
      hint: `compare the token with the one on the control plane (kubeadm-ts token list); if they are the same, somebody between here and the cluster changes its answers. A new one: ${NEW_JOIN_COMMAND}`,
    },
  );
}

function unsigned({ signatures }: ClusterInfo, { id }: TokenParts, server: string): KubeadmError {
  const others =
    signatures.size === 0
      ? 'no token has a signature there: either all have expired, or kube-controller-manager, which signs, does not run'
      : 'it was never made there, has expired or been deleted, or its usages leave signing out';
  return new KubeadmError(
    'discovery-token-unknown',
    `the cluster at ${server} does not know the token ${id}.***: ${others}`,
    { hint: `make a new token on a control plane and use the command that it prints: ${NEW_JOIN_COMMAND}` },
  );
}

function tokenOf({ token }: BootstrapTokenDiscovery): TokenParts {
  const parts = parseToken(token);
  if (parts !== undefined) return parts;
  throw new KubeadmError(
    'discovery-token-malformed',
    'the bootstrap token does not have the form <6 characters>.<16 characters>, each a-z or 0-9',
    { hint: `copy it again, or have a new one made on a control plane: ${NEW_JOIN_COMMAND}` },
  );
}

function noPins(): KubeadmError {
  return new KubeadmError('discovery-pin-missing', 'nothing says which certificate authority the cluster has to have', {
    hint: `give --discovery-token-ca-cert-hash as the output of this command has it on a control plane: ${NEW_JOIN_COMMAND}`,
  });
}

function changed(server: string): KubeadmError {
  return new KubeadmError(
    'discovery-cluster-info-changed',
    `cluster-info of ${server} reads differently over a verified connection than before`,
    {
      hint: 'run the command again, in case it was being changed just now; if it happens again, somebody between here and the cluster changes its answers',
    },
  );
}
