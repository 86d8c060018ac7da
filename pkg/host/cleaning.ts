import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { withAccountLock } from './account-lock.ts';
import type { RemoveAccounts, Unmount } from './change.ts';
import { systemCode } from './file-errors.ts';
import type { MachineView } from './real-view.ts';
import { writeAtomically } from './write-atomically.ts';

/**
 * Remove what is in a folder, and keep the folder. Links in it are removed, not followed.
 *
 * @param real - where the folder is on this disk
 * @param shown - what messages call it
 * @throws KubeadmError `not-a-folder` when something else stands there, such as a symbolic link
 */
export async function emptyDirectory(real: string, shown: string): Promise<void> {
  const info = await lstat(real).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (info === undefined) return;
  if (!info.isDirectory()) throw notAFolder(shown, info.isSymbolicLink());
  for (const name of await readdir(real)) await rm(join(real, name), { recursive: true, force: true });
}

function notAFolder(path: string, link: boolean): KubeadmError {
  const what = link ? 'a symbolic link, which is not followed' : 'not a folder';
  return new KubeadmError('not-a-folder', `${path} is ${what}`, {
    hint: 'look at what is there, and remove it by hand if it is no longer needed',
  });
}

/** Options of umount(8) for the flags of umount2(2) that it offers. */
const OPTIONS: Readonly<Partial<Record<Unmount['flags'][number], string>>> = {
  MNT_FORCE: '--force',
  MNT_DETACH: '--lazy',
};

/** @throws KubeadmError `unmount-failed` with what umount said */
export async function unmount(machine: Pick<MachineView, 'query'>, { path, flags }: Unmount): Promise<void> {
  const options = flags.flatMap((flag) => OPTIONS[flag] ?? []);
  const { code, stderr, failure } = await machine.query(['umount', ...options, path]);
  if (code === 0 || /not mounted/.test(stderr)) return;
  throw new KubeadmError(
    'unmount-failed',
    `${path} cannot be unmounted: ${stderr.trim() || failure || `exit code ${code}`}`,
    {
      hint: `see who uses it: fuser -vm ${path}; then run the same command again`,
    },
  );
}

/** What changing an account database needs. */
interface AccountParts {
  readonly machine: Pick<MachineView, 'readFile' | 'stat'>;
  readonly rootfs: string;
  readonly pid: number;
}

export async function removeAccounts(
  { machine, rootfs, pid }: AccountParts,
  { path, names }: RemoveAccounts,
): Promise<void> {
  await withAccountLock(rootfs + path, pid, async () => {
    const before = await machine.readFile(path);
    if (before === undefined) return;
    const content = before
      .split('\n')
      .filter((line) => !names.includes(line.split(':')[0] ?? ''))
      .join('\n');
    const info = await machine.stat(path);
    if (content !== before)
      await writeAtomically(rootfs + path, { content, mode: info?.mode ?? 0o644, parentMode: 0o755 });
  });
}
