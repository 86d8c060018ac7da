import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HttpResult } from '../host/host.ts';
import { isApiStatus } from '../kube/api-status.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import { clockAhead } from './clock-difference.ts';
import { CLUSTER_INFO_PATH, clusterInfoOf, malformed, type ClusterInfo } from './cluster-info.ts';
import type { DiscoveryHost } from './discovery-host.ts';
import { expiredSetback } from './expired-setback.ts';
import { FINAL, PATIENT, type Look, type Setback } from './look-patiently.ts';
import { networkSetback } from './network-setback.ts';
import { directRemark } from './proxy-remark.ts';

/** One look may take so long; a server that is alive answers in milliseconds. */
const LOOK_TIMEOUT_MS = 5_000;

/** How cluster-info is looked at: as nobody in particular. */
export interface ClusterInfoQuestion {
  /** `https://host:port` */
  readonly server: string;
  /** The authority that the server's certificate must come from; without one any server is believed. */
  readonly ca?: string;
  /** What an earlier answer said of the clocks, in milliseconds. */
  readonly ahead?: number | undefined;
}

/** What a look at cluster-info brought. */
export interface SeenClusterInfo extends ClusterInfo {
  /** Milliseconds by which this machine's clock is ahead of the server's. */
  readonly ahead: number | undefined;
}

/** One anonymous look at cluster-info. Nothing secret is sent, and nothing in the answer is trusted yet. */
export async function lookAtClusterInfo(
  host: Pick<DiscoveryHost, 'httpGet' | 'now' | 'env'>,
  { server, ca, ahead }: ClusterInfoQuestion,
): Promise<Look<SeenClusterInfo>> {
  try {
    const answer = await host.httpGet(`${server}${CLUSTER_INFO_PATH}`, {
      timeoutMs: LOOK_TIMEOUT_MS,
      // an API server never sends anybody elsewhere
      followed: true,
      ...(ca === undefined ? { skipTlsVerification: true } : { tls: { ca } }),
    });
    return read(answer, server, clockAhead(answer, host.now()));
  } catch (error) {
    const setback =
      expiredSetback(error, server, ahead) ?? networkSetback(error, server, directRemark(server, host.env));
    return { setback };
  }
}

function read(answer: HttpResult, server: string, ahead: number | undefined): Look<SeenClusterInfo> {
  const body = parse(answer.body);
  if (answer.status !== 200) return { setback: refusal(answer, body, server) };
  if (!isConfigMap(body)) return { setback: notKubernetes(answer, server) };
  const info = clusterInfoOf(body);
  if (info === undefined)
    return { setback: { error: malformed(server, 'it carries no kubeconfig'), patienceMs: PATIENT } };
  return { found: { ...info, ahead } };
}

const BOOTSTRAP_TOKEN_PHASE =
  'if `kubeadm-ts init` still runs there, this passes by itself; otherwise run on a control plane: kubeadm-ts init phase bootstrap-token';

type Refusal = readonly [code: string, why: string, hint: string, patienceMs: number];

const REFUSALS: Readonly<Record<number, Refusal>> = {
  401: [
    'anonymous-refused',
    'it does not answer requests without credentials (--anonymous-auth=false, or a configured authentication that leaves anonymous requests out)',
    'join with a kubeconfig that has credentials instead of a token (--discovery-file), or let anonymous requests read cluster-info again',
    FINAL,
  ],
  403: [
    'cluster-info-forbidden',
    'it does not let everybody read cluster-info in kube-public: the phase bootstrap-token of init, which allows it, has not run there, or the right was taken away',
    BOOTSTRAP_TOKEN_PHASE,
    PATIENT,
  ],
  404: [
    'cluster-info-missing',
    'there is no cluster-info in kube-public: the phase bootstrap-token of init has not run there',
    BOOTSTRAP_TOKEN_PHASE,
    PATIENT,
  ],
};

function refusal(answer: HttpResult, body: unknown, server: string): Setback {
  const { status } = answer;
  if (status === 429 || status >= 500) {
    const message = `the API server at ${server} is not ready (HTTP ${status}${said(answer, body)})`;
    const hint =
      'look at kube-apiserver and etcd on the control plane (crictl ps -a, crictl logs <id>), and at the load balancer if there is one';
    return { error: new KubeadmError('discovery-not-ready', message, { hint }), patienceMs: PATIENT };
  }
  const known = isApiStatus(body) ? REFUSALS[status] : undefined;
  if (known === undefined) return notKubernetes(answer, server);
  const [code, why, hint, patienceMs] = known;
  const message = `the API server at ${server} was reached, but ${why}`;
  return { error: new KubeadmError(`discovery-${code}`, message, { hint }), patienceMs };
}

function notKubernetes({ status, headers }: HttpResult, server: string): Setback {
  const type = headers?.['content-type'];
  const what = `HTTP ${status}${type === undefined ? '' : ` with ${type.split(';')[0] ?? ''}`}`;
  const message = `what answers at ${server} is not the API server of a cluster (${what})`;
  const hint =
    'check address and port (6443 unless the cluster chose another): a web server, a proxy or another Kubernetes component may be listening there';
  return { error: new KubeadmError('discovery-not-kubernetes', message, { hint }), patienceMs: FINAL };
}

/** The server's own words, where it is Kubernetes that speaks. */
function said(answer: HttpResult, body: unknown): string {
  const words = isApiStatus(body) ? body.message : undefined;
  return words === undefined || words === '' || answer.status < 400 ? '' : `: ${words.slice(0, 200)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isConfigMap(body: unknown): body is KubeObject {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'ConfigMap';
}
