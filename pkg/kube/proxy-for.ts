import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that requests to an `https` address go through: `HTTPS_PROXY`, unless `NO_PROXY` excepts the host.
 * Same rules as Go's `net/http`, which every other Kubernetes client on the machine follows: loopback is never
 * proxied; `NO_PROXY` holds `*`, names (and all below them), `.names` (only below them), addresses and CIDRs, each
 * but the CIDRs with an optional port.
 *
 * @param url - the API server's address
 * @param env - the process's environment; lower-case names count too
 */
export function proxyFor(url: URL, env: Environment): string | undefined {
  const proxy = env['HTTPS_PROXY'] || env['https_proxy'];
  if (proxy === undefined || proxy === '') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isLoopback(host)) return undefined;
  const exceptions = (env['NO_PROXY'] || env['no_proxy'] || '').split(',').map((entry) => entry.trim().toLowerCase());
  if (exceptions.some((entry) => excepts(entry, host, url.port || '443'))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function excepts(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  if (entry.includes('/')) return isIP(host) !== 0 && inNetwork(entry, host);
  const { name, port: onlyPort } = splitPort(entry);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (isIP(name) !== 0 || isIP(host) !== 0) return name === host;
  const domain = name.replace(/^\*(?=\.)/, '');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function splitPort(entry: string): { name: string; port?: string } {
  if (isIP(entry) !== 0) return { name: entry };
  const match = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry);
  const [, name, port] = match ?? [];
  return { name: name ?? entry, ...(port === undefined ? {} : { port }) };
}

function inNetwork(cidr: string, host: string): boolean {
  const [address = '', bits = ''] = cidr.split('/');
  const family = isIP(address);
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(address, Number(bits), type);
  return network.check(host, type);
}
