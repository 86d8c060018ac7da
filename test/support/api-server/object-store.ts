import type { PatchType } from '../../../pkg/kube/cluster-client.ts';
import type { KubeObject, ObjectRef } from '../../../pkg/kube/kube-object.ts';
import { ApplyLedger } from './apply-ledger.ts';
import { BOOTSTRAP_OBJECTS } from './bootstrap-objects.ts';
import { ClusterIPs } from './cluster-ips.ts';
import { withDefaults } from './defaults.ts';
import * as failures from './failures.ts';
import type { Asked } from './failures.ts';
import { sameJson } from './json.ts';
import { immutableFaults } from './immutable-fields.ts';
import { asked, keyOf, named, resourceFor } from './object-identity.ts';
import { born, kept, withStatus } from './object-lifecycle.ts';
import { page, type StoreList, type StoreListOptions } from './list-page.ts';
import { patched } from './patched.ts';
import { validate } from './validation.ts';

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  /** As it stood before, for selectors. */
  readonly before: KubeObject | undefined;
}

/** Plays a controller: called after each change. */
export type StoreHook = (event: StoreEvent, store: ObjectStore) => void;

export interface StoreOptions {
  readonly now?: () => Date;
  /** Created at the start, after what an API server makes by itself. */
  readonly objects?: readonly KubeObject[];
  readonly hooks?: readonly StoreHook[];
  /** Where Services get their addresses; 10.96.0.0/12 unless given. */
  readonly serviceSubnets?: readonly string[];
}

export interface WriteOptions {
  readonly fieldManager?: string;
  /** Take fields over that another manager applied. */
  readonly force?: boolean;
  /** Write the status, and nothing else. */
  readonly statusOnly?: boolean;
}

interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/**
 * An API server's storage in memory: names, versions, defaults, validation. Answers are copies. Every failure is an
 * `ApiError`, a KubeadmError with the codes of `ClusterClient` (`not-found`, `api-already-exists`, `api-conflict`,
 * `api-invalid`...), whose `status` is the API's Status object. Holds the namespaces default, kube-system, kube-public
 * and kube-node-lease, and the role cluster-admin, from the start.
 */
export class ObjectStore {
  readonly now: () => Date;
  readonly history: StoreEvent[] = [];
  readonly #objects = new Map<string, KubeObject>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #addresses: ClusterIPs;
  readonly #applied = new ApplyLedger();
  #version = 0;

