import type { KubeObject, ObjectRef } from './kube-object.ts';

/** `apply` is server-side apply. */
export type PatchType = 'strategic' | 'merge' | 'json' | 'apply';

export interface ListObjectsOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Objects fetched in one request; 500 unless given. All pages are returned. */
  readonly pageSize?: number;
  /**
   * Of Secrets, name, type and data are enough, and the data may come as texts in `stringData` instead of base64 in
   * `data`: with thousands of Secrets that is several times as fast.
   */
  readonly dataOnly?: boolean;
  /** What of each object is kept, as its page arrives: of thousands of large objects only a part fits into memory. */
  readonly keep?: (object: KubeObject) => KubeObject;
  /**
   * The columns of the server's own table are enough: what a row is made into. Whole objects come where there is no
   * table, or no such column (then it returns `undefined`). A tenth of the bytes, and of the work.
   */
  readonly row?: (name: string, cells: Readonly<Record<string, unknown>>) => KubeObject | undefined;
  /** Stop once that many objects have come: to learn whether there are any, 1 is enough. */
  readonly atMost?: number;
}

/** A Pod that is to go. */
export interface EvictedPod {
  readonly name: string;
  readonly namespace: string;
}

/** The objects of one cluster, for one user. Every method may throw a `KubeadmError` with one of the `api-*` codes. */
export interface ClusterClient {
  /** The `https://host:port` it talks to. */
  readonly server: string;
  /** `undefined` where there is no such object. */
  get(ref: ObjectRef): Promise<KubeObject | undefined>;
  list(apiVersion: string, kind: string, options?: ListObjectsOptions): Promise<readonly KubeObject[]>;
  /** @throws KubeadmError `api-already-exists`; `not-found` for a missing namespace */
  create(object: KubeObject): Promise<KubeObject>;
  /**
   * Replace an object. Without a resource version it replaces whatever stands there, trying again when somebody was
   * faster; with one it only replaces that version.
   * @throws KubeadmError `not-found`, `api-conflict`
   */
  update(object: KubeObject): Promise<KubeObject>;
  /** @throws KubeadmError `not-found` (never with `apply`, which creates) */
  patch(ref: ObjectRef, patch: unknown, type: PatchType): Promise<KubeObject>;
  /** @returns whether there was something to delete */
  delete(ref: ObjectRef): Promise<boolean>;
  /**
   * Remove a Pod as its disruption budgets allow it; one that is gone already is no failure.
   * @throws KubeadmError `eviction-blocked` where a budget does not allow it now, `eviction-impossible`
   */
  evict(pod: EvictedPod): Promise<void>;
  /** GET any path, whatever status it answers with. @throws KubeadmError `api-unreachable`, `api-tls` */
  getPath(path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Close idle connections. */
  close(): void;
}
