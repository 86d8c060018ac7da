import { lstat, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileError, systemCode } from './file-errors.ts';
import type { FileInfo } from './host.ts';

const ABSENT = ['ENOENT', 'ENOTDIR'];

/** A dangling link leads to what it says. */
export async function linkTarget(real: string, rootfs: string): Promise<string | undefined> {
  const info = await lstat(real).catch(() => undefined);
  if (info?.isSymbolicLink() !== true) return undefined;
  const target = await realpath(real).catch(async () => resolve(dirname(real), await readlink(real)));
  return rootfs !== '' && target.startsWith(`${rootfs}/`) ? target.slice(rootfs.length) : target;
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
    return await readFile(real);
  } catch (error) {
    if (ABSENT.includes(systemCode(error))) return undefined;
    throw fileError('read', shown, error);
  }
}

/** What stands at a path. @param shown - the path in messages */
export async function fileInfo(real: string, shown: string): Promise<FileInfo | undefined> {
  try {
    const info = await stat(real).catch((error: unknown) => {
      if (ABSENT.includes(systemCode(error))) return lstat(real);
      throw error;
    });
    const kind = info.isFile()
      ? 'file'
      : info.isDirectory()
        ? 'directory'
        : info.isSymbolicLink()
          ? 'symlink'
          : 'other';
    return { kind, mode: info.mode & 0o7777, size: info.size, uid: info.uid, gid: info.gid, modified: info.mtime };
  } catch (error) {
    if (ABSENT.includes(systemCode(error))) return undefined;
    throw fileError('look at', shown, error);
  }
}

/** The names in a folder, sorted; `undefined` where there is none. @param shown - the path in messages */
export async function listIfThere(real: string, shown: string): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(real)).sort();
  } catch (error) {
    if (ABSENT.includes(systemCode(error))) return undefined;
    throw fileError('list', shown, error);
  }
}
