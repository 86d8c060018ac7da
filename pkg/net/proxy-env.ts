import { isLoopback, parseAddress } from './address.ts';
import { cidrContains, parseCidr } from './cidr.ts';
import { splitHostPort } from './host-port.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/**
 * The proxy that Go programs (kubelet, kubectl, components) would use for a URL, by HTTP_PROXY, HTTPS_PROXY and
 * NO_PROXY in capitals or not. Addresses of this machine never go through one.
 *
 * @param url - with scheme and host
 * @returns the proxy's URL, or `undefined` for a direct connection
 */
export function proxyFor(url: string, env: Environment): string | undefined {
  const target = new URL(url);
  const scheme = target.protocol.slice(0, -1);
  const proxy = scheme === 'https' ? either(env, 'HTTPS_PROXY') : either(env, 'HTTP_PROXY');
  if (proxy === '' || (scheme !== 'http' && scheme !== 'https')) return undefined;
  const host = target.hostname
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
    .replace(/\.$/, '');
  const port = target.port || (DEFAULT_PORTS[scheme] ?? '');
  if (bypassesProxy(host, port, either(env, 'NO_PROXY'))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function either(env: Environment, name: string): string {
  return env[name] || env[name.toLowerCase()] || '';
}

function bypassesProxy(host: string, port: string, noProxy: string): boolean {
  const address = parseAddress(host);
  if (host === 'localhost' || (address !== undefined && isLoopback(address))) return true;
  return noProxy.split(',').some((entry) => entryMatches(entry.trim().toLowerCase(), host, port));
}

/** One item of NO_PROXY: `*`, a CIDR, an address or a domain (with its subdomains; `.x` only those), maybe with a port. */
function entryMatches(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const address = parseAddress(host);
  const cidr = parseCidr(entry);
  if (cidr !== undefined) return address !== undefined && cidrContains(cidr, address);
  const split = splitHostPort(entry);
  const wanted = (split?.host ?? entry).replace(/^\[|\]$/g, '');
  if (split !== undefined && split.port !== '' && split.port !== port) return false;
  const wantedAddress = parseAddress(wanted);
  if (wantedAddress !== undefined) return address?.text === wantedAddress.text;
  return domainMatches(wanted.replace(/^\*\./, '.'), host);
}

function domainMatches(wanted: string, host: string): boolean {
  if (wanted === '' || wanted === '.') return false;
  return wanted.startsWith('.') ? host.endsWith(wanted) : host === wanted || host.endsWith(`.${wanted}`);
}
