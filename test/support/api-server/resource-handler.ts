import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KubeObject, ObjectRef } from '../../../pkg/kube/kube-object.ts';
import type { User } from './authentication.ts';
import { askedBy } from './certificate-requests.ts';
import { REVIEWS } from './discovery.ts';
import { evict } from './evictions.ts';
import { badRequest, detailsOf, failureStatus, refused, type Asked } from './failures.ts';
import { isRecord, textAt } from './json.ts';
import type { StoreListOptions } from './list-page.ts';
import type { WriteOptions } from './object-store.ts';
import { mayDo } from './rbac.ts';
import { decode, objectIn, patchTypeOf, readText } from './request-body.ts';
import { send, type ServerState } from './request-handler.ts';
import type { Route } from './route.ts';
import { tableOf } from './server-table.ts';
import { streamChanges } from './watch-stream.ts';

export interface ResourceRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: Extract<Route, { readonly resource: object }>;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly state: ServerState;
}

const EVICTION = 'eviction';

type Handler = (call: ResourceRequest) => Promise<void> | void;

const ON_COLLECTION: Readonly<Record<string, Handler>> = { GET: listOrWatch, POST: create, DELETE: removeAll };
const ON_OBJECT: Readonly<Record<string, Handler>> = {
  GET: get,
  POST: answerEviction,
  PUT: update,
  PATCH: patch,
  DELETE: remove,
};

/** Answer a request for resources. @throws ApiError */
export async function answerResource(call: ResourceRequest): Promise<void> {
  const { request, route } = call;
  const handler = (route.name === undefined ? ON_COLLECTION : ON_OBJECT)[request.method ?? ''];
  if (
    handler === undefined ||
    (request.method === 'POST' && route.name !== undefined && route.subresource !== EVICTION) ||
    (request.method === 'POST' && route.resource.namespaced && route.namespace === undefined)
  ) {
    const message = 'the server does not allow this method on the requested resource';
    throw refused(askedIn(call, 'get'), failureStatus(405, 'MethodNotAllowed', message, {}));
  }
  if (!hasSubresource(route)) {
    throw refused(
      askedIn(call, 'get'),
      failureStatus(404, 'NotFound', 'the server could not find the requested resource', {}),
    );
  }
  await handler(call);
}

/** Every kind has a status here; certificate requests are approved through a path of their own. */
function hasSubresource({ resource, subresource = 'status' }: ResourceRequest['route']): boolean {
  if (subresource === EVICTION) return resource.kind === 'Pod';
  return subresource === 'status' || (subresource === 'approval' && resource.kind === 'CertificateSigningRequest');
}

function askedIn({ route }: ResourceRequest, verb: Asked['verb']): Asked {
  return { verb, resource: route.resource, name: route.name ?? '', namespace: route.namespace };
}

function refIn({ route }: ResourceRequest): ObjectRef {
  const { apiVersion, kind } = route.resource;
  return {
    apiVersion,
    kind,
    name: route.name ?? '',
    ...(route.namespace === undefined ? {} : { namespace: route.namespace }),
  };
}

function writeOptions({ query, request, route }: ResourceRequest): WriteOptions {
  const agent = (request.headers['user-agent'] ?? '').split('/')[0] ?? '';
  const fieldManager = query.get('fieldManager') ?? (query.get('force') === null && agent !== '' ? agent : undefined);
  const statusOnly = route.subresource !== undefined;
  return { ...(fieldManager === undefined ? {} : { fieldManager }), force: query.get('force') === 'true', statusOnly };
}

function listOptions({ route, query }: ResourceRequest): StoreListOptions {
  const texts = ['labelSelector', 'fieldSelector', 'continue'].flatMap((key) => {
    const value = query.get(key) ?? '';
    return value === '' ? [] : [[key, value] as const];
  });
  const limit = Number(query.get('limit') ?? 0);
  return {
    ...Object.fromEntries(texts),
    limit,
    ...(route.namespace === undefined ? {} : { namespace: route.namespace }),
  };
}

function get(call: ResourceRequest): void {
  send(call.response, 200, call.state.store.get(refIn(call)));
}

function listOrWatch(call: ResourceRequest): void {
  const { query, state, route, response } = call;
  const { apiVersion, kind } = route.resource;
  const options = listOptions(call);
  if (['true', '1'].includes(query.get('watch') ?? '')) return watch(call, options);
  const { items, resourceVersion, ...paging } = state.store.look(apiVersion, kind, options);
  const table = wantsTable(call) ? tableOf(kind, items) : undefined;
  if (table !== undefined) return send(response, 200, { ...table, metadata: { resourceVersion, ...paging } });
  const bare = items.map(({ apiVersion: _version, kind: _kind, ...item }) => item);
  send(response, 200, { kind: `${kind}List`, apiVersion, metadata: { resourceVersion, ...paging }, items: bare });
}

