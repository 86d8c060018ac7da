import { lstat, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { systemCode } from './file-errors.ts';

/**
 * Rename, and have it on the disk. rename(2) would replace an empty folder: that one stays.
 *
 * @param shown - the new path, for messages
 * @throws KubeadmError `not-empty` when something has that name
 */
export async function movePath(from: string, to: string, shown: string): Promise<void> {
  if (await isThere(to)) {
    throw new KubeadmError('not-empty', `${shown} is there already, and nothing is moved over it`, {
      hint: 'look at what is there, and move it away',
    });
  }
  await rename(from, to);
  for (const folder of new Set([dirname(to), dirname(from)])) await syncFolder(folder);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
