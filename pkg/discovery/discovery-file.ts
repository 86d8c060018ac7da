import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HttpResult } from '../host/host.ts';
import type { DiscoveryHost } from './discovery-host.ts';
import { expiredSetback } from './expired-setback.ts';
import { networkSetback } from './network-setback.ts';
import { directRemark } from './proxy-remark.ts';
import { systemAuthorities } from './system-authorities.ts';

/** A web server that does not answer for so long is not waited for; the reference waits for ever. */
const FETCH_TIMEOUT_MS = 10_000;

/** The text of a discovery file. */
export interface DiscoveryFile {
  readonly text: string;
  /** Path or URL, for messages. */
  readonly source: string;
  /** What paths in it are relative to; absent for a fetched one. */
  readonly folder?: string;
}

/**
 * Read the kubeconfig of `--discovery-file`: a path, a `file://` or an `https://` URL. The latter is trusted because the
 * system's authorities vouch for its server.
 *
 * @throws KubeadmError `discovery-file-missing`, `discovery-file-location`, or how the fetch failed
 */
export async function readDiscoveryFile(host: DiscoveryHost, location: string): Promise<DiscoveryFile> {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location) ?? [];
  if (scheme.toLowerCase() === 'https') return { text: await fetched(host, location), source: withoutUser(location) };
  if (scheme !== '' && scheme.toLowerCase() !== 'file') throw wrongLocation(location, scheme);
  const path = scheme === '' ? location : pathOf(location);
  const text = await host.readFile(path);
  if (text !== undefined) return { text, source: path, folder: posix.dirname(path) };
  throw new KubeadmError('discovery-file-missing', `there is no discovery file ${path}`, {
    hint: 'copy the kubeconfig to this machine, or give the right path with --discovery-file',
  });
}

function pathOf(location: string): string {
  try {
    return fileURLToPath(location);
  } catch {
    throw wrongLocation(location, 'file');
  }
}

async function fetched(host: DiscoveryHost, url: string): Promise<string> {
  const answer = await follow(host, url);
  if (answer.status === 200) return answer.body;
  throw new KubeadmError(
    'discovery-file-missing',
    `${withoutUser(url)} does not give the discovery file (HTTP ${answer.status})`,
    { hint: `check the URL: curl -v ${withoutUser(url)}` },
  );
}

/** At most one step on, and never to where anybody could change the answer. */
async function follow(host: DiscoveryHost, url: string): Promise<HttpResult> {
  const ca = await systemAuthorities(host);
  const answer = await get(host, url, ca);
  const next = answer.headers?.['location'];
  if (answer.status < 300 || answer.status >= 400 || next === undefined) return answer;
  const target = URL.canParse(next, url) ? new URL(next, url) : undefined;
  if (target?.protocol !== 'https:')
    throw wrongLocation(withoutUser(target?.href ?? next), target?.protocol.slice(0, -1) ?? '');
  return get(host, target.href, ca);
}

async function get(host: DiscoveryHost, url: string, ca: string | undefined): Promise<HttpResult> {
  try {
    return await host.httpGet(url, {
      timeoutMs: FETCH_TIMEOUT_MS,
      followed: true,
      ...(ca === undefined ? {} : { tls: { ca } }),
    });
  } catch (error) {
    throw fetchError(error, url, directRemark(url, host.env));
  }
}

/** The words for API servers, but for a web server that the system's authorities have to vouch for. */
function fetchError(error: unknown, url: string, remark: string): KubeadmError {
  const shown = withoutUser(url);
  const { code, message, hint } = (expiredSetback(error, shown, undefined) ?? networkSetback(error, shown, remark))
    .error;
  if (code === 'discovery-certificate-untrusted') {
    return new KubeadmError(
      code,
      `cannot fetch the discovery file ${shown}: no authority that this system trusts signed the certificate of that server`,
      {
        hint: 'add the authority to the system (update-ca-certificates, update-ca-trust), name it with SSL_CERT_FILE, or copy the file here and give its path',
      },
    );
  }
  const said = message
    .replace('cannot reach the API server at', 'cannot fetch the discovery file')
    .replace(', so it is no API server', '');
  return new KubeadmError(code, said.replace('of the API server at', 'of the server of'), {
    hint: code.startsWith('discovery-certificate') ? hint : `check the URL and the way there: curl -v ${shown}`,
  });
}

/** Userinfo and query of a URL may hold a secret. */
function withoutUser(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function wrongLocation(location: string, scheme: string): KubeadmError {
  const why =
    scheme.toLowerCase() === 'http'
      ? 'over plain http anybody on the way could put another cluster into it'
      : `"${scheme}" is not a way to read it`;
  return new KubeadmError('discovery-file-location', `the discovery file is not read from ${location}: ${why}`, {
    hint: 'give --discovery-file a path on this machine or an https:// URL',
  });
}
