import type { JoinConfig } from '../config/types.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import { clockAhead, clocksDiffer, describeDifference, SET_CLOCK } from './clock-difference.ts';
import { clusterIn, clusterInfoOf } from './cluster-info.ts';
import { readDiscoveryFile } from './discovery-file.ts';
import { NEW_JOIN_COMMAND, type DiscoveryHost, type DiscoveryListener, type TrustedCluster } from './discovery-host.ts';
import { identityKubeconfig, inlinedIdentity, type FileIdentity } from './inlined-kubeconfig.ts';
import { lookAsUser } from './look-as-user.ts';
import { lookPatiently } from './look-patiently.ts';

/** A cluster that a kubeconfig leads to, and that kubeconfig: everything in it is embedded. */
export interface FileDiscovered {
  readonly cluster: TrustedCluster;
  readonly own: Kubeconfig;
}

/**
 * Find a cluster with a kubeconfig. Whoever gave it is trusted; cluster-info is read with its credentials to see that
 * the cluster is there, and to say when it names another server.
 *
 * @param timeoutMs - milliseconds (`timeouts.discovery`) that a server which does not answer is waited for
 * @throws KubeadmError one of the `discovery-*` codes
 */
export async function discoverByFile(
  host: DiscoveryHost,
  discovery: Extract<JoinConfig['discovery'], { readonly file: object }>,
  timeoutMs: number,
  { warn }: DiscoveryListener,
): Promise<FileDiscovered> {
  const file = await readDiscoveryFile(host, discovery.file.kubeConfigPath);
  const identity = await inlinedIdentity(host, file);
  if (!identity.hasCredentials && discovery.tlsBootstrapToken === '') throw nobody(file.source);
  const { server } = identity;
  const seen = await lookPatiently(host, `cluster-info of ${server}`, timeoutMs, () =>
    lookAsUser(host, identity, file.source),
  );
  if (seen.unreadable !== undefined) warn(`${seen.unreadable}: going on with what ${file.source} says`);
  const advertised = advertisedCluster(seen.clusterInfo, server);
  if (advertised !== undefined && advertised.server !== server)
    warn(
      `${file.source} leads to ${server}, but the cluster gives ${advertised.server} as its address: ${server} is used`,
    );
  const caCertificates = identity.caCertificates ?? advertised?.caCertificates;
  if (caCertificates === undefined) throw noAuthority(file.source, server);
  await warnOfClock(host, { server, caCertificates }, warn);
  return { cluster: { server, caCertificates }, own: identityKubeconfig(withAuthority(identity, caCertificates)) };
}

/** A cluster-info that makes no sense says nothing: the file counts. */
function advertisedCluster(clusterInfo: KubeObject | undefined, server: string): TrustedCluster | undefined {
  const info = clusterInfo === undefined ? undefined : clusterInfoOf(clusterInfo);
  try {
    return info === undefined ? undefined : clusterIn(info.kubeconfig, server);
  } catch {
    return undefined;
  }
}

function withAuthority(identity: FileIdentity, caCertificates: string): FileIdentity {
  const data = Buffer.from(caCertificates, 'utf8').toString('base64');
  return { ...identity, cluster: { ...identity.cluster, 'certificate-authority-data': data } };
}

/** The time of an answer over a verified connection. That there may be none is no reason to stop. */
async function warnOfClock(
  host: DiscoveryHost,
  { server, caCertificates }: TrustedCluster,
  warn: DiscoveryListener['warn'],
): Promise<void> {
  const options = { timeoutMs: 2_000, followed: true, tls: { ca: caCertificates } };
  const answer = await host.httpGet(`${server}/version`, options).catch(() => undefined);
  const ahead = answer === undefined ? undefined : clockAhead(answer, host.now());
  if (clocksDiffer(ahead)) warn(`${describeDifference(ahead)}: certificates may seem not valid; ${SET_CLOCK}`);
}

function nobody(source: string): KubeadmError {
  return new KubeadmError(
    'discovery-no-credentials',
    `the discovery file ${source} has no credentials, and there is no bootstrap token: the kubelet could not ask for a certificate`,
    {
      hint: `add --tls-bootstrap-token <token> (a new one: ${NEW_JOIN_COMMAND}), or use a kubeconfig with a token or a client certificate`,
    },
  );
}

function noAuthority(source: string, server: string): KubeadmError {
  return new KubeadmError(
    'discovery-no-authority',
    `neither ${source} nor cluster-info of ${server} says which certificate authority the cluster has`,
    { hint: `add the cluster's CA to ${source} as certificate-authority-data (base64 of /etc/kubernetes/pki/ca.crt)` },
  );
}
