import { describeError, KubeadmError } from '../errors/kubeadm-error.ts';
import { kubeconfigYaml } from '../kubeconfig/kubeconfig.ts';
import { hasCode } from '../kube/api-error.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import { proxyFor } from '../net/proxy-env.ts';
import { clockAhead } from './clock-difference.ts';
import { CLUSTER_INFO } from './cluster-info.ts';
import type { DiscoveryHost } from './discovery-host.ts';
import { expiredSetback, isOutOfDate } from './expired-setback.ts';
import { identityKubeconfig, type FileIdentity } from './inlined-kubeconfig.ts';
import { FINAL, PATIENT, type Look, type Setback } from './look-patiently.ts';
import { networkSetback } from './network-setback.ts';
import { proxiedRemark } from './proxy-remark.ts';
import { systemAuthorities } from './system-authorities.ts';

const PROBE_TIMEOUT_MS = 5_000;

/** What a look with a file's credentials brought. */
export interface SeenAsUser {
  readonly clusterInfo: KubeObject | undefined;
  /** Why there is none, although the cluster answered. */
  readonly unreadable?: string;
}

/**
 * One look at cluster-info with the credentials of a discovery file. That it may not be read, or is not there, is no
 * setback: the file says the same.
 *
 * @param source - the file, for messages
 */
export async function lookAsUser(
  host: DiscoveryHost,
  identity: FileIdentity,
  source: string,
): Promise<Look<SeenAsUser>> {
  const { server, userName } = identity;
  try {
    const reader = host.clusterOf(kubeconfigYaml(identityKubeconfig(await verifiable(host, identity))), {
      timeoutMs: 0,
    });
    const clusterInfo = await reader.getObject(CLUSTER_INFO);
    if (clusterInfo !== undefined) return { found: { clusterInfo } };
    return { found: { clusterInfo, unreadable: `the cluster at ${server} has no cluster-info in kube-public` } };
  } catch (error) {
    if (hasCode(error, 'api-forbidden')) {
      const unreadable = `user "${userName}" may not read cluster-info of ${server}`;
      return { found: { clusterInfo: undefined, unreadable } };
    }
    return { setback: await setbackOf(error, host, identity, source) };
  }
}

/** Without an authority of its own, the file relies on those of the system. */
async function verifiable(host: DiscoveryHost, identity: FileIdentity): Promise<FileIdentity> {
  if (identity.caCertificates !== undefined) return identity;
  const bundle = await systemAuthorities(host);
  if (bundle === undefined) return identity;
  const data = Buffer.from(bundle, 'utf8').toString('base64');
  return { ...identity, cluster: { ...identity.cluster, 'certificate-authority-data': data } };
}

async function setbackOf(
  error: unknown,
  host: DiscoveryHost,
  identity: FileIdentity,
  source: string,
): Promise<Setback> {
  if (hasCode(error, 'api-unreachable', 'api-tls')) return networkReason(error, host, identity);
  if (hasCode(error, 'api-server-error', 'api-throttled')) return { error, patienceMs: PATIENT };
  if (hasCode(error, 'api-unauthorized')) {
    const message = `the API server at ${identity.server} does not accept the credentials of user "${identity.userName}" in ${source}`;
    const hint = `they may have expired or been deleted: have ${source} made again, or join with a token`;
    return { error: new KubeadmError('discovery-credentials-refused', message, { hint }), patienceMs: FINAL };
  }
  const hint = `correct ${source}, or join with a token: --token and --discovery-token-ca-cert-hash`;
  const message = `cannot read cluster-info of ${identity.server} with ${source}: ${describeError(error)}`;
  return { error: new KubeadmError('discovery-file-invalid', message, { hint }), patienceMs: FINAL };
}

/** The cluster's client does not tell its reasons apart as finely as one more connection, without credentials, does. */
async function networkReason(error: KubeadmError, host: DiscoveryHost, identity: FileIdentity): Promise<Setback> {
  const { server, caCertificates } = identity;
  const asTold = (remark: string): Setback => ({
    error: new KubeadmError(error.code.replace(/^api-/, 'discovery-'), `${error.message}${remark}`, {
      hint: error.hint,
    }),
    patienceMs: hasCode(error, 'api-tls') ? FINAL : PATIENT,
  });
  if (proxyFor(server, host.env) !== undefined) return asTold(proxiedRemark(server, host.env));
  const ca = caCertificates ?? (await systemAuthorities(host));
  const options = { timeoutMs: PROBE_TIMEOUT_MS, followed: true, ...(ca === undefined ? {} : { tls: { ca } }) };
  try {
    await host.httpGet(`${server}/version`, options);
    return asTold('');
  } catch (reason) {
    const ahead = isOutOfDate(reason) ? await unverifiedClock(host, server) : undefined;
    return expiredSetback(reason, server, ahead) ?? networkSetback(reason, server);
  }
}

/** Only a time is taken from this answer, to explain a failure. */
async function unverifiedClock(host: DiscoveryHost, server: string): Promise<number | undefined> {
  const options = { timeoutMs: PROBE_TIMEOUT_MS, followed: true, skipTlsVerification: true };
  const answer = await host.httpGet(`${server}/version`, options).catch(() => undefined);
  return answer === undefined ? undefined : clockAhead(answer, host.now());
}
