import { ensureFile } from '../pkg/host/ensure-file.ts';
import type { Host, HostView } from '../pkg/host/host.ts';
import type { ObjectRef } from '../pkg/kube/kube-object.ts';

/** Where the reference keeps what its dry runs and upgrades made; only root looks into it. */
export const TEMPORARY_DIRECTORY = '/etc/kubernetes/tmp';
const TEMPORARY_MODE = 0o700;

/** What an upgrade of a node keeps of the time before it. The folders are named as the reference names them. */
export interface BackupFolders {
  readonly manifests: string;
  readonly etcd: string;
  readonly kubelet: string;
  /** Objects of the cluster, as JSON. Not of the reference. */
  readonly objects: string;
}

/** What an upgrade writes down of itself beside its backups, for a run that goes on and for `upgrade rollback`. */
export interface UpgradeRecord {
  readonly command: 'apply' | 'node';
  readonly node: string;
  readonly from: string;
  readonly to: string;
  /** What the kubelet made of each static Pod before it was replaced. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** `2026-11-28-12-30-05` in the machine's own time, as the reference has it in names of folders. */
export function backupStamp(begun: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const parts = [begun.getMonth() + 1, begun.getDate(), begun.getHours(), begun.getMinutes(), begun.getSeconds()];
  return [begun.getFullYear(), ...parts.map(two)].join('-');
}

/** @param stamp - see {@link backupStamp} */
export function backupFolders(stamp: string): BackupFolders {
  return {
    manifests: `${TEMPORARY_DIRECTORY}/kubeadm-backup-manifests-${stamp}`,
    etcd: `${TEMPORARY_DIRECTORY}/kubeadm-backup-etcd-${stamp}`,
    kubelet: `${TEMPORARY_DIRECTORY}/kubeadm-kubelet-config-${stamp}`,
    objects: `${TEMPORARY_DIRECTORY}/kubeadm-backup-objects-${stamp}`,
  };
}

/** Where the record of an upgrade is. */
export function recordPath(stamp: string): string {
  return `${TEMPORARY_DIRECTORY}/kubeadm-ts-upgrade-${stamp}.json`;
}

/** The record of an upgrade; `undefined` when there is none, or none that can be read. */
export async function readRecord(view: Pick<HostView, 'readFile'>, stamp: string): Promise<UpgradeRecord | undefined> {
  try {
    return JSON.parse((await view.readFile(recordPath(stamp))) ?? '') as UpgradeRecord;
  } catch {
    return undefined;
  }
}

/** Stamps of the upgrades that left a record on this machine, the newest first. */
export async function recordedUpgrades(view: Pick<HostView, 'listDirectory'>): Promise<readonly string[]> {
  const names = (await view.listDirectory(TEMPORARY_DIRECTORY)) ?? [];
  const stamps = names.flatMap((name) => /^kubeadm-ts-upgrade-([\d-]+)\.json$/.exec(name)?.[1] ?? []);
  return stamps.sort().reverse();
}

/** Keep a text for the way back. What is there already is older, and stays. */
export async function keepFile(host: Host, path: string, content: string, secret = false): Promise<void> {
  if ((await host.stat(path)) !== undefined) return;
  await ensureTemporaryDirectory(host);
  await ensureFile(host, {
    kind: 'write-file',
    path,
    content,
    mode: 0o600,
    parentMode: TEMPORARY_MODE,
    ...(secret ? { secret } : {}),
  });
}

export async function writeRecord(host: Host, stamp: string, record: UpgradeRecord): Promise<void> {
  await ensureTemporaryDirectory(host);
  const content = `${JSON.stringify(record)}\n`;
  await ensureFile(host, { kind: 'write-file', path: recordPath(stamp), content, mode: 0o600 });
}

/** The reference's mode: copies of manifests tell of the machine, and copies of etcd hold every Secret. */
async function ensureTemporaryDirectory(host: Host): Promise<void> {
  const info = await host.stat(TEMPORARY_DIRECTORY);
  if (info?.kind === 'directory' && info.mode === TEMPORARY_MODE) return;
  await host.change({ kind: 'make-directory', path: TEMPORARY_DIRECTORY, mode: TEMPORARY_MODE });
}

/** The snapshot of etcd that was saved before anything was changed. */
export function snapshotPath({ etcd }: BackupFolders): string {
  return `${etcd}/snapshot.db`;
}

/** What a restore of the snapshot has begun, and not ended yet. */
export function restoreStatePath({ etcd }: BackupFolders): string {
  return `${etcd}/restore-in-progress.json`;
}

const inKubeSystem = (apiVersion: string, kind: string, name: string): ObjectRef => ({
  apiVersion,
  kind,
  name,
  namespace: 'kube-system',
});

/** What an upgrade of the cluster replaces in it; ConfigMaps first, because the others read them. */
export const OBJECTS_BACKED_UP: readonly ObjectRef[] = [
  ...['kubeadm-config', 'kubelet-config', 'kube-proxy', 'coredns'].map((name) => inKubeSystem('v1', 'ConfigMap', name)),
  inKubeSystem('apps/v1', 'DaemonSet', 'kube-proxy'),
  inKubeSystem('apps/v1', 'Deployment', 'coredns'),
];

/** Where the copy of an object is: `ConfigMap-kubeadm-config.json`. */
export function objectPath({ objects }: BackupFolders, { kind, name }: ObjectRef): string {
  return `${objects}/${kind}-${name}.json`;
}

/** Backups of so many upgrades are on a machine at a time, the one that begins among them. */
const KEPT_UPGRADES = 3;

/** Snapshots hold every Secret, and take room: those of old upgrades are removed. What others put there stays. */
export async function forgetOldBackups(host: Host): Promise<void> {
  const old = (await recordedUpgrades(host)).slice(KEPT_UPGRADES - 1);
  for (const stamp of old) await forgetBackups(host, stamp, `backups of the last ${KEPT_UPGRADES} upgrades are kept`);
}

/** An upgrade that found everything done leads back to nothing else, and must not stand before one that does. */
export async function forgetEmptyUpgrade(host: Host, stamp: string): Promise<void> {
  const record = await readRecord(host, stamp);
  if (record === undefined || record.from !== record.to) return;
  const { manifests, kubelet } = backupFolders(stamp);
  const kept = await Promise.all([manifests, kubelet].map((folder) => host.listDirectory(folder)));
  if (kept.every((names) => (names ?? []).length === 0)) await forgetBackups(host, stamp, 'nothing was replaced');
}

async function forgetBackups(host: Host, stamp: string, why: string): Promise<void> {
  // the record goes last: without it nobody would know of the rest
  for (const path of [...Object.values(backupFolders(stamp)), recordPath(stamp)]) {
    if ((await host.stat(path)) !== undefined) await host.change({ kind: 'remove-file', path, why });
  }
}
