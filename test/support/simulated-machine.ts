import type { ApplyObject, Change, EvictPod, GrantAdmin } from '../../pkg/host/change.ts';
import type { Host, Readiness, WaitOptions } from '../../pkg/host/host.ts';
import { overlayHost } from '../../pkg/host/dry-run.ts';
import { FileOverlay, type MemoryEntry } from '../../pkg/host/overlay.ts';
import { evictionFailure } from '../../pkg/kube/eviction.ts';
import { refOf, type KubeObject, type ObjectRef } from '../../pkg/kube/kube-object.ts';
import { evict } from './api-server/evictions.ts';
import { ObjectStore } from './api-server/object-store.ts';
import { kubeletStarts } from './simulated-kubelet.ts';
import { baseView, fill, type MachineOptions, type State } from './healthy-machine.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { SimulatedEtcd } from './simulated-etcd.ts';
import type { EtcdChange } from '../../pkg/host/etcd-overlay.ts';

const ETCD_MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';

export interface SimulatedMachine extends Host {
  /** All changes, in the order in which they were made. */
  readonly changes: Change[];
  readonly images: Set<string>;
  /** State of services: name -> running. */
  readonly services: Map<string, boolean>;
  /** The cluster's objects, as an API server keeps them. */
  readonly store: ObjectStore;
  file(path: string): MemoryEntry | undefined;
  object(ref: ObjectRef): KubeObject | undefined;
  /** All paths of files, sorted. */
  paths(): readonly string[];
  /** Forget the changes told so far, for a second run. */
  forget(): void;
}

/** A healthy machine in memory, as a fresh Debian node is: a kubelet, a runtime, two CPUs, no cluster. */
export class SimulatedMachine {
  constructor(options: MachineOptions = {}) {
    const files = new FileOverlay();
    const clock = { time: (options.now ?? new Date('2026-01-02T03:04:05Z')).getTime() };
    const store =
      options.store ??
      new ObjectStore({
        now: () => new Date(clock.time),
        objects: options.objects ?? [],
        ...(options.serviceSubnets === undefined ? {} : { serviceSubnets: options.serviceSubnets }),
      });
    const state: State = {
      options,
      files,
      store,
      clock,
      images: new Set(options.images ?? []),
      services: new Map([['containerd', true]]),
    };
    fill(state);
    const changes: Change[] = [];
    // only files are overlaid: objects live in the store
    const host = overlayHost(baseView(state), files, new Map());
    const remember = host.change.bind(host);
    return Object.assign(host, {
      changes,
      store,
      images: state.images,
      services: state.services,
      change: async (change: Change) => {
        options.onChange?.(change);
        changes.push(change);
        if (change.kind === 'apply-object' || change.kind === 'grant-admin') applyTo(store, change);
        else if (change.kind === 'evict-pod') evictFrom(store, change);
        else if (options.etcd instanceof SimulatedEtcd && isEtcdChange(change)) await options.etcd.apply(change);
        else await remember(change);
        react(state, change);
      },
      until: (what: string, look: () => Promise<Readiness>, wait: WaitOptions) => until(state, what, look, wait),
      file: (path: string) => {
        const entry = files.get(path);
        return entry === 'removed' ? undefined : entry;
      },
      object: (ref: ObjectRef) => store.find(ref),
      paths: () =>
        [...files.entries]
          .flatMap(([path, entry]) => (entry !== 'removed' && entry.kind === 'file' ? [path] : []))
          .sort(),
      forget: () => void changes.splice(0),
    }) as unknown as SimulatedMachine;
  }
}

function isEtcdChange(change: Change): change is EtcdChange {
  return change.kind.includes('-etcd-');
}

/** What a machine does by itself after a change: services run, images arrive, the kubelet registers its Node. */
function react(state: State, change: Change): void {
  if (change.kind === 'pull-image') state.images.add(change.image);
  if (change.kind === 'write-file' && change.path === ETCD_MANIFEST) startEtcd(state, change.content);
  if (change.kind === 'stop-container' && change.name === 'etcd' && state.options.etcd instanceof SimulatedEtcd)
    state.options.etcd.restarted();
  if (change.kind !== 'run-service') return;
  state.services.set(change.service, !['stop', 'disable', 'forget'].includes(change.action));
  if (change.service !== 'kubelet' || change.action === 'stop') return;
  kubeletStarts(state);
}

/** The kubelet runs the member, and the member keeps data. */
function startEtcd({ options: { etcd }, files }: State, manifest: string): void {
  if (!(etcd instanceof SimulatedEtcd) || !etcd.startManifest(manifest)) return;
  const [, dataDir = ''] = /--data-dir=(\S+)/.exec(manifest) ?? [];
  files.writeFile({ kind: 'write-file', path: `${dataDir}/member/wal/0.wal`, content: '', mode: 0o600 });
}

/** As the client does it. */
function evictFrom(store: ObjectStore, pod: EvictPod): void {
  try {
    evict(store, pod);
  } catch (error) {
    const failure = evictionFailure(error, pod);
    if (failure !== undefined) throw failure;
  }
}

/** As the real host's cluster adapter does it. */
function applyTo(store: ObjectStore, change: ApplyObject | GrantAdmin): void {
  const verb = change.kind === 'grant-admin' ? 'create' : change.verb;
  const ref = refOf(change.object);
  if (verb === 'patch') store.patch(ref, change.object, 'strategic');
  else if (verb === 'delete') store.delete(ref);
  else if (verb === 'update' || store.find(ref) !== undefined)
    store.update({ ...change.object, metadata: { ...change.object.metadata, resourceVersion: undefined } });
  else store.create(change.object);
}

/** Looks again without sleeping: the simulated clock moves instead. */
async function until(
  state: State,
  what: string,
  look: () => Promise<Readiness>,
  options: WaitOptions,
): Promise<number> {
  const begin = state.clock.time;
  let reason = 'no look was taken';
  for (;;) {
    try {
      const ready = await look();
      if (ready === true) return state.clock.time - begin;
      reason = ready.notYet;
    } catch (error) {
      if (error instanceof KubeadmError && error.code === 'wait-aborted') throw error.cause ?? error;
      reason = error instanceof Error ? error.message : String(error);
    }
    state.clock.time += options.intervalMs ?? 150;
    if (state.clock.time - begin > options.timeoutMs) {
      throw new KubeadmError('wait-timeout', `waited ${Math.round(options.timeoutMs / 1000)}s for ${what}: ${reason}`);
    }
  }
}
