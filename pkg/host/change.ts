import type { UnmountFlag } from '../config/types.ts';
import type { EtcdAccess } from '../etcd/etcd.ts';
import type { KubeObject } from '../kube/kube-object.ts';

/** Who owns a file. */
export interface Ownership {
  readonly uid: number;
  readonly gid: number;
}

/** Write a whole file, atomically. Parent folders that are missing are made with `parentMode`. */
export interface WriteFile {
  readonly kind: 'write-file';
  /** Absolute path on the host, without the `--rootfs` prefix. */
  readonly path: string;
  readonly content: string;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  /** Secret content never appears in events, in a dry run's output or in errors. */
  readonly secret?: boolean;
  /** Permission bits of parent folders that have to be made; 0o755 unless given. */
  readonly parentMode?: number;
  readonly owner?: Ownership;
}

/**
 * Replace several files that are of no use without one another, such as a certificate and its key: all of them are on
 * the disk before the first takes its place, and when one cannot, the old ones are put back.
 */
export interface WriteFiles {
  readonly kind: 'write-files';
  readonly files: readonly WriteFile[];
}

export interface MakeDirectory {
  readonly kind: 'make-directory';
  readonly path: string;
  readonly mode: number;
}

/** Give a file (or, recursively, a folder) to a user and set its permission bits. */
export interface SetOwner {
  readonly kind: 'set-owner';
  readonly path: string;
  readonly owner: Ownership;
  readonly mode?: number;
  readonly recursive?: boolean;
}

export interface RemoveFile {
  readonly kind: 'remove-file';
  readonly path: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** Add lines to an account database (`/etc/passwd`, `/etc/group`) under its lock. */
export interface AddAccounts {
  readonly kind: 'add-accounts';
  readonly path: string;
  readonly lines: readonly string[];
}

export interface RunService {
  readonly kind: 'run-service';
  /**
   * `enable` also starts it, and has it started at boot; `disable` is the opposite; `forget` comes after its files were
   * removed: it is not shown as failed any more either, nor is what it started.
   */
  readonly action: 'start' | 'stop' | 'restart' | 'enable' | 'disable' | 'forget';
  /** `kubelet`; units of systemd of another kind with their suffix (`x.timer`). */
  readonly service: string;
  /**
   * Nothing that follows needs it: the run goes on, and does not wait for it at its end either. That it cannot be
   * begun is a warning.
   */
  readonly background?: boolean;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** How an object reaches the API server. `patch` is a strategic merge patch. */
export type ApplyVerb = 'create' | 'update' | 'patch' | 'delete';

export interface ApplyObject {
  readonly kind: 'apply-object';
  readonly verb: ApplyVerb;
  readonly object: KubeObject;
}

/**
 * Give the group of admin.conf its rights: tried with admin.conf, and with super-admin.conf where that is forbidden.
 * It is a change of its own because it is the only one made with other credentials.
 */
export interface GrantAdmin {
  readonly kind: 'grant-admin';
  readonly object: KubeObject;
}

/**
 * Ask the API server to remove a Pod from its node as its disruption budgets allow it. A Pod that is gone is no failure,
 * one that may not go yet is: `eviction-blocked`.
 */
export interface EvictPod {
  readonly kind: 'evict-pod';
  readonly name: string;
  readonly namespace: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

export interface PullImage {
  readonly kind: 'pull-image';
  readonly image: string;
  readonly criSocket: string;
}

/**
 * Remove what is in a folder, and keep the folder. Symbolic links in it are removed, never followed; a folder that is
 * itself a link is left alone, and so is what is mounted below it.
 */
export interface EmptyDirectory {
  readonly kind: 'empty-directory';
  readonly path: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/**
 * Copy a folder with all that is in it, owners, modes and times included, to where nothing stands or an empty folder
 * does. An unfinished copy does not stay.
 */
export interface CopyDirectory {
  readonly kind: 'copy-directory';
  readonly path: string;
  readonly to: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** Take the newest mount off a path. */
export interface Unmount {
  readonly kind: 'unmount';
  readonly path: string;
  readonly flags: readonly UnmountFlag[];
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** Stop and remove a Pod's sandbox with its containers, through the container runtime. */
export interface RemoveSandbox {
  readonly kind: 'remove-sandbox';
  readonly id: string;
  /** `namespace/name` of the Pod, for messages. */
  readonly pod: string;
  readonly criSocket: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** End a container's process, so that the kubelet starts it again. */
export interface StopContainer {
  readonly kind: 'stop-container';
  readonly id: string;
  /** What runs in it, for messages. */
  readonly name: string;
  readonly criSocket: string;
}

/** Take lines out of an account database (`/etc/passwd`, `/etc/group`) under its lock: those of the named accounts. */
export interface RemoveAccounts {
  readonly kind: 'remove-accounts';
  readonly path: string;
  readonly names: readonly string[];
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** Ask etcd to take a member as a learner: it copies the data, and votes once it is promoted. */
export interface AddEtcdLearner {
  readonly kind: 'add-etcd-learner';
  readonly access: EtcdAccess;
  /** `https://host:2380` */
  readonly peerUrl: string;
}

export interface PromoteEtcdMember {
  readonly kind: 'promote-etcd-member';
  readonly access: EtcdAccess;
  /** Hexadecimal, as etcdctl shows it. */
  readonly id: string;
  /** The member's name, for messages. */
  readonly name: string;
}

export interface RemoveEtcdMember {
  readonly kind: 'remove-etcd-member';
  readonly access: EtcdAccess;
  readonly id: string;
  readonly name: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** Save all that an etcd holds to a file that only root reads, as one member has it. Its hash is checked. */
export interface SnapshotEtcd {
  readonly kind: 'snapshot-etcd';
  /** Its first endpoint is the member that is asked. */
  readonly access: EtcdAccess;
  readonly path: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/**
 * Make the data folder of an etcd from a snapshot, with etcd's own tool, for a member that is alone. The folder gets its
 * name when it is complete: what is cut off leaves nothing that could be taken for it.
 */
export interface RestoreSnapshot {
  readonly kind: 'restore-snapshot';
  /** The snapshot. */
  readonly path: string;
  /** The folder that is made; nothing may stand there. */
  readonly to: string;
  /** Of the member: `--name` and `--initial-advertise-peer-urls` of the etcd that will use it. */
  readonly name: string;
  readonly peerUrl: string;
  /** Who watches an object is told that what it knows is too old, instead of waiting for a revision that has been. */
  readonly bumpRevision: boolean;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** Give a file or folder another name on the same file system, in one step. Nothing is replaced by it. */
export interface MovePath {
  readonly kind: 'move-path';
  readonly path: string;
  readonly to: string;
  /** Why, for a dry run's list and for `-v`. */
  readonly why?: string;
}

/** Everything that this program can do to the world: a closed union, so that every host handles every kind. */
export type Change =
  | WriteFile
  | WriteFiles
  | MakeDirectory
  | SetOwner
  | RemoveFile
  | EmptyDirectory
  | CopyDirectory
  | Unmount
  | AddAccounts
  | RemoveAccounts
  | RunService
  | RemoveSandbox
  | StopContainer
  | ApplyObject
  | GrantAdmin
  | EvictPod
  | PullImage
  | AddEtcdLearner
  | PromoteEtcdMember
  | RemoveEtcdMember
  | SnapshotEtcd
  | RestoreSnapshot
  | MovePath;
