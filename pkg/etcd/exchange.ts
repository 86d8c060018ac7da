import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { SecureContext } from 'node:tls';
import { verifyServerIdentity } from '../net/server-identity.ts';
import type { EtcdAccess } from './etcd.ts';
import { connectionError, lateError } from './connection-error.ts';

/** Milliseconds for a connection, and as long again for an answer: what the reference gives each. */
const PATIENCE_MS = 2_000;
/** An idle connection is closed after so many milliseconds. */
const IDLE_MS = 10_000;

/** Connections to the endpoints of one cluster. */
export interface Connections {
  /** Send a request. The answer's body is still to be read. @throws EtcdError `etcd-unreachable`, `etcd-tls` */
  post(endpoint: string, path: string, body: object): Promise<IncomingMessage>;
}

/** @param secureContext - absent for endpoints without TLS */
export function openConnections(access: EtcdAccess, secureContext: SecureContext | undefined): Connections {
  // idle sockets of an agent do not keep the process alive
  const plain = new HttpAgent({ keepAlive: true, timeout: IDLE_MS });
  const secure = new HttpsAgent({ keepAlive: true, timeout: IDLE_MS });
  const begin = (url: URL): ClientRequest => {
    const headers = { 'Content-Type': 'application/json' };
    if (url.protocol === 'http:') return httpRequest(url, { method: 'POST', headers, agent: plain });
    const tls = { secureContext, checkServerIdentity: verifyServerIdentity };
    return httpsRequest(url, { method: 'POST', headers, agent: secure, ...tls });
  };
  const send = (endpoint: string, path: string, body: object) =>
    answerTo(begin(new URL(path, endpoint)), JSON.stringify(body), endpoint);
  return {
    async post(endpoint, path, body) {
      try {
        // a connection that the server closed while it was idle is no news of the server
        return await send(endpoint, path, body).catch((error: unknown) => {
          if (error instanceof StaleConnection) return send(endpoint, path, body);
          throw error;
        });
      } catch (error) {
        if (error instanceof Late) throw lateError(endpoint, error.connected, PATIENCE_MS);
        throw connectionError(endpoint, access.tls, error);
      }
    },
  };
}

/** The whole body as text. @throws EtcdError when it does not come */
export async function readText(response: IncomingMessage, endpoint: string): Promise<string> {
  response.setTimeout(PATIENCE_MS, () => response.destroy(new Late(true)));
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    throw error instanceof Late ? lateError(endpoint, true, PATIENCE_MS) : connectionError(endpoint, undefined, error);
  }
}

class StaleConnection extends Error {}

class Late extends Error {
  readonly connected: boolean;

  constructor(connected: boolean) {
    super('late');
    this.connected = connected;
  }
}

function answerTo(request: ClientRequest, body: string, endpoint: string): Promise<IncomingMessage> {
  let connected = false;
  let timer = setTimeout(() => request.destroy(new Late(false)), PATIENCE_MS);
  const connection = (): void => {
    connected = true;
    clearTimeout(timer);
    timer = setTimeout(() => request.destroy(new Late(true)), PATIENCE_MS);
  };
  return new Promise<IncomingMessage>((resolve, reject) => {
    request.on('socket', (socket) => {
      if (request.reusedSocket) connection();
      else socket.once(endpoint.startsWith('https:') ? 'secureConnect' : 'connect', connection);
    });
    request.on('response', resolve);
    request.on('error', (error: NodeJS.ErrnoException) =>
      reject(request.reusedSocket && connected && isReset(error) ? new StaleConnection() : error),
    );
    request.end(body);
  }).finally(() => clearTimeout(timer));
}

function isReset({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}
