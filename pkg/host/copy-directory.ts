import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { CopyDirectory } from './change.ts';
import { systemCode } from './file-errors.ts';
import type { MachineView } from './real-view.ts';
import { makeFolders } from './write-atomically.ts';

/** Copying a database of several gigabytes from a slow disk. */
const TIMEOUT_MS = 30 * 60_000;

/**
 * Copy a folder with `cp -a`. A new one gets its name when it is complete: what is cut off leaves nothing that could be
 * taken for a copy. An empty folder that is there is filled, because something may be mounted on it.
 *
 * @param real - where a path is on this disk
 * @throws KubeadmError `copy-failed` with what cp said; `not-empty` when something is in the way
 */
export async function copyDirectory(
  machine: Pick<MachineView, 'query'>,
  { path, to }: Pick<CopyDirectory, 'path' | 'to'>,
  real: (path: string) => string,
): Promise<void> {
  if (await isEmptyFolder(real(to), to)) return copy(machine, `${path}/.`, to);
  const partial = `${to}.partial`;
  makeFolders(dirname(real(to)), 0o700);
  await rm(real(partial), { recursive: true, force: true });
  try {
    await copy(machine, path, partial);
    await rename(real(partial), real(to));
  } finally {
    await rm(real(partial), { recursive: true, force: true });
  }
}

async function copy(machine: Pick<MachineView, 'query'>, from: string, to: string): Promise<void> {
  const { code, stderr, failure } = await machine.query(['cp', '-a', from, to], { timeoutMs: TIMEOUT_MS });
  if (code === 0) return;
  const said = stderr.trim() || failure || `exit code ${code}`;
  throw new KubeadmError('copy-failed', `${from} cannot be copied to ${to}: ${said}`, {
    hint: `see that there is room (df -h ${dirname(to)}) and that cp is in PATH, and run the same command again`,
  });
}

/** @returns false when nothing is there */
async function isEmptyFolder(at: string, shown: string): Promise<boolean> {
  const info = await lstat(at).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (info === undefined) return false;
  if (info.isDirectory() && (await readdir(at)).length === 0) return true;
  throw new KubeadmError('not-empty', `${shown} is there already, and nothing is copied over it`, {
    hint: 'look at what is there, and move it away',
  });
}
