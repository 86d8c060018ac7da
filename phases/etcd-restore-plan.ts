import type { InitConfig } from '../pkg/config/types.ts';
import { KubeadmError } from '../pkg/errors/kubeadm-error.ts';
import { localEtcdAccess } from '../pkg/etcd/cluster-endpoints.ts';
import type { EtcdMember } from '../pkg/etcd/etcd.ts';
import { votersOf } from '../pkg/etcd/quorum.ts';
import { isWholeSnapshot } from '../pkg/etcd/snapshot-file.ts';
import type { HostView } from '../pkg/host/host.ts';
import type { EtcdRestore } from './etcd-restore.ts';
import { clientUrlOf } from './etcd-urls.ts';
import { readRestoreState } from './etcd-restore-state.ts';
import { backupFolders, snapshotPath, type UpgradeRecord } from './upgrade-backups.ts';
import { etcdArguments } from './etcd-arguments.ts';
import { manifestFile } from './write-static-pod.ts';

/** etcdutl writes a first segment of the log beside the database (64 MiB in server/storage/wal), and there is slack. */
const ROOM_BESIDE = 128 * 1024 ** 2;
/** Larger files are left to etcdutl, which checks the same hash before anything is stopped. */
const HASHED_HERE = 1024 ** 3;

interface Asked {
  readonly stamp: string;
  readonly record: UpgradeRecord;
  readonly config: InitConfig;
}

/**
 * Whether the data of etcd can go back on this machine, and what that means. Reads only.
 *
 * @throws KubeadmError `restore-not-possible`, `snapshot-missing`, `snapshot-damaged`, `etcdutl-missing`, `disk-full`
 */
export async function planEtcdRestore(host: HostView, { stamp, record, config }: Asked): Promise<EtcdRestore> {
  const folders = backupFolders(stamp);
  const snapshot = snapshotPath(folders);
  const state = await readRestoreState(host, folders);
  const manifest = state?.manifests['etcd'] ?? (await host.readFile(manifestFile('etcd', '').path));
  if (manifest === undefined) throw noEtcdHere();
  const args = etcdArguments(manifest);
  if (args.walDir !== undefined) throw separateLog(args.walDir);
  const revisionAndMembers = state === undefined ? await askEtcd(host, config) : undefined;
  const voters = revisionAndMembers === undefined ? undefined : votersOf(revisionAndMembers.members);
  if (voters !== undefined && voters.length !== 1) throw severalMembers(voters);
  const info = await host.stat(snapshot);
  if (info === undefined) throw snapshotMissing(snapshot, record);
  if (state === undefined) {
    await requireTool(host);
    await requireWhole(host, snapshot, info.size);
    await requireRoom(host, args.dataDir, info.size);
  }
  return {
    snapshot,
    ...(info.modified === undefined ? {} : { savedAt: info.modified }),
    revision: await snapshotRevision(host, snapshot),
    revisionNow: revisionAndMembers?.revision,
    alone: state !== undefined || voters !== undefined ? 'yes' : 'unknown',
    dataDir: args.dataDir,
    name: args.name,
    peerUrl: args.peerUrl,
    bumpRevision: await canBump(host),
    begun: state !== undefined,
  };
}

/** @returns `undefined` while it does not answer */
async function askEtcd(
  host: HostView,
  config: InitConfig,
): Promise<{ readonly revision: number | undefined; readonly members: readonly EtcdMember[] } | undefined> {
  const url = clientUrlOf(config);
  const etcd = host.etcd(localEtcdAccess(config.cluster.certificatesDir, [url]));
  try {
    const [members, { revision }] = await Promise.all([etcd.members(), etcd.status(url)]);
    return { members, revision };
  } catch {
    return undefined;
  }
}

