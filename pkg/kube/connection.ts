import { X509Certificate } from 'node:crypto';
import type { Agent as HttpAgent } from 'node:http';
import { Agent } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { verifyServerIdentity } from '../net/server-identity.ts';
import type { Credentials } from './credentials.ts';
import { kubeconfigProblem } from './kubeconfig-problem.ts';
import { plainCredentials } from './plain-credentials.ts';

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

/**
 * Read a kubeconfig and prepare TLS and credentials. Nothing is sent yet.
 *
 * A kubeconfig that embeds a certificate or a token is read here; for every other one client-node's `KubeConfig` is
 * loaded, which knows files, exec plugins and proxies. The requests themselves go through one keep-alive agent of ours,
 * because client-node makes a new agent, hence a new TLS handshake, for each request.
 *
 * @throws KubeadmError `kubeconfig-invalid`
 */
export async function openConnection(options: ConnectOptions): Promise<Connection> {
  const credentials = await credentialsOf(options);
  const { server, user, headers, auth, proxyAgent } = credentials;
  const direct = agentFor(credentials);
  return { server, user, agent: proxyAgent ?? direct, headers, auth };
}

async function credentialsOf({ kubeconfig, server, env = {} }: ConnectOptions): Promise<Credentials> {
  const plain = plainCredentials(kubeconfig, server);
  if (plain !== undefined && !env['HTTPS_PROXY'] && !env['https_proxy']) return plain;
  const { proxyFor } = await import('../net/proxy-env.ts');
  const proxy = (url: URL): string | undefined => proxyFor(url.href, env);
  if (plain !== undefined && proxy(plain.server) === undefined) return plain;
  const { libraryCredentials } = await import('./library-credentials.ts');
  return libraryCredentials({ kubeconfig, server, proxyFor: proxy });
}

function agentFor(credentials: Credentials): HttpAgent {
  const { servername, rejectUnauthorized } = credentials.tls;
  return new Agent({
    secureContext: secureContextFor(credentials),
    ...(servername === undefined ? {} : { servername }),
    rejectUnauthorized: rejectUnauthorized ?? true,
    checkServerIdentity: verifyServerIdentity,
    keepAlive: true,
  });
}

/** Certificates are parsed once, for all connections; a key that does not fit its certificate shows here. */
function secureContextFor({ tls: { ca, cert, key, passphrase }, user = '' }: Credentials): SecureContext {
  try {
    // OpenSSL passes over a CA that it cannot read; the failure would only show as a server that is not trusted.
    if (Buffer.isBuffer(ca)) new X509Certificate(ca);
    return createSecureContext({ ca, cert, key, passphrase });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw kubeconfigProblem(
      `the CA, or the client certificate and key of its user "${user}", are damaged or do not fit together${code}`,
    );
  }
}
