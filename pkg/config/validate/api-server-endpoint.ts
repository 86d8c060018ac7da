import { parsePort, splitHostPort } from '../../net/host-port.ts';

type Problem = readonly [message: string, hint: string];

/**
 * What is wrong with the `host:port` of an API server, and how it was probably meant.
 *
 * @param strict - whether a host or a port that nobody can reach is wrong too, and not only the form
 */
export function apiServerEndpointProblem(text: string, strict: boolean): Problem | undefined {
  if (text === '') return ['the address of an API server is missing', 'write it like 203.0.113.7:6443'];
  const shown = JSON.stringify(text);
  const split = splitHostPort(text);
  const reachable = split !== undefined && parsePort(split.port) !== undefined && isHost(split.host);
  if (split !== undefined && (reachable || !strict)) return undefined;
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)/i.exec(text) ?? [];
  if (scheme !== undefined)
    return [
      `${shown} is a URL, and a host with its port is needed`,
      `write it without "${scheme}": ${withPort(rest ?? '')}`,
    ];
  if (split === undefined) return [`${shown} is no host with a port`, `write it like ${withPort(text)}`];
  if (!isHost(split.host)) return [`${shown} names no host`, 'write it like cp.example.com:6443 or [2001:db8::1]:6443'];
  return [`${shown} has a port that is not in the range 1 to 65535`, 'API servers usually listen on 6443'];
}

/** The address that was probably meant. */
function withPort(text: string): string {
  const split = splitHostPort(text);
  if (split !== undefined && parsePort(split.port) !== undefined && isHost(split.host)) return text;
  const host = split?.host ?? text.replace(/[[\]]/g, '');
  if (/^[0-9a-f:.]+$/i.test(host) && host.includes(':')) return `[${host}]:6443`;
  return isHost(host) ? `${host}:6443` : 'cp.example.com:6443';
}

/** Whether a text can stand as the host of a URL. Its case does not matter, nor do underscores. */
function isHost(text: string): boolean {
  return /^[^\s/?#@:[\]\\%]+$/.test(text) || (/^[0-9a-f:.]+$/i.test(text) && URL.canParse(`https://[${text}]`));
}
