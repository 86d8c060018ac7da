import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { chmod, mkdir, open, readFile, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Ownership } from './change.ts';
import { systemCode } from './file-errors.ts';

/** Random part of a temporary file's name: twice as many hex digits. */
const SUFFIX_BYTES = 6;

/** How a file is written. */
export interface AtomicWrite {
  /** What comes piece by piece may still fail: then nothing is replaced. */
  readonly content: string | Uint8Array | AsyncIterable<Uint8Array>;
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
  const temporary = await staged(path, write);
  try {
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await flushFolder(dirname(path));
}

/** One of several files that belong together. */
export interface FileToWrite {
  readonly path: string;
  readonly write: AtomicWrite;
}

/**
 * Replace several files that are of no use without one another. All are written and flushed first, so that a full disk
 * changes nothing; then one after the other takes its place, with nothing in between.
 *
 * @throws the system's error; the old files are in place then
 */
export async function writeTogether(files: readonly FileToWrite[]): Promise<void> {
  const prepared: { readonly path: string; readonly temporary: string; readonly old: OldFile | undefined }[] = [];
  const replaced: typeof prepared = [];
  try {
    for (const { path, write } of files)
      prepared.push({ path, temporary: await staged(path, write), old: await oldFile(path) });
    for (const each of prepared) {
      // no other task of this process may come between
      renameSync(each.temporary, each.path);
      replaced.push(each);
    }
  } catch (error) {
    for (const { temporary } of prepared) await unlink(temporary).catch(() => undefined);
    for (const { path, old } of replaced) await (old === undefined ? unlink(path) : writeAtomically(path, old));
    throw error;
  }
  for (const folder of new Set(prepared.map(({ path }) => dirname(path)))) await flushFolder(folder);
}

type OldFile = AtomicWrite & { readonly content: Buffer };

async function oldFile(path: string): Promise<OldFile | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) return undefined;
  return { content: await readFile(path), mode: info.mode & 0o7777, parentMode: 0o755, owner: info };
}

/** Write a temporary file beside the one that it will replace, and flush it. */
async function staged(path: string, write: AtomicWrite): Promise<string> {
  const folder = dirname(path);
  await makeFolders(folder, write.parentMode);
  await removeLeftovers(path);
  // The kubelet's static Pod watcher and people's globs pass over names with a leading dot.
  const temporary = join(folder, `.${basename(path)}.${randomBytes(SUFFIX_BYTES).toString('hex')}.tmp`);
  try {
    await writeFlushed(temporary, write);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  return temporary;
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
    if (typeof content === 'string' || content instanceof Uint8Array) await file.writeFile(content);
    else for await (const part of content) await file.appendFile(part);
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
