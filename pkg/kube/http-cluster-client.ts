import { hasCode, type ApiAttempt, type ApiVerb } from './api-error.ts';
import type { ClusterClient, EvictedPod, ListObjectsOptions, PatchType } from './cluster-client.ts';
import { decodeResponse } from './decode-response.ts';
import { evictionBody, evictionFailure } from './eviction.ts';
import { describeRef, refOf, type KubeObject, type ObjectRef } from './kube-object.ts';
import { listBareSecrets } from './list-bare-secrets.ts';
import { listTable } from './list-table.ts';
import { createResourceFinder, type ResourceFinder } from './resource-finder.ts';
import { collectionPath, objectPath } from './resource-table.ts';
import type { ApiRequest, Transport } from './transport.ts';

/** Who made a field: shown in `managedFields`. */
const FIELD_MANAGER = 'kubeadm-ts';
/** Tries of one update before it gives up on a busy object. */
const UPDATE_TRIES = 5;
const PAGE_SIZE = 500;
/** Of bare Secrets: some hundred bytes each. The API server has the first page in memory; for others it asks etcd. */
const BARE_PAGE_SIZE = 10_000;

const PATCH_CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** `ClusterClient` over HTTP. */
export class HttpClusterClient implements ClusterClient {
  readonly server: string;
  readonly #user: string | undefined;
  readonly #transport: Transport;
  readonly #finder: ResourceFinder;

  /**
   * @param server - its address, for messages
   * @param user - the kubeconfig's user entry, for messages
   */
  constructor(server: string, user: string | undefined, transport: Transport) {
    this.server = server;
    this.#user = user;
    this.#transport = transport;
    this.#finder = createResourceFinder(transport);
  }

  async get(ref: ObjectRef): Promise<KubeObject | undefined> {
    try {
      return await this.#object('get', ref, { method: 'GET', path: await this.#path(ref) });
    } catch (error) {
      if (hasCode(error, 'not-found')) return undefined;
      throw error;
    }
  }

  async list(apiVersion: string, kind: string, options: ListObjectsOptions = {}): Promise<readonly KubeObject[]> {
    const resource = await this.#finder.find(apiVersion, kind);
    const path = collectionPath(resource, options.namespace);
    const attempt = this.#attempt('list', resource.plural, kind);
    if (options.dataOnly === true && apiVersion === 'v1' && kind === 'Secret') {
      return listBareSecrets(this.#transport, (token) => `${path}?${listQuery(options, token)}`, attempt);
    }
    if (options.row !== undefined) {
      const pathOf = (token: string): string => `${path}?${listQuery(options, token)}`;
      const rows = await listTable(this.#transport, pathOf, attempt, options.row);
      if (rows !== undefined) return rows;
    }
    const { keep = (object) => object, atMost = Infinity } = options;
    const items: KubeObject[] = [];
    let token = '';
    do {
      const request: ApiRequest = { method: 'GET', path: `${path}?${listQuery(options, token)}` };
      const page = await this.#call<ObjectList>(request, attempt);
      // Items of a list do not carry their apiVersion and kind.
      items.push(...page.items.map((item) => keep({ ...item, apiVersion, kind })));
      token = page.metadata?.continue ?? '';
    } while (token !== '' && items.length < atMost);
    return items.length > atMost ? items.slice(0, atMost) : items;
  }

  async create(object: KubeObject): Promise<KubeObject> {
    const ref = refOf(object);
    const path = collectionPath(await this.#finder.find(ref.apiVersion, ref.kind), ref.namespace);
    return this.#object('create', ref, { method: 'POST', path: managed(path), body: JSON.stringify(object) });
  }

  async update(object: KubeObject): Promise<KubeObject> {
    if (object.metadata.resourceVersion !== undefined) return this.#replace(object);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#replace(await this.#onLive(object));
      } catch (error) {
        if (!hasCode(error, 'api-conflict') || attempt === UPDATE_TRIES) throw error;
      }
    }
  }

  async patch(ref: ObjectRef, patch: unknown, type: PatchType): Promise<KubeObject> {
    const path = `${managed(await this.#path(ref))}${type === 'apply' ? '&force=true' : ''}`;
    const contentType = PATCH_CONTENT_TYPES[type];
    return this.#object('patch', ref, { method: 'PATCH', path, body: JSON.stringify(patch), contentType });
  }

  async delete(ref: ObjectRef): Promise<boolean> {
    try {
      const attempt = this.#attempt('delete', describeRef(ref), ref.kind);
      await this.#call<unknown>({ method: 'DELETE', path: await this.#path(ref) }, attempt);
      return true;
    } catch (error) {
      if (hasCode(error, 'not-found')) return false;
      throw error;
    }
  }

  async evict(pod: EvictedPod): Promise<void> {
    const ref = { apiVersion: 'v1', kind: 'Pod', name: pod.name, namespace: pod.namespace };
    const path = `${await this.#path(ref)}/eviction`;
    try {
      const attempt = this.#attempt('evict', describeRef(ref), ref.kind);
      await this.#call<unknown>({ method: 'POST', path, body: JSON.stringify(evictionBody(pod)) }, attempt);
    } catch (error) {
      const failure = evictionFailure(error, pod);
      if (failure !== undefined) throw failure;
    }
  }

  async getPath(path: string): Promise<{ readonly status: number; readonly body: string }> {
    const { status, body } = await this.#transport.send({ method: 'GET', path });
    return { status, body };
  }

  close(): void {
    this.#transport.close();
  }

  async #path(ref: ObjectRef): Promise<string> {
    return objectPath(await this.#finder.find(ref.apiVersion, ref.kind), ref);
  }

  /** The wanted object with the live one's version, so that only what we have seen is replaced. */
  async #onLive(object: KubeObject): Promise<KubeObject> {
    const ref = refOf(object);
    const live = await this.#object('get', ref, { method: 'GET', path: await this.#path(ref) });
    const { resourceVersion } = live.metadata;
    return {
      ...object,
      metadata: { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
    };
  }

  async #replace(object: KubeObject): Promise<KubeObject> {
    const ref = refOf(object);
    return this.#object('update', ref, {
      method: 'PUT',
      path: managed(await this.#path(ref)),
      body: JSON.stringify(object),
    });
  }

  #object(verb: ApiVerb, ref: ObjectRef, request: ApiRequest): Promise<KubeObject> {
    return this.#call<KubeObject>(request, this.#attempt(verb, describeRef(ref), ref.kind));
  }

  #attempt(verb: ApiVerb, what: string, kind: string): ApiAttempt {
    return { verb, what, secret: kind === 'Secret', ...(this.#user === undefined ? {} : { user: this.#user }) };
  }

  async #call<T>(request: ApiRequest, attempt: ApiAttempt): Promise<T> {
    return decodeResponse<T>(await this.#transport.send(request), attempt);
  }
}

interface ObjectList {
  readonly items: readonly KubeObject[];
  readonly metadata?: { readonly continue?: string };
}

function managed(path: string): string {
  return `${path}?fieldManager=${FIELD_MANAGER}`;
}

function listQuery(options: ListObjectsOptions, token: string): string {
  const usual = options.pageSize ?? (options.dataOnly === true ? BARE_PAGE_SIZE : PAGE_SIZE);
  const pageSize = Math.min(usual, options.atMost ?? usual);
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector);
  if (options.fieldSelector !== undefined) query.set('fieldSelector', options.fieldSelector);
  if (token !== '') query.set('continue', token);
  return query.toString();
}
