import { describeRef, refOf, type KubeObject, type ObjectRef } from '../kube/kube-object.ts';
import type { ApplyObject, Change } from './change.ts';
import type { FileInfo, Host, HostView, ListOptions } from './host.ts';
import { rememberCleaning } from './cleaning-overlay.ts';
import { rememberCopy } from './copy-overlay.ts';
import type { EtcdAccess } from '../etcd/etcd.ts';
import { EtcdOverlay } from './etcd-overlay.ts';
import { FileOverlay } from './overlay.ts';
import { ServiceOverlay } from './service-overlay.ts';

/**
 * A host that remembers changes instead of making them. Reading looks at what was remembered first, so that later
 * phases see what earlier ones would have done. Nothing is awaited.
 *
 * @param real - where everything else is read from
 */
export function dryRun(real: HostView): Host {
  const host = overlayHost(real, new FileOverlay(), new Map());
  const services = new ServiceOverlay();
  const change = (asked: Change): Promise<void> => {
    if (asked.kind === 'run-service') services.remember(asked);
    // the numbers of accounts are known when they are made: what depends on them is shown without, as by the reference
    return asked.kind === 'add-accounts' ? Promise.resolve() : remembering(asked);
  };
  const remembering = host.change.bind(host);
  const query: HostView['query'] = async (command, options) =>
    services.answer(command) ?? (await real.query(command, options));
  return Object.assign(host, { change, query });
}

/** The same over a given overlay and given objects: the simulated machine of the tests and the demo builds on it. */
export function overlayHost(real: HostView, files: FileOverlay, objects: Map<string, KubeObject | 'removed'>): Host {
  const view = Object.create(real) as HostView;
  const etcd = new EtcdOverlay();
  return Object.assign(view, {
    ...overlaidFiles(real, files),
    etcd: (access: EtcdAccess) => etcd.over(real.etcd(access)),
    getObject: async (ref: ObjectRef) => {
      const known = objects.get(keyOf(ref));
      if (known === 'removed') return undefined;
      return known ?? (await real.getObject(ref));
    },
    listObjects: async (apiVersion: string, kind: string, options: ListOptions = {}) => {
      const listed = await real.listObjects(apiVersion, kind, options);
      const remembered = [...objects.values()].filter((object) => object !== 'removed');
      return mergeListed(listed, remembered, { apiVersion, kind, ...options });
    },
    change: async (change: Change) => remember(change, { real, files, objects, etcd }),
    until: async () => 0,
  });
}

function overlaidFiles(real: HostView, files: FileOverlay) {
  return {
    readFile: async (path: string) => {
      const known = files.get(path);
      if (known === undefined) return real.readFile(path);
      return known === 'removed' || known.kind === 'directory' ? undefined : known.content;
    },
    readBytes: async (path: string) => {
      const known = files.get(path);
      if (known === undefined) return real.readBytes(path);
      return known === 'removed' ? undefined : Buffer.from(known.content);
    },
    linkTarget: async (path: string) => (files.get(path) === undefined ? real.linkTarget(path) : undefined),
    stat: async (path: string): Promise<FileInfo | undefined> => {
      const known = files.get(path);
      if (known === undefined) return real.stat(path);
      return known === 'removed' ? undefined : files.info(known);
    },
    listDirectory: async (path: string) => {
      const known = files.get(path);
      if (known === 'removed') return undefined;
      const listed = await real.listDirectory(path);
      const { added, removed } = files.below(path);
      if (listed === undefined && known === undefined && added.length === 0) return undefined;
      const names = new Set([...(listed ?? []).filter((name) => !removed.includes(name)), ...added]);
      return [...names].sort();
    },
  };
}

interface Memory {
  readonly real: HostView;
  readonly files: FileOverlay;
  readonly objects: Map<string, KubeObject | 'removed'>;
  readonly etcd: EtcdOverlay;
}

async function remember(change: Change, { real, files, objects, etcd }: Memory): Promise<void> {
  switch (change.kind) {
    case 'write-file':
      return files.writeFile(change);
    case 'write-files':
      return change.files.forEach((each) => files.writeFile(each));
    case 'make-directory':
      return files.makeDirectory(change);
    case 'set-owner':
      return files.setOwner(change);
    case 'remove-file':
      return files.removeFile(change);
    case 'add-accounts':
      return files.addAccounts(change, (await real.readFile(change.path)) ?? '');
    case 'apply-object':
      return rememberObject(change, objects);
    case 'grant-admin':
      objects.set(keyOf(refOf(change.object)), change.object);
      return;
    case 'empty-directory':
    case 'unmount':
    case 'remove-accounts':
      return rememberCleaning(change, overlaidFiles(real, files), files);
    case 'copy-directory':
      return rememberCopy(change, overlaidFiles(real, files), files);
    case 'restore-snapshot':
      return files.makeDirectory({ kind: 'make-directory', path: `${change.to}/member`, mode: 0o700 });
    case 'move-path':
      await rememberCopy({ ...change, kind: 'copy-directory' }, overlaidFiles(real, files), files);
      return files.removeFile({ kind: 'remove-file', path: change.path });
    case 'snapshot-etcd':
      return files.writeFile({ kind: 'write-file', path: change.path, content: '', mode: 0o600 });
    case 'run-service':
    case 'pull-image':
    case 'stop-container':
    case 'remove-sandbox':
    case 'evict-pod':
      return;
    case 'add-etcd-learner':
    case 'promote-etcd-member':
    case 'remove-etcd-member':
      return etcd.remember(change);
  }
}

function rememberObject({ verb, object }: ApplyObject, objects: Map<string, KubeObject | 'removed'>): void {
  const key = keyOf(refOf(object));
  const known = objects.get(key);
  const merged = verb === 'patch' && known !== undefined && known !== 'removed' ? merge(known, object) : object;
  objects.set(key, verb === 'delete' ? 'removed' : merged);
}

/** Maps are merged, everything else is replaced: near enough to the server's strategic merge for a preview. */
function merge<T>(known: T, patch: T): T {
  if (!isMap(known) || !isMap(patch)) return patch;
  const merged: Record<string, unknown> = { ...known };
  for (const [key, value] of Object.entries(patch)) merged[key] = key in known ? merge(known[key], value) : value;
  return merged as T;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf(ref: ObjectRef): string {
  return `${ref.apiVersion} ${describeRef(ref)}`;
}

function mergeListed(
  listed: readonly KubeObject[],
  remembered: readonly KubeObject[],
  wanted: { readonly apiVersion: string; readonly kind: string } & ListOptions,
): readonly KubeObject[] {
  const fitting = remembered.filter(
    (object) =>
      object.apiVersion === wanted.apiVersion &&
      object.kind === wanted.kind &&
      (wanted.namespace === undefined || object.metadata.namespace === wanted.namespace) &&
      matchesLabels(object, wanted.labelSelector),
  );
  const replaced = new Set(fitting.map((object) => keyOf(refOf(object))));
  return [...listed.filter((object) => !replaced.has(keyOf(refOf(object)))), ...fitting];
}

/** Equality selectors (`a=b,c=d`), the only form this program uses. */
function matchesLabels(object: KubeObject, selector: string | undefined): boolean {
  if (selector === undefined || selector === '') return true;
  return selector.split(',').every((requirement) => {
    const [key = '', value = ''] = requirement.split(/={1,2}/);
    return object.metadata.labels?.[key] === value;
  });
}