  constructor(options: StoreOptions = {}) {
    this.now = options.now ?? (() => new Date());
    this.#addresses = new ClusterIPs(options.serviceSubnets ?? ['10.96.0.0/12']);
    for (const object of BOOTSTRAP_OBJECTS) this.create(object);
    this.create(this.#addresses.kubernetesService());
    for (const hook of options.hooks ?? []) this.subscribe((event) => hook(event, this));
    for (const object of options.objects ?? []) this.create(object);
  }

  /** The version of the last change. */
  get resourceVersion(): string {
    return String(this.#version);
  }

  /** `undefined` where there is no such object. */
  find(ref: ObjectRef): KubeObject | undefined {
    return structuredClone(this.#objects.get(keyOf(ref)));
  }

  get(ref: ObjectRef): KubeObject {
    return structuredClone(this.#existing(ref, asked('get', ref)));
  }

  list(apiVersion: string, kind: string, options: StoreListOptions = {}): StoreList {
    return structuredClone(this.look(apiVersion, kind, options));
  }

  /** The same for who only reads, and at once: nothing is copied. */
  look(apiVersion: string, kind: string, options: StoreListOptions = {}): StoreList {
    const prefix = `${apiVersion} ${kind} `;
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const objects = keys.flatMap((key) => this.#objects.get(key) ?? []);
    return page(objects, resourceFor(apiVersion, kind, options.namespace), this.resourceVersion, options);
  }

  create(given: KubeObject, options: WriteOptions = {}): KubeObject {
    const object = named(given);
    const ask = asked('create', object);
    // '0' says no version, as the real server takes it
    if (!['', '0', undefined].includes(object.metadata.resourceVersion)) {
      throw failures.refused(
        ask,
        failures.failureStatus(500, 'InternalError', 'resourceVersion should not be set on objects to be created'),
      );
    }
    this.#requireNamespace(ask);
    const full = withDefaults(object);
    const faults = validate(full, ask.resource);
    if (faults.length > 0) throw failures.invalid(ask, faults);
    if (this.#objects.has(keyOf(object))) throw failures.alreadyExists(ask);
    const placed = this.#addresses.assign(full, undefined, ask);
    this.#applied.wrote(placed, undefined, options.fieldManager);
    return this.#commit('ADDED', { ...placed, metadata: born(placed, this.now()) }, undefined);
  }

  /** Replaces an object; with a resource version, only that version. */
  update(object: KubeObject, options: WriteOptions = {}): KubeObject {
    return this.#replace(object, asked('update', object), options);
  }

  /** @param patch - what the type asks for: an object, or a list of operations for `json` */
  patch(ref: ObjectRef, patch: unknown, type: PatchType, options: WriteOptions = {}): KubeObject {
    const ask = asked('patch', ref);
    if (type === 'apply') return this.#apply(ref, patch, ask, options);
    const live = this.#existing(ref, ask);
    return this.#replace(patched(live, patch, type, ask), ask, options);
  }

  /** @returns the object as it last stood */
  delete(ref: ObjectRef, preconditions: Preconditions = {}): KubeObject {
    const ask = asked('delete', ref);
    const live = this.#existing(ref, ask);
    for (const field of ['uid', 'resourceVersion'] as const) {
      const wanted = preconditions[field];
      if (wanted !== undefined && wanted !== live.metadata[field]) {
        throw failures.conflict(
          ask,
          `the ${field} in the precondition (${wanted}) does not match (${live.metadata[field]})`,
        );
      }
    }
    return this.#commit('DELETED', live, live);
  }

  /** Events from now on. @returns how to stop */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #apply(ref: ObjectRef, patch: unknown, ask: Asked, options: WriteOptions): KubeObject {
    const live = this.#objects.get(keyOf(ref));
    const merged = this.#applied.apply(ref, live, patch, ask, options);
    if (live !== undefined) return this.#replace(merged, ask, {});
    return this.create(merged);
  }

  #replace(given: KubeObject, ask: Asked, options: WriteOptions): KubeObject {
    const live = this.#existing(given, ask);
    const { resourceVersion, uid } = given.metadata;
    if (uid !== undefined && uid !== live.metadata.uid) {
      throw failures.conflict(
        ask,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
      );
    }
    if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== live.metadata.resourceVersion) {
      throw failures.conflict(
        ask,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    const next = this.#addresses.assign(
      withDefaults(options.statusOnly === true ? withStatus(live, given) : kept(given, live)),
      live,
      ask,
    );
    const faults = [...validate(next, ask.resource), ...immutableFaults(live, next)];
    if (faults.length > 0) throw failures.invalid(ask, faults);
    this.#applied.wrote(next, live, options.fieldManager);
    // A write that changes nothing makes no new version.
    return sameJson(next, live) ? structuredClone(live) : this.#commit('MODIFIED', next, live);
  }

  #existing(ref: ObjectRef | KubeObject, ask: Asked): KubeObject {
    const object = this.#objects.get(keyOf(ref));
    if (object === undefined) throw failures.notFound(ask);
    return object;
  }

  #requireNamespace(ask: Asked): void {
    if (!ask.resource.namespaced) return;
    if (ask.namespace === undefined) throw failures.badRequest(ask, 'an object of this kind lives in a namespace');
    const ref = { apiVersion: 'v1', kind: 'Namespace', name: ask.namespace };
    if (!this.#objects.has(keyOf(ref))) throw failures.namespaceNotFound(ask);
  }

  #commit(type: StoreEvent['type'], object: KubeObject, before: KubeObject | undefined): KubeObject {
    this.#version += 1;
    const stored = structuredClone({
      ...object,
      metadata: { ...object.metadata, resourceVersion: this.resourceVersion },
    });
    if (type === 'DELETED') this.#objects.delete(keyOf(stored));
    else this.#objects.set(keyOf(stored), stored);
    const event = { type, object: stored, before };
    this.history.push(event);
    for (const listener of [...this.#listeners]) listener(structuredClone(event));
    return structuredClone(stored);
  }
}
