import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Ownership } from './change.ts';
import { systemCode } from './file-errors.ts';

/** Random part of a temporary file's name: twice as many hex digits. */
const SUFFIX_BYTES = 6;

/** How a file is written. */
export interface AtomicWrite {
  readonly content: string;
  readonly mode: number;
  readonly parentMode: number;
  readonly owner?: Ownership | undefined;
}

/**
 * Replace a file in one step: a temporary file in the same folder, flushed to the disk, then renamed over the old one.
 * Whoever reads sees the old content or the new one, also after a crash. The mode is set before any content is there.
 *
 * @throws the system's error; nothing is left behind then
 */
export async function writeAtomically(path: string, write: AtomicWrite): Promise<void> {
  const folder = dirname(path);
  await makeFolders(folder, write.parentMode);
  await removeLeftovers(path);
  // The kubelet's static Pod watcher and people's globs pass over names with a leading dot.
  const temporary = join(folder, `.${basename(path)}.${randomBytes(SUFFIX_BYTES).toString('hex')}.tmp`);
  try {
    await writeFlushed(temporary, write);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await flushFolder(folder);
}

/** What a run that was killed while it wrote this file left beside it: maybe half a private key. */
async function removeLeftovers(path: string): Promise<void> {
  const [start, end] = [`.${basename(path)}.`, '.tmp'];
  const names = await readdir(dirname(path));
  const left = names.filter(
    (name) => name.startsWith(start) && name.endsWith(end) && isSuffix(name.slice(start.length, -end.length)),
  );
  for (const name of left) await unlink(join(dirname(path), name)).catch(() => undefined);
}

function isSuffix(text: string): boolean {
  return text.length === 2 * SUFFIX_BYTES && /^[0-9a-f]+$/.test(text);
}

async function writeFlushed(path: string, { content, mode, owner }: AtomicWrite): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.writeFile(content);
    // chmod, not the mode of open: the umask must not matter, and a new owner clears bits
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Make a folder and its missing parents. Only folders that were missing get the mode.
 *
 * Not `mkdir` with `recursive`: on a read-only file system Node says `ENOENT` there, which helps nobody.
 *
 * @throws the system's error
 */
export async function makeFolders(path: string, mode: number): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolders(dirname(path), mode);
  try {
    await mkdir(path, { mode });
    // the umask may have taken bits away
    await chmod(path, mode);
  } catch (error) {
    // another process was faster
    if (systemCode(error) !== 'EEXIST' || !(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/** So that the rename survives a power failure. Some file systems cannot: that is no reason to fail. */
async function flushFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    return;
  } finally {
    await handle?.close();
  }
}
