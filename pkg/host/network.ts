import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect, createServer, isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { verifyServerIdentity } from '../net/server-identity.ts';
import type { HttpOptions, HttpResult } from './host.ts';

const HTTP_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 2_000;
/** Enough for a version label, a health answer or a fetched kubeconfig. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The error code when a TCP listener on all addresses cannot be opened, or `undefined` when it can. */
export function probePort(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether a unix socket accepts connections. */
export function socketAnswers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(SOCKET_TIMEOUT_MS, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

/** Addresses of a name; empty when it does not resolve. */
export async function resolveName(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

/**
 * GET a URL without following redirects, but for one.
 *
 * @throws the network's error; `ETIMEDOUT` when no answer came in time, `EAI_AGAIN` when not even an address was found
 */
export function httpGet(url: string, options: HttpOptions = {}): Promise<HttpResult> {
  const timeoutMs = options.timeoutMs ?? HTTP_TIMEOUT_MS;
  const startedAt = performance.now();
  const secure = url.startsWith('https:');
  const settings: RequestOptions = {
    ...options.tls,
    // health endpoints of local components have self-signed serving certificates; nothing secret is sent to them
    // without a list of its own, Node reads all authorities that it was built with: 20 ms for nothing
    ...(options.skipTlsVerification === true ? { rejectUnauthorized: false, ca: [] } : {}),
    checkServerIdentity: verifyServerIdentity,
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const way = { resolved: isIP(new URL(url).hostname.replace(/^\[|\]$/g, '')) !== 0, connected: false };
    const request = (secure ? httpsRequest : httpRequest)(url, settings, (response) => {
      const chunks: Buffer[] = [];
      // the socket forgets it once the connection is closed
      const shown = shownBy(response.socket);
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) request.destroy(new Error(`the answer of ${url} is too large`));
        else chunks.push(chunk);
      });
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        if (statusCode >= 300 && statusCode < 400 && isUrl(headers.location, url) && options.followed !== true) {
          // the time that is left: a redirection makes nobody wait longer
          const left = Math.max(1, Math.round(timeoutMs - (performance.now() - startedAt)));
          resolve(httpGet(new URL(headers.location, url).toString(), { ...options, timeoutMs: left, followed: true }));
        } else
          resolve({
            status: statusCode,
            body: Buffer.concat(chunks).toString('utf8'),
            headers: flat(headers),
            ...shown,
          });
      });
      response.on('error', reject);
    });
    request.on('socket', (socket) => {
      socket.once('lookup', () => (way.resolved = true));
      socket.once('connect', () => (way.connected = true));
    });
    request.on('error', (error) => {
      const late = error.name === 'AbortError' || error.name === 'TimeoutError';
      reject(late ? timeoutError(url, timeoutMs, way) : error);
    });
    request.end();
  });
}

function shownBy(socket: Socket): Pick<HttpResult, 'serverCertificate'> {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  return certificate === undefined ? {} : { serverCertificate: certificate.toString() };
}

function isUrl(location: string | undefined, base: string): location is string {
  return location !== undefined && URL.canParse(location, base);
}

function flat(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, String(value)]));
}

/** How far a request came before its time was up. */
interface Way {
  readonly resolved: boolean;
  readonly connected: boolean;
}

/** A name server that is down takes longer than most time limits, because the resolver asks it several times. */
function timeoutError(url: string, timeoutMs: number, { resolved, connected }: Way): Error {
  const error = new Error(`no answer from ${url} within ${Math.round(timeoutMs / 100) / 10}s`);
  return Object.assign(error, { code: resolved ? 'ETIMEDOUT' : 'EAI_AGAIN', connected });
}
