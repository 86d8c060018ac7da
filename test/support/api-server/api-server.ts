import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { User } from './authentication.ts';
import { playControllerManager, type ControllerOptions } from './controller-manager.ts';
import { failureStatus } from './failures.ts';
import { ObjectStore } from './object-store.ts';
import { handle, sendStatus, type Interception, type ServerState } from './request-handler.ts';
import type { IncomingMessage } from 'node:http';

export interface ApiServerOptions {
  /** The CA (PEM) that client certificates must come from. */
  readonly clientCa: string;
  /** The serving certificate and its key (PEM). */
  readonly cert: string;
  readonly key: string;
  readonly store?: ObjectStore;
  /** Static bearer tokens and their users. */
  readonly tokens?: Readonly<Record<string, User>>;
  /** Free unless given. */
  readonly port?: number;
  readonly version?: string;
  /** Plays kube-controller-manager too, as far as joining needs it; nobody does unless given. */
  readonly controllers?: ControllerOptions;
  /** Looks at each request first; what it returns is sent instead of the server's own answer. */
  readonly intercept?: (request: IncomingMessage) => Interception | undefined;
}

export interface ApiServer {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly store: ObjectStore;
  /** TLS handshakes so far. */
  handshakes(): number;
  close(): Promise<void>;
}

/** Start an API server double on 127.0.0.1: a store behind TLS, authentication and RBAC. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const store = options.store ?? new ObjectStore();
  const controllers = options.controllers === undefined ? undefined : playControllerManager(store, options.controllers);
  const state: ServerState = {
    store,
    tick: () => controllers?.tick(),
    tokens: new Map(Object.entries(options.tokens ?? {})),
    version: options.version ?? 'v1.36.2',
    streams: new Set(),
    intercept: options.intercept ?? (() => undefined),
  };
  // As the real one: a client certificate is asked for, and looked at when authenticating, not in the handshake.
  const tls = {
    cert: options.cert,
    key: options.key,
    ca: options.clientCa,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = createServer(tls, (request, response) => {
    handle(request, response, state).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.end();
      else sendStatus(response, failureStatus(500, 'InternalError', message));
    });
  });
  let handshakes = 0;
  server.on('secureConnection', () => (handshakes += 1));
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}`, store, handshakes: () => handshakes, close: () => close(server, state) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server, state: ServerState): Promise<void> {
  for (const end of state.streams) end();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
