import { request as httpsRequest } from 'node:https';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Connection } from './connection.ts';
import { networkError, timeoutError } from './network-error.ts';

/** The API server's own encoding, in which it also sends failures where it is accepted. */
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
/** A list as `kubectl get` shows it: a few columns instead of whole objects. */
const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1';
/** Milliseconds; the reference gives each API request as long. */
const REQUEST_TIMEOUT = 10_000;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path with its query. */
  readonly path: string;
  readonly body?: string;
  /** Of the body; `application/json` unless given. */
  readonly contentType?: string;
  /** Take the answer in the API server's own encoding and compressed, where the server can: for long lists. */
  readonly protobuf?: boolean;
  /** Take the answer as a table, where the server can. */
  readonly table?: boolean;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
  /** The body, where it came in the API server's own encoding: `body` is empty then. */
  readonly bytes?: Buffer;
  /** From the `Retry-After` header, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

export interface Transport {
  /** @throws KubeadmError `api-unreachable`, `api-tls` */
  send(request: ApiRequest): Promise<ApiResponse>;
  close(): void;
}

/**
 * Send requests over a connection.
 *
 * @param connection - from `openConnection`
 * @param timeoutMs - how long one request may take, in milliseconds; 10,000 unless given
 */
export function createTransport(connection: Connection, timeoutMs = REQUEST_TIMEOUT): Transport {
  return {
    async send(request) {
      try {
        return await exchange(connection, request, timeoutMs);
      } catch (error) {
        // The server may close an idle connection in the moment we use it again. A POST may have been carried out.
        if (error instanceof StaleConnection && request.method !== 'POST')
          return exchange(connection, request, timeoutMs);
        throw error instanceof StaleConnection ? networkError(error.cause, connection.server.origin) : error;
      }
    },
    close: () => connection.agent.destroy(),
  };
}

class StaleConnection extends Error {}

async function exchange(connection: Connection, request: ApiRequest, timeoutMs: number): Promise<ApiResponse> {
  const { server } = connection;
  const outgoing = httpsRequest(urlOf(server, request.path), {
    method: request.method,
    agent: connection.agent,
    headers: headersOf(connection, request),
    ...(connection.auth === undefined ? {} : { auth: connection.auth }),
  });
  let late = false;
  // The whole exchange, not only silence on the socket, has to fit.
  const timer = setTimeout(() => {
    late = true;
    outgoing.destroy(new Error('late'));
  }, timeoutMs);
  try {
    return await answerTo(outgoing, request.body);
  } catch (error) {
    if (late) throw timeoutError(server.origin, timeoutMs);
    throw isStale(error, outgoing) ? new StaleConnection('', { cause: error }) : networkError(error, server.origin);
  } finally {
    clearTimeout(timer);
  }
}

function answerTo(outgoing: ClientRequest, body: string | undefined): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('error', reject);
      response.on('close', () => {
        // an end that came too early is no end, nor always an error
        if (!response.complete) reject(new Error('closed early'));
      });
      response.on('data', (part: Buffer) => void parts.push(part));
      response.on('end', () => answerOf(response, Buffer.concat(parts)).then(resolve, reject));
    });
    outgoing.end(body);
  });
}

async function answerOf(response: IncomingMessage, sent: Buffer): Promise<ApiResponse> {
  const { statusCode: status = 0, headers } = response;
  const retryAfterMs = retryAfter(response);
  const bytes = headers['content-encoding'] === 'gzip' ? (await import('node:zlib')).gunzipSync(sent) : sent;
  return headers['content-type'] === PROTOBUF
    ? { status, body: '', bytes, retryAfterMs }
    : { status, body: bytes.toString('utf8'), retryAfterMs };
}

function isStale(error: unknown, request: ClientRequest): boolean {
  const reset = error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
  return reset && request.reusedSocket;
}

/** A kubeconfig's server may carry a path prefix, for an API behind a gateway. */
function urlOf(server: URL, path: string): URL {
  return new URL(`${server.origin}${server.pathname.replace(/\/$/, '')}${path}`);
}

function headersOf(connection: Connection, request: ApiRequest): Record<string, string | number> {
  const { body } = request;
  const content: Record<string, string | number> =
    body === undefined
      ? {}
      : { 'Content-Type': request.contentType ?? 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const accepted: Record<string, string> =
    request.protobuf === true
      ? { Accept: `${PROTOBUF}, application/json`, 'Accept-Encoding': 'gzip' }
      : { Accept: request.table === true ? `${TABLE}, application/json` : 'application/json' };
  return { ...accepted, 'User-Agent': 'kubeadm-ts', ...connection.headers, ...content };
}

/** Seconds only: the API server never sends the date form. */
function retryAfter(response: IncomingMessage): number | undefined {
  const seconds = Number(response.headers['retry-after']);
  return Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
