import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../../../pkg/kube/api-error.ts';
import type { ApiStatus } from '../../../pkg/kube/api-status.ts';
import { authenticate, type User } from './authentication.ts';
import { discover } from './discovery.ts';
import { detailsOf, failureStatus, groupOf } from './failures.ts';
import type { ObjectStore } from './object-store.ts';
import { mayDo, type Wish } from './rbac.ts';
import { answerResource } from './resource-handler.ts';
import { routeOf, wishOf, type Route } from './route.ts';

/** What answering needs to know. */
export interface ServerState {
  readonly store: ObjectStore;
  readonly tokens: ReadonlyMap<string, User>;
  /** `v1.36.2` */
  readonly version: string;
  /** Called before each request: what controllers do when time passes. */
  readonly tick: () => void;
  /** Ends of open watches, for closing. */
  readonly streams: Set<() => void>;
  /** Looks at each request first; an answer of its own stands for the server's. */
  readonly intercept: (request: IncomingMessage) => Interception | undefined;
}

/** An answer that a test puts in the server's place. */
export interface Interception {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answer one request: who, may they, what. */
export async function handle(request: IncomingMessage, response: ServerResponse, state: ServerState): Promise<void> {
  state.tick();
  // the double's clock, so that tests can set it
  response.setHeader('Date', state.store.now().toUTCString());
  const intercepted = state.intercept(request);
  if (intercepted !== undefined) {
    return send(response, intercepted.status, intercepted.body, intercepted.headers);
  }
  const url = new URL(request.url ?? '/', 'https://double');
  const route = routeOf(url.pathname);
  const user = authenticate(request, state.store, state.tokens);
  if (user === undefined) return sendStatus(response, failureStatus(401, 'Unauthorized', 'Unauthorized'));
  const wish = wishOf(request.method ?? 'GET', route, url.searchParams);
  if (!mayDo(user, wish, state.store)) return sendStatus(response, forbidden(user, wish, route));
  try {
    if (route.resource === undefined) answerPath(route.path, response, state);
    else await answerResource({ request, response, route, query: url.searchParams, user, state });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    sendStatus(response, error.status);
  }
}

function forbidden(user: User, wish: Wish, route: Route): ApiStatus {
  if (wish.path !== undefined) {
    return failureStatus(
      403,
      'Forbidden',
      `forbidden: User "${user.name}" cannot ${wish.verb} path "${wish.path}"`,
      {},
    );
  }
  const group = route.resource === undefined ? '' : groupOf(route.resource.apiVersion);
  const scope = wish.namespace === undefined ? 'at the cluster scope' : `in the namespace "${wish.namespace}"`;
  const what = `${wish.resource.split('/')[0]}${group === '' ? '' : `.${group}`}${wish.name === undefined ? '' : ` "${wish.name}"`}`;
  const message = `${what} is forbidden: User "${user.name}" cannot ${wish.verb} resource "${wish.resource}" in API group "${wish.group}" ${scope}`;
  const details =
    route.resource === undefined ? {} : detailsOf({ verb: 'get', resource: route.resource, name: wish.name ?? '' });
  const { name, ...rest } = { name: '', ...details };
  return failureStatus(403, 'Forbidden', message, { ...(name === '' ? {} : { name }), ...rest });
}

const HEALTHY = /^\/(healthz|livez|readyz)(\/[a-z-]+)?$/;

function answerPath(path: string, response: ServerResponse, state: ServerState): void {
  if (HEALTHY.test(path)) {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('ok');
    return;
  }
  if (path === '/version') return send(response, 200, versionInfo(state.version));
  const found = discover(path);
  if (found !== undefined) return send(response, 200, found);
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
}

function versionInfo(gitVersion: string): object {
  const [major, minor] = gitVersion.replace(/^v/, '').split('.');
  return { major, minor, gitVersion, gitTreeState: 'clean', platform: 'linux/amd64' };
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
}

export function sendStatus(response: ServerResponse, status: ApiStatus): void {
  const seconds = status.details?.retryAfterSeconds;
  send(
    response,
    status.code ?? 500,
    { ...status, metadata: {} },
    seconds === undefined ? {} : { 'Retry-After': String(seconds) },
  );
}