function wantsTable({ request }: ResourceRequest): boolean {
  return (request.headers.accept ?? '').startsWith('application/json;as=Table;');
}

function watch({ query, state, route, response }: ResourceRequest, options: StoreListOptions): void {
  const version = query.get('resourceVersion');
  const seconds = query.get('timeoutSeconds');
  const more = {
    ...(version === null || version === '' ? {} : { resourceVersion: version }),
    ...(seconds === null ? {} : { timeoutSeconds: Number(seconds) }),
  };
  const end = streamChanges(state.store, route.resource, { ...options, ...more }, response);
  state.streams.add(end);
  response.on('close', () => state.streams.delete(end));
}

async function create(call: ResourceRequest): Promise<void> {
  const object = objectIn(call.request, await readText(call.request), askedIn(call, 'create'));
  if (REVIEWS.includes(object.kind)) return send(call.response, 201, reviewed(object, call));
  send(call.response, 201, call.state.store.create(askedBy(call.user, object), writeOptions(call)));
}

/** Answers who somebody is and what they may do; nothing is stored. */
function reviewed(object: KubeObject, { user, state }: ResourceRequest): object {
  if (object.kind === 'SelfSubjectReview')
    return { ...object, status: { userInfo: { username: user.name, groups: user.groups } } };
  const wanted = 'spec' in object && isRecord(object.spec) ? object.spec['resourceAttributes'] : undefined;
  const field = (name: string): string => textAt(wanted, name) ?? '';
  const namespace = field('namespace') === '' ? undefined : field('namespace');
  const wish = {
    verb: field('verb'),
    group: field('group'),
    resource: field('resource'),
    namespace,
    name: field('name'),
  };
  return { ...object, status: { allowed: mayDo(user, wish, state.store) } };
}

/** @throws ApiError */
async function answerEviction(call: ResourceRequest): Promise<void> {
  const { name = '', namespace = '' } = call.route;
  await readText(call.request);
  evict(call.state.store, { name, namespace });
  send(call.response, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}

async function update(call: ResourceRequest): Promise<void> {
  const asked = askedIn(call, 'update');
  const object = objectIn(call.request, await readText(call.request), asked);
  if (object.metadata.name !== asked.name) {
    throw badRequest(
      asked,
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${asked.name})`,
    );
  }
  send(call.response, 200, call.state.store.update(object, writeOptions(call)));
}

async function patch(call: ResourceRequest): Promise<void> {
  const asked = askedIn(call, 'patch');
  const type = patchTypeOf(call.request, asked);
  const body = decode(await readText(call.request), asked, type === 'apply');
  const options = type === 'apply' ? applyOptions(call) : writeOptions(call);
  const before = call.state.store.find(refIn(call));
  const after = call.state.store.patch(refIn(call), body, type, options);
  send(call.response, before === undefined ? 201 : 200, after);
}

/** Apply has no field manager by default. */
function applyOptions(call: ResourceRequest): WriteOptions {
  const manager = call.query.get('fieldManager');
  return { ...(manager === null ? {} : { fieldManager: manager }), force: call.query.get('force') === 'true' };
}

async function remove(call: ResourceRequest): Promise<void> {
  const asked = askedIn(call, 'delete');
  const text = await readText(call.request);
  const body = text === '' ? {} : decode(text, asked);
  const given = isRecord(body) && isRecord(body['preconditions']) ? body['preconditions'] : {};
  const deleted = call.state.store.delete(refIn(call), given);
  const details = { ...detailsOf(asked), uid: deleted.metadata.uid };
  send(call.response, 200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

async function removeAll(call: ResourceRequest): Promise<void> {
  await readText(call.request);
  const { apiVersion, kind } = call.route.resource;
  const { store } = call.state;
  const { items, resourceVersion } = store.list(apiVersion, kind, { ...listOptions(call), limit: 0 });
  const { namespace } = call.route;
  for (const { metadata } of items) {
    const place = namespace === undefined && metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
    store.delete({ apiVersion, kind, name: metadata.name, ...(place as { namespace?: string }) });
  }
  send(call.response, 200, { kind: `${kind}List`, apiVersion, metadata: { resourceVersion }, items });
}