async function requireTool(host: HostView): Promise<void> {
  if ((await host.which('etcdutl')) !== undefined) return;
  throw new KubeadmError(
    'etcdutl-missing',
    'there is no etcdutl in PATH: it makes the data of etcd from the snapshot',
    {
      hint: 'put it there from the release of the etcd that runs (the image in /etc/kubernetes/manifests/etcd.yaml names it): the image and the archives of etcd carry it; then run the same command again',
    },
  );
}

async function requireWhole(host: HostView, snapshot: string, size: number): Promise<void> {
  if (size > HASHED_HERE) return;
  if (isWholeSnapshot((await host.readBytes(snapshot)) ?? new Uint8Array())) return;
  throw new KubeadmError('snapshot-damaged', `${snapshot} is damaged: its hash does not fit`, {
    hint: 'nothing was changed. Where another copy of it exists, put that there',
  });
}

/** Where df does not tell, etcdutl does: before anything is stopped. */
async function requireRoom(host: HostView, dataDir: string, size: number): Promise<void> {
  const { stdout } = await host.query(['df', '-P', '-k', dataDir]);
  const free = Number(stdout.trim().split('\n').at(-1)?.trim().split(/\s+/)[3]) * 1024;
  if (Number.isNaN(free) || free >= size + ROOM_BESIDE) return;
  const mib = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
  throw new KubeadmError(
    'disk-full',
    `the file system of ${dataDir} has ${mib(free)} left, the data of before need ${mib(size + ROOM_BESIDE)} beside those of now`,
    { hint: `make room there (df -h ${dataDir}), then run the same command again` },
  );
}

async function snapshotRevision(host: HostView, snapshot: string): Promise<number | undefined> {
  const { code, stdout } = await host.query(['etcdutl', 'snapshot', 'status', snapshot, '--write-out', 'json']);
  const found = code === 0 ? /"revision":\s*(\d+)/.exec(stdout)?.[1] : undefined;
  return found === undefined ? undefined : Number(found);
}

/** etcdutl before 3.5.11 cannot. */
async function canBump(host: HostView): Promise<boolean> {
  const { stdout, stderr } = await host.query(['etcdutl', 'snapshot', 'restore', '--help']);
  return `${stdout}${stderr}`.includes('--mark-compacted');
}

function noEtcdHere(): KubeadmError {
  return new KubeadmError('restore-not-possible', 'no etcd runs on this machine: its data cannot go back here', {
    hint: 'external etcd is restored where it runs, with etcdutl snapshot restore; `kubeadm-ts upgrade rollback` without --restore-etcd puts the rest back',
  });
}

function separateLog(folder: string): KubeadmError {
  return new KubeadmError('restore-not-possible', `etcd keeps its log apart (--wal-dir ${folder})`, {
    hint: 'such an etcd has to be restored by hand: etcdutl snapshot restore --wal-dir',
  });
}

function severalMembers(voters: readonly EtcdMember[]): KubeadmError {
  const names = voters.map(({ name, id }) => (name === '' ? id : name)).join(', ');
  return new KubeadmError(
    'restore-not-possible',
    `etcd has ${voters.length} voting members (${names}): one that goes back in time would contradict what it promised to the others`,
    {
      hint: 'nothing was changed. Run `kubeadm-ts reset` on every other control plane, then this command here, then `kubeadm-ts token create --print-join-command` here and `kubeadm-ts join ... --control-plane` on each of them',
    },
  );
}

function snapshotMissing(snapshot: string, { command }: UpgradeRecord): KubeadmError {
  const why = command === 'node' ? ': `upgrade node` saves none, the machine on which `upgrade apply` ran has it' : '';
  return new KubeadmError('snapshot-missing', `there is no ${snapshot}${why}`, {
    hint: '`kubeadm-ts upgrade rollback` without --restore-etcd puts the rest back',
  });
}

/** Nobody is there who knows that this is the only control plane. */
export function notAnswering(): KubeadmError {
  return new KubeadmError(
    'restore-not-possible',
    'etcd does not answer, so how many members it has cannot be told, and --yes does not know either',
    { hint: 'where this is the only control plane, run the same command without --yes and answer its question' },
  );
}
