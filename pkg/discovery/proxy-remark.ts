import { proxyFor } from '../net/proxy-env.ts';

/**
 * What to add to a failed direct connection where the environment has a proxy for it: empty, or beginning with a
 * space. Discovery goes straight to the server; the requests that follow it would use the proxy, as kubelets do.
 *
 * @param server - `https://host:port`
 */
export function directRemark(server: string, env: Readonly<Record<string, string | undefined>>): string {
  const proxy = shownProxy(server, env);
  if (proxy === undefined) return '';
  return ` (the environment has the proxy ${proxy} for this host, which is not used to find a cluster: it must be reachable without one, and belongs into NO_PROXY)`;
}

/** The same for a connection that did go through the proxy. */
export function proxiedRemark(server: string, env: Readonly<Record<string, string | undefined>>): string {
  const proxy = shownProxy(server, env);
  if (proxy === undefined) return '';
  return ` (the connection goes through the proxy ${proxy} of the environment; add the host to NO_PROXY to go there directly)`;
}

/** Without user and password. */
function shownProxy(server: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const proxy = proxyFor(server, env);
  if (proxy === undefined) return undefined;
  return URL.canParse(proxy) ? `${new URL(proxy).protocol}//${new URL(proxy).host}` : '(unreadable)';
}
