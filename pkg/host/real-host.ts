import { chmod, chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { detectInitSystem, serviceCommands, type InitSystem } from '../initsystem/init-system.ts';
import type { Runtime } from '../cri/runtime.ts';
import { connectEtcd, openSnapshot } from '../etcd/connect-etcd.ts';
import type { EtcdAccess } from '../etcd/etcd.ts';
import { withAccountLock } from './account-lock.ts';
import type {
  AddAccounts,
  ApplyObject,
  Change,
  EvictPod,
  GrantAdmin,
  Ownership,
  RunService,
  SetOwner,
} from './change.ts';
import { emptyDirectory, removeAccounts, removePath, unmount } from './cleaning.ts';
import { copyDirectory } from './copy-directory.ts';
import { fileError } from './file-errors.ts';
import { movePath } from './move-path.ts';
import { restoreSnapshot } from './restore-snapshot.ts';
import type { CommandResult, Host, HostView } from './host.ts';
import type { MachineView } from './real-view.ts';
import { until, type Waiting } from './until.ts';
import { flushFolders, makeFolders, writeAtomically, writeTogether } from './write-atomically.ts';

/** The cluster behind a kubeconfig: what a real host reads from it and does to it. */
export interface ClusterAccess extends Pick<HostView, 'getObject' | 'listObjects' | 'apiGet' | 'clusterOf'> {
  apply(change: ApplyObject): Promise<void>;
  grantAdmin(change: GrantAdmin): Promise<void>;
  evict(change: EvictPod): Promise<void>;
}

/** What a real host is made of. */
export interface RealHostParts extends Waiting {
  readonly machine: MachineView;
  readonly cluster: ClusterAccess;
  /** Prefix of every path, without a trailing slash. */
  readonly rootfs: string;
  /** This process's id: the owner of locks. */
  readonly pid: number;
  readonly runtime: (criSocket: string) => Runtime;
  /**
   * Takes the folders whose names have to be flushed at the end (`flushFolders`). The host does it before it changes
   * anything but files. Without it, every file is followed by its folder.
   */
  readonly unflushed?: Set<string>;
  /** Takes what goes on in the background: whoever gives the list waits for it. Without it nothing does. */
  readonly background?: Promise<void>[];
}

/** Changes after which the names in folders need not be flushed yet. */
const ONLY_FILES: readonly Change['kind'][] = ['write-file', 'write-files', 'make-directory', 'set-owner'];

/** A service that takes longer to start or stop than this hangs. */
const SERVICE_TIMEOUT_MS = 60_000;

type Executors = { readonly [K in Change['kind']]: (change: Extract<Change, { kind: K }>) => Promise<void> };

/** The machine and its cluster, for real: a table keyed by the change's kind. */
export function realHost(parts: RealHostParts): Host {
  const { machine, cluster, rootfs, emit, unflushed } = parts;
  const at = (path: string): string => rootfs + path;
  const etcd = (access: EtcdAccess) => connectEtcd(machine, access);
  const execute: Executors = {
    'write-file': (change) =>
      during('write', change.path, () =>
        writeAtomically(at(change.path), { ...change, parentMode: change.parentMode ?? 0o755 }, unflushed),
      ),
    'write-files': ({ files }) =>
      during('write', files.map(({ path }) => path).join(' and '), () =>
        writeTogether(
          files.map((file) => ({ path: at(file.path), write: { ...file, parentMode: file.parentMode ?? 0o755 } })),
          unflushed,
        ),
      ),
    'make-directory': ({ path, mode }) =>
      during('make the folder', path, async () => {
        makeFolders(at(path), mode);
        await chmod(at(path), mode);
      }),
    'set-owner': (change) => during('change the owner of', change.path, () => setOwner(at(change.path), change)),
    'remove-file': ({ path }) => during('remove', path, () => removePath(at(path), path)),
    'empty-directory': ({ path }) => during('empty the folder', path, () => emptyDirectory(at(path), path)),
    'copy-directory': (change) => during('copy', change.path, () => copyDirectory(machine, change, at)),
    unmount: (change) => unmount(machine, change),
    'add-accounts': (change) => during('write', change.path, () => addAccounts(parts, change)),
    'remove-accounts': (change) => during('write', change.path, () => removeAccounts(parts, change)),
    'run-service': async (change) => {
      const work = runService(machine, change);
      if (change.background !== true || parts.background === undefined) return work;
      // whoever waits for it learns of a failure; until then it is nobody's
      work.catch(() => undefined);
      parts.background.push(work);
    },
    'pull-image': ({ image, criSocket }) =>
      parts.runtime(criSocket).pullImage(image, ({ detail }) => emit({ type: 'progress', what: image, detail })),
    'stop-container': ({ id, criSocket }) => parts.runtime(criSocket).stopContainer(id),
    'remove-sandbox': ({ id, criSocket }) => parts.runtime(criSocket).removeSandbox(id),
    'add-etcd-learner': async ({ access, peerUrl }) => void (await etcd(access).addLearner(peerUrl)),
    'promote-etcd-member': ({ access, id }) => etcd(access).promote(id),
    'remove-etcd-member': ({ access, id }) => etcd(access).remove(id),
    'snapshot-etcd': ({ access, path }) =>
      during('write', path, async () => {
        const content = await openSnapshot(machine, access, access.endpoints[0] ?? '');
        await writeAtomically(at(path), { content, mode: 0o600, parentMode: 0o700 });
      }),
    'restore-snapshot': (change) => during('make', change.to, () => restoreSnapshot(machine, change, at)),
    'move-path': ({ path, to }) => during('move', path, () => movePath(at(path), at(to), to)),
    'apply-object': (change) => cluster.apply(change),
    'grant-admin': (change) => cluster.grantAdmin(change),
    'evict-pod': (change) => cluster.evict(change),
  };
  return {
    ...machine,
    getObject: cluster.getObject,
    listObjects: cluster.listObjects,
    apiGet: cluster.apiGet,
    clusterOf: cluster.clusterOf,
    change: <K extends Change['kind']>(change: Extract<Change, { kind: K }>): Promise<void> => {
      const executor: (change: Extract<Change, { kind: K }>) => Promise<void> = execute[change.kind as K];
      if (unflushed !== undefined && !ONLY_FILES.includes(change.kind)) flushFolders(unflushed);
      return executor(change);
    },
    until: (what, look, options) => until(what, look, options, parts),
  } as Host;
}

async function during(action: string, path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof KubeadmError ? error : fileError(action, path, error);
  }
}

