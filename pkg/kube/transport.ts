import { request as httpsRequest } from 'node:https';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Connection } from './connection.ts';
import { networkError, timeoutError } from './network-error.ts';

/** Milliseconds; the reference gives each API request as long. */
const REQUEST_TIMEOUT = 10_000;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path with its query. */
  readonly path: string;
  readonly body?: string;
  /** Of the body; `application/json` unless given. */
  readonly contentType?: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
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
      const { statusCode } = response;
      readBody(response).then(
        (text) => resolve({ status: statusCode ?? 0, body: text, retryAfterMs: retryAfter(response) }),
        reject,
      );
    });
    outgoing.end(body);
  });
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
  return { Accept: 'application/json', 'User-Agent': 'kubeadm-ts', ...connection.headers, ...content };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Seconds only: the API server never sends the date form. */
function retryAfter(response: IncomingMessage): number | undefined {
  const seconds = Number(response.headers['retry-after']);
  return Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
