import { lstat, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { withAccountLock } from './account-lock.ts';
import type { RemoveAccounts, Unmount } from './change.ts';
import { systemCode } from './file-errors.ts';
import { below, mountPoints } from './mount-points.ts';
import type { MachineView } from './real-view.ts';
import { writeAtomically } from './write-atomically.ts';

/** For folders into which something still writes while they are removed: a container that is ending, for example. */
const PATIENT = { recursive: true, force: true, maxRetries: 3, retryDelay: 100 } as const;

/**
 * Remove what is in a folder, and keep the folder. Symbolic links in it are removed, not followed; what is mounted
 * below it stays, with the folders that lead there.
 *
 * @param real - where the folder is on this disk
 * @param shown - what messages call it
 * @param mounted - reads where something is mounted; /proc/mounts unless given
 * @throws KubeadmError `not-a-folder` when something else stands there, such as a symbolic link
 */
export async function emptyDirectory(real: string, shown: string, mounted = readMountPoints): Promise<void> {
  const info = await lstat(real).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (info === undefined) return;
  if (!info.isDirectory()) throw notAFolder(shown, info.isSymbolicLink());
  const folder = await realpath(real);
  await removeBelow(folder, below(folder, await mounted()));
}

/** @param keep - mount points below the folder */
async function removeBelow(folder: string, keep: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (keep.includes(path)) continue;
    const inside = below(path, keep);
    if (inside.length > 0) await removeBelow(path, inside);
    else await rm(path, PATIENT);
  }
}

/**
 * Remove a file; where a folder stands in its place, with all that is in it. A symbolic link is removed, not followed.
 *
 * @param real - where it is on this disk
 * @param shown - what messages call it
 * @throws KubeadmError `something-mounted` for a folder with mounts below it, of which nothing is removed
 */
export async function removePath(real: string, shown: string): Promise<void> {
  const info = await lstat(real).catch(() => undefined);
  const mounts = info?.isDirectory() === true ? below(await realpath(real), await readMountPoints()) : [];
  if (mounts.length === 0) return rm(real, PATIENT);
  throw new KubeadmError(
    'something-mounted',
    `${shown} is a folder, and something is mounted at ${mounts.join(', ')}`,
    {
      hint: `look at what is there, and unmount it (umount ${mounts.at(-1) ?? ''})`,
    },
  );
}

async function readMountPoints(): Promise<readonly string[]> {
  return mountPoints(await readFile('/proc/mounts', 'utf8').catch(() => ''));
}

function notAFolder(path: string, link: boolean): KubeadmError {
  const what = link ? 'a symbolic link, which is not followed' : 'not a folder';
  return new KubeadmError('not-a-folder', `${path} is ${what}`, {
    hint: 'look at what is there, and remove it by hand if it is no longer needed',
  });
}

/**
 * Options of umount(8) for the flags of umount2(2) that it offers; every implementation has the short ones. Nothing
 * stands for MNT_EXPIRE; a path of /proc/mounts has no link in it that UMOUNT_NOFOLLOW would have to heed.
 */
const OPTIONS: Readonly<Partial<Record<Unmount['flags'][number], string>>> = { MNT_FORCE: '-f', MNT_DETACH: '-l' };

/**
 * Take one mount off a path.
 *
 * @throws KubeadmError `unmount-failed` with what umount said
 */
export async function unmount(
  machine: Pick<MachineView, 'query' | 'readFile'>,
  { path, flags }: Unmount,
): Promise<void> {
  const options = flags.flatMap((flag) => OPTIONS[flag] ?? []);
  const { code, stderr, failure } = await machine.query(['umount', ...options, path]);
  // its words depend on the language: whether it was mounted at all, the kernel knows
  if (code === 0 || !mountPoints((await machine.readFile('/proc/mounts')) ?? '').includes(path)) return;
  const said = stderr.trim() || failure || `exit code ${code}`;
  throw new KubeadmError('unmount-failed', `${path} cannot be unmounted: ${said}`, {
    hint: `see who uses it (fuser -vm ${path}), end that, and run the same command again; unmountFlags: [MNT_DETACH] in a ResetConfiguration takes it away from under its users`,
  });
}

/** What changing an account database needs. */
interface AccountParts {
  readonly machine: Pick<MachineView, 'readFile' | 'stat'>;
  readonly rootfs: string;
  readonly pid: number;
}

/** Take the named accounts out of `/etc/passwd` or `/etc/group`. Without such a file there is nothing to do. */
export async function removeAccounts(
  { machine, rootfs, pid }: AccountParts,
  { path, names }: RemoveAccounts,
): Promise<void> {
  if ((await machine.stat(path)) === undefined) return;
  await withAccountLock(rootfs + path, pid, async () => {
    const [before = '', info] = await Promise.all([machine.readFile(path), machine.stat(path)]);
    const content = withoutAccounts(before, names);
    if (content === before || info === undefined) return;
    const { mode, uid, gid } = info;
    await writeAtomically(rootfs + path, { content, mode, parentMode: 0o755, owner: { uid, gid } });
  });
}

/** The text of an account database without the lines of some accounts. */
export function withoutAccounts(text: string, names: readonly string[]): string {
  const lines = text.split('\n').filter((line) => !names.includes(line.split(':')[0] ?? ''));
  return lines.join('\n');
}
