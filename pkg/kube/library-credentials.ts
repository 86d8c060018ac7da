import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { Credentials } from './credentials.ts';
import { kubeconfigProblem, parseServer } from './kubeconfig-problem.ts';

/** What a kubeconfig's text does not say. */
export interface LibraryOptions {
  readonly kubeconfig: string;
  /** Talk to this address instead of the kubeconfig's. */
  readonly server: string | undefined;
  /** The proxy that the environment asks for. */
  readonly proxyFor: (server: URL) => string | undefined;
}

/**
 * The credentials of any kubeconfig: files, exec plugins, proxies. Only client-node's `KubeConfig` is loaded, and only
 * here: the package's index would evaluate every API model and client besides.
 *
 * @throws KubeadmError `kubeconfig-invalid`
 */
export async function libraryCredentials(options: LibraryOptions): Promise<Credentials> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const kubeconfig = load(new KubeConfig(), options);
  const server = parseServer(kubeconfig.getCurrentCluster()?.server ?? '');
  const request: RequestOptions = { headers: {} };
  await applyCredentials(kubeconfig, request);
  const proxied = kubeconfig.getCurrentCluster()?.proxyUrl !== undefined && request.agent instanceof Object;
  return {
    server,
    user: kubeconfig.getCurrentUser()?.name,
    tls: request,
    headers: Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, String(value)])),
    auth: request.auth ?? undefined,
    // client-node's agent speaks to the proxy (hpagent, socks); it makes a new tunnel for each request
    ...(proxied && request.agent instanceof Object ? { proxyAgent: request.agent } : {}),
  };
}

function load(kubeconfig: KubeConfig, options: LibraryOptions): KubeConfig {
  try {
    kubeconfig.loadFromString(options.kubeconfig);
  } catch (error) {
    // A YAML error quotes the lines around it, which may hold a key: only its position is told.
    throw kubeconfigProblem(`it is not a well-formed kubeconfig${positionOf(error)}`);
  }
  const cluster = kubeconfig.getCurrentCluster();
  if (cluster === null || cluster === undefined) throw kubeconfigProblem('its current context names no cluster');
  if (kubeconfig.getCurrentUser() === null) throw kubeconfigProblem('its current context names no user');
  const server = options.server ?? cluster.server;
  const proxyUrl = cluster.proxyUrl ?? options.proxyFor(parseServer(server));
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

async function applyCredentials(kubeconfig: KubeConfig, request: RequestOptions): Promise<void> {
  try {
    await kubeconfig.applyToHTTPSOptions(request);
  } catch (error) {
    const name = kubeconfig.getCurrentUser()?.name ?? '';
    throw kubeconfigProblem(`the credentials of its user "${name}" cannot be read`, error);
  }
}