/** Symbolic links below a folder are left alone: they may lead out of it. */
async function setOwner(path: string, { owner, mode, recursive }: SetOwner): Promise<void> {
  await chown(path, owner.uid, owner.gid);
  if (mode !== undefined) await chmod(path, mode);
  if (recursive === true) await chownBelow(path, owner);
}

async function chownBelow(folder: string, owner: Ownership): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isSymbolicLink()) continue;
    const path = join(folder, entry.name);
    await chown(path, owner.uid, owner.gid);
    if (entry.isDirectory()) await chownBelow(path, owner);
  }
}

async function addAccounts({ machine, rootfs, pid }: RealHostParts, { path, lines }: AddAccounts): Promise<void> {
  await withAccountLock(rootfs + path, pid, async () => {
    const before = (await machine.readFile(path)) ?? '';
    const info = await machine.stat(path);
    const joined = before === '' || before.endsWith('\n') ? before : `${before}\n`;
    const content = `${joined}${lines.join('\n')}\n`;
    await writeAtomically(rootfs + path, { content, mode: info?.mode ?? 0o644, parentMode: 0o755 });
  });
}

/** @throws KubeadmError `service-failed` with what the init system said */
async function runService(machine: MachineView, { action, service, background }: RunService): Promise<void> {
  const system = await detectInitSystem(machine);
  if (system === undefined) return;
  const commands = serviceCommands(system, action, service);
  for (const [index, command] of commands.entries()) {
    const last = index === commands.length - 1;
    const result = await (background === true && last
      ? machine.start(command)
      : machine.query(command, { timeoutMs: SERVICE_TIMEOUT_MS }));
    if (result.code !== 0) throw serviceError(command, result, system, service);
  }
}

function serviceError(
  command: readonly string[],
  { code, stderr, failure }: CommandResult,
  system: InitSystem,
  service: string,
): KubeadmError {
  const said = stderr.trim() || failure || `exit code ${code}`;
  return new KubeadmError('service-failed', `\`${command.join(' ')}\` failed: ${said}`, {
    hint: `see why: ${system === 'systemd' ? `systemctl status ${service}; journalctl -u ${service} -n 50` : `rc-service ${service} status`}`,
  });
}
