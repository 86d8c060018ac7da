import { parseAddress } from './address.ts';

/** The parts of a URL that matter where a configuration names one. */
export interface GoUrl {
  /** In lower case; empty for a reference without one, such as a path. */
  readonly scheme: string;
  /** Unescaped; empty where something else than `/` follows the scheme. */
  readonly path: string;
}

const CONTROL = /[\u0000-\u001f\u007f]/;
/** What has to be escaped in the name of a host, and what may stand in a user's name. */
const NO_HOST = /[ \\^`{|}/?#@%]/;
const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

/**
 * Read a URL as the programs of Kubernetes do, which are written in Go (net/url of Go 1.26): they take some texts that
 * browsers refuse, and refuse some that browsers mend.
 *
 * @returns `undefined` when it is none
 */
export function parseGoUrl(text: string): GoUrl | undefined {
  const [whole = '', fragment = ''] = splitAt(text, '#');
  const split = splitScheme(whole);
  if (CONTROL.test(text) || split === undefined || unescaped(fragment) === undefined) return undefined;
  const { scheme, rest } = split;
  const [beforeQuery = ''] = splitAt(rest, '?');
  if (!beforeQuery.startsWith('/')) {
    if (scheme !== '') return { scheme, path: '' };
    return beforeQuery.split('/')[0]?.includes(':') === true ? undefined : pathOnly('', beforeQuery);
  }
  const hasAuthority = beforeQuery.startsWith('//') && (scheme !== '' || !beforeQuery.startsWith('///'));
  if (!hasAuthority) return pathOnly(scheme, beforeQuery);
  const [, authority = '', path = ''] = /^\/\/([^/]*)(.*)$/s.exec(beforeQuery) ?? [];
  return isAuthority(authority) ? pathOnly(scheme, path) : undefined;
}

function splitAt(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** A colon with nothing before it separates no scheme, and is an error. */
function splitScheme(text: string): { readonly scheme: string; readonly rest: string } | undefined {
  if (text.startsWith(':')) return undefined;
  const [, scheme, rest] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  return { scheme: (scheme ?? '').toLowerCase(), rest: rest ?? text };
}

function pathOnly(scheme: string, text: string): GoUrl | undefined {
  const path = unescaped(text);
  return path === undefined ? undefined : { scheme, path };
}

function isAuthority(text: string): boolean {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? '' : text.slice(0, at);
  return USER.test(user) && unescaped(user) !== undefined && isHost(text.slice(at + 1));
}

function isHost(text: string): boolean {
  const [, literal, zone = '', port = ''] = /^\[([^\]%]*)(%25[^\]]+)?\](.*)$/s.exec(text) ?? [];
  if (literal !== undefined)
    return (
      literal.includes(':') && parseAddress(literal) !== undefined && isPort(port) && unescaped(zone) !== undefined
    );
  const [name = '', ...ports] = text.split(':');
  const named = name.replace(/%(?:25|[89a-f][0-9a-f])/gi, '');
  return !text.includes('[') && !NO_HOST.test(named) && ports.length < 2 && isPort(text.slice(name.length));
}

function isPort(text: string): boolean {
  return /^(?::\d*)?$/.test(text);
}

/** Text with its escapes resolved, which stand for bytes; `undefined` where one is none. */
function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const parts = text.split(/%([0-9a-f]{2})/i);
  return Buffer.concat(parts.map((part, index) => Buffer.from(part, index % 2 === 0 ? 'utf8' : 'hex'))).toString(
    'utf8',
  );
}
