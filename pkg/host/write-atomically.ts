import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Ownership } from './change.ts';
import { systemCode } from './file-errors.ts';

// Calls to the system are made at once here, without Node's thread pool: a file takes a dozen of them, each done in
// microseconds, and a way through the pool and back costs ten times that. `init phase certs all` writes 21 files.

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
 * @param unflushed - takes the folder, for {@link flushFolders}; it is flushed at once where this is not given
 * @throws the system's error; nothing is left behind then
 */
export async function writeAtomically(path: string, write: AtomicWrite, unflushed?: Set<string>): Promise<void> {
  const temporary = await staged(path, write);
  try {
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw error;
  }
  settleNames([dirname(path)], unflushed);
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
 * @param unflushed - as for {@link writeAtomically}
 * @throws the system's error; the old files are in place then
 */
export async function writeTogether(files: readonly FileToWrite[], unflushed?: Set<string>): Promise<void> {
  const prepared: { readonly path: string; readonly temporary: string; readonly old: OldFile | undefined }[] = [];
  const replaced: typeof prepared = [];
  try {
    for (const { path, write } of files)
      prepared.push({ path, temporary: await staged(path, write), old: oldFile(path) });
    for (const each of prepared) {
      renameSync(each.temporary, each.path);
      replaced.push(each);
    }
  } catch (error) {
    for (const { temporary } of prepared) discard(temporary);
    for (const { path, old } of replaced) {
      if (old === undefined) unlinkSync(path);
      else await writeAtomically(path, old);
    }
    throw error;
  }
  settleNames(
    prepared.map(({ path }) => dirname(path)),
    unflushed,
  );
}

function settleNames(folders: readonly string[], unflushed: Set<string> | undefined): void {
  if (unflushed === undefined) flushFolders(new Set(folders));
  else folders.forEach((folder) => unflushed.add(folder));
}

/**
 * Have the names in these folders survive a power failure. The content of files is flushed before they get their names;
 * without this, a failure may take a new name back, and nothing worse. One flush for all files of a folder is enough, as
 * long as nothing else has been built on them.
 */
export function flushFolders(folders: Set<string>): void {
  folders.forEach(flushFolder);
  folders.clear();
}

type OldFile = AtomicWrite & { readonly content: Buffer };

function oldFile(path: string): OldFile | undefined {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info?.isFile() !== true) return undefined;
  return { content: readFileSync(path), mode: info.mode & 0o7777, parentMode: 0o755, owner: info };
}

/** Write a temporary file beside the one that it will replace, and flush it. */
async function staged(path: string, write: AtomicWrite): Promise<string> {
  const folder = dirname(path);
  makeFolders(folder, write.parentMode);
  removeLeftovers(path);
  // The kubelet's static Pod watcher and people's globs pass over names with a leading dot.
  const temporary = join(folder, `.${basename(path)}.${randomBytes(SUFFIX_BYTES).toString('hex')}.tmp`);
  try {
    await writeFlushed(temporary, write);
  } catch (error) {
    discard(temporary);
    throw error;
  }
  return temporary;
}

/** What a run that was killed while it wrote this file left beside it: maybe half a private key. */
function removeLeftovers(path: string): void {
  const [start, end] = [`.${basename(path)}.`, '.tmp'];
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(start) && name.endsWith(end) && isSuffix(name.slice(start.length, -end.length)))
      discard(join(dirname(path), name));
}

function isSuffix(text: string): boolean {
  return text.length === 2 * SUFFIX_BYTES && /^[0-9a-f]+$/.test(text);
}

async function writeFlushed(path: string, { content, mode, owner }: AtomicWrite): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  try {
    if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content);
    else for await (const part of content) writeFileSync(file, part);
    // chmod, not the mode of open: the umask must not matter, and a new owner clears bits
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Remove a temporary file, if it can be done. */
function discard(temporary: string): void {
  try {
    unlinkSync(temporary);
  } catch {
    // what it was for has failed already: that is told
  }
}

/**
 * Make a folder and its missing parents. Only folders that were missing get the mode.
 *
 * Not `mkdir` with `recursive`: on a read-only file system Node says `ENOENT` there, which helps nobody.
 *
 * @throws the system's error
 */
export function makeFolders(path: string, mode: number): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolders(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
    // the umask may have taken bits away
    chmodSync(path, mode);
  } catch (error) {
    // another process was faster
    if (systemCode(error) !== 'EEXIST' || !isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/** Some file systems cannot: that is no reason to fail. */
function flushFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch {
    return;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
