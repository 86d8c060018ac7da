import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileError, systemCode } from './file-errors.ts';
import type { FileInfo } from './host.ts';

const ABSENT = ['ENOENT', 'ENOTDIR'];

/**
 * Larger files than this, and pipes, are read on the thread pool. All else is asked of the system at once: it takes
 * microseconds, a way through the pool and back ten times that.
 */
const LARGE_BYTES = 1 << 20;

/** A dangling link leads to what it says. */
export function linkTarget(real: string, rootfs: string): string | undefined {
  if (!isLink(real)) return undefined;
  const target = resolved(real);
  return rootfs !== '' && target.startsWith(`${rootfs}/`) ? target.slice(rootfs.length) : target;
}

function isLink(path: string): boolean {
  try {
    return infoIfThere(lstatSync, path)?.isSymbolicLink() === true;
  } catch {
    return false;
  }
}

function resolved(link: string): string {
  try {
    return realpathSync(link);
  } catch {
    return resolve(dirname(link), readlinkSync(link));
  }
}

/**
 * Where a path is below another root. What the kernel shows belongs to the machine, whatever the root; a relative path
 * has no place below another root but the root itself.
 */
export function below(rootfs: string, path: string): string {
  if (rootfs === '' || /^\/(proc|sys)\//.test(path)) return path;
  return path.startsWith('/') ? rootfs + path : `${rootfs}/${path}`;
}

/** A file's bytes; `undefined` where there is none. @param shown - its path in messages */
export async function readIfThere(real: string, shown: string): Promise<Buffer | undefined> {
  try {
    const info = infoIfThere(statSync, real);
    if (info === undefined) return undefined;
    return info.isFile() && info.size < LARGE_BYTES ? readFileSync(real) : await readFile(real);
  } catch (error) {
    if (ABSENT.includes(systemCode(error))) return undefined;
    throw fileError('read', shown, error);
  }
}

/** What stands at a path. @param shown - the path in messages */
export function fileInfo(real: string, shown: string): FileInfo | undefined {
  try {
    const info = infoIfThere(statSync, real) ?? infoIfThere(lstatSync, real);
    if (info === undefined) return undefined;
    const kind = info.isFile()
      ? 'file'
      : info.isDirectory()
        ? 'directory'
        : info.isSymbolicLink()
          ? 'symlink'
          : 'other';
    return { kind, mode: info.mode & 0o7777, size: info.size, uid: info.uid, gid: info.gid, modified: info.mtime };
  } catch (error) {
    throw fileError('look at', shown, error);
  }
}

function infoIfThere(look: typeof statSync | typeof lstatSync, path: string): Stats | undefined {
  try {
    // saves the time that it takes to make an error
    return look(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The names in a folder, sorted; `undefined` where there is none. @param shown - the path in messages */
export function listIfThere(real: string, shown: string): readonly string[] | undefined {
  try {
    return readdirSync(real).sort();
  } catch (error) {
    if (ABSENT.includes(systemCode(error))) return undefined;
    throw fileError('list', shown, error);
  }
}
