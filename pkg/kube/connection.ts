import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import type { Agent as HttpAgent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { verifyServerIdentity } from '../net/server-identity.ts';
import { proxyFor } from '../net/proxy-env.ts';

export interface ConnectOptions {
  /** A kubeconfig's text. */
  readonly kubeconfig: string;
  /** Talk to this `https://` address instead of the kubeconfig's: the local API server before a load balancer knows it. */
  readonly server?: string;
  /** The environment that proxies are looked up in; none are used unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that one request may take; 10,000 unless given. */
  readonly requestTimeoutMs?: number;
}

/** How to reach one API server with one user's credentials. */
export interface Connection {
  readonly server: URL;
  /** The kubeconfig's user entry, for messages. */
  readonly user: string | undefined;
  readonly agent: HttpAgent;
  readonly headers: Readonly<Record<string, string>>;
  /** Basic authentication, where a kubeconfig has it. */
  readonly auth: string | undefined;
}

const EDIT = 'edit or re-create the kubeconfig, or name another one with --kubeconfig';

function invalid(why: string, cause?: unknown): KubeadmError {
  return new KubeadmError('kubeconfig-invalid', `the kubeconfig cannot be used: ${why}`, { hint: EDIT, cause });
}

/**
 * Read a kubeconfig and prepare TLS and credentials. Nothing is sent yet.
 *
 * Only client-node's `KubeConfig` is loaded, and only here, when a cluster is really needed: the package's index
 * would evaluate every API model and client besides. It reads the file and finds certificates, tokens, exec plugins
 * and proxies; the requests themselves go through one keep-alive agent of ours, because client-node makes a new agent,
 * hence a new TLS handshake, for each request.
 *
 * @throws KubeadmError `kubeconfig-invalid`
 */
export async function openConnection(options: ConnectOptions): Promise<Connection> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const kubeconfig = load(new KubeConfig(), options);
  const server = serverOf(kubeconfig);
  const request: RequestOptions = { headers: {} };
  await applyCredentials(kubeconfig, request);
  return {
    server,
    user: kubeconfig.getCurrentUser()?.name,
    agent: agentFor(kubeconfig, request),
    headers: Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, String(value)])),
    auth: request.auth ?? undefined,
  };
}

function load(kubeconfig: KubeConfig, options: ConnectOptions): KubeConfig {
  try {
    kubeconfig.loadFromString(options.kubeconfig);
  } catch (error) {
    // A YAML error quotes the lines around it, which may hold a key: only its position is told.
    throw invalid(`it is not a well-formed kubeconfig${positionOf(error)}`);
  }
  const cluster = kubeconfig.getCurrentCluster();
  if (cluster === null || cluster === undefined) throw invalid('its current context names no cluster');
  if (kubeconfig.getCurrentUser() === null) throw invalid('its current context names no user');
  const server = options.server ?? cluster.server;
  const proxyUrl = cluster.proxyUrl ?? proxyFor(parseServer(server).href, options.env ?? {});
  const others = kubeconfig.clusters.filter((other) => other.name !== cluster.name);
  kubeconfig.clusters = [...others, { ...cluster, server, ...(proxyUrl === undefined ? {} : { proxyUrl }) }];
  return kubeconfig;
}

function positionOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('mark' in error)) return '';
  const { mark } = error;
  if (typeof mark !== 'object' || mark === null || !('line' in mark) || typeof mark.line !== 'number') return '';
  return ` (line ${mark.line + 1})`;
}

function serverOf(kubeconfig: KubeConfig): URL {
  return parseServer(kubeconfig.getCurrentCluster()?.server ?? '');
}

function parseServer(server: string): URL {
  if (!URL.canParse(server)) throw invalid(`"${server}" is not an address of an API server (https://host:port)`);
  const url = new URL(server);
  if (url.protocol !== 'https:') throw invalid(`its server ${url.protocol}//${url.host} is not an https:// address`);
  return url;
}

async function applyCredentials(kubeconfig: KubeConfig, request: RequestOptions): Promise<void> {
  try {
    await kubeconfig.applyToHTTPSOptions(request);
  } catch (error) {
    const name = kubeconfig.getCurrentUser()?.name ?? '';
    throw invalid(`the credentials of its user "${name}" cannot be read`, error);
  }
}

function agentFor(kubeconfig: KubeConfig, request: RequestOptions): HttpAgent {
  const { servername, rejectUnauthorized } = request;
  const secureContext = secureContextFor(request, kubeconfig.getCurrentUser()?.name ?? '');
  // client-node's agent speaks to the proxy (hpagent, socks); it makes a new tunnel for each request.
  if (kubeconfig.getCurrentCluster()?.proxyUrl !== undefined && request.agent instanceof Object) return request.agent;
  const name = servername === undefined ? {} : { servername };
  return new Agent({
    secureContext,
    ...name,
    rejectUnauthorized: rejectUnauthorized ?? true,
    checkServerIdentity: verifyServerIdentity,
    keepAlive: true,
  });
}

/** Certificates are parsed once, for all connections; a key that does not fit its certificate shows here. */
function secureContextFor({ ca, cert, key, passphrase }: RequestOptions, user: string): SecureContext {
  try {
    // OpenSSL passes over a CA that it cannot read; the failure would only show as a server that is not trusted.
    if (Buffer.isBuffer(ca)) new X509Certificate(ca);
    return createSecureContext({ ca, cert, key, passphrase });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw invalid(
      `the CA, or the client certificate and key of its user "${user}", are damaged or do not fit together${code}`,
    );
  }
}
