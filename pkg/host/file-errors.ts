import { KubeadmError } from '../errors/kubeadm-error.ts';

/** What the system's error codes mean for a person, and the way out. */
const MEANINGS: Readonly<Record<string, { readonly code: string; readonly what: string; readonly hint: string }>> = {
  ENOSPC: {
    code: 'disk-full',
    what: 'no space left on the disk',
    hint: 'make room (`df -h` shows the full file system), then run the same command again',
  },
  EDQUOT: {
    code: 'disk-full',
    what: 'the disk quota is used up',
    hint: 'make room or raise the quota, then run the same command again',
  },
  EROFS: {
    code: 'read-only-file-system',
    what: 'the file system is read-only',
    hint: 'remount it for writing (`mount -o remount,rw ...`; `findmnt -T <path>` names it) and look in `dmesg` for why it became read-only',
  },
  EACCES: { code: 'permission-denied', what: 'permission denied', hint: 'run as root, for example with sudo' },
  EPERM: {
    code: 'permission-denied',
    what: 'operation not permitted',
    hint: 'run as root; `lsattr` tells whether the file is immutable',
  },
  ENOTDIR: { code: 'not-a-directory', what: 'a part of the path is a file, not a folder', hint: 'move that file away' },
  EISDIR: { code: 'is-a-directory', what: 'a folder stands where a file is expected', hint: 'move that folder away' },
  ELOOP: { code: 'symbolic-link-loop', what: 'symbolic links lead in a circle', hint: 'repair the symbolic link' },
  EIO: { code: 'input-output-error', what: 'the disk answered with an error', hint: 'look in `dmesg` for disk errors' },
};

/** The system's code of an error (`ENOENT`), or an empty string. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * An error of the file system in a person's words.
 *
 * @param action - what was tried, for example `write`
 * @param path - the path that it was tried on
 */
export function fileError(action: string, path: string, error: unknown): KubeadmError {
  const code = systemCode(error);
  const meaning = MEANINGS[code];
  const what = meaning?.what ?? (error instanceof Error ? error.message : String(error));
  return new KubeadmError(meaning?.code ?? 'file-error', `cannot ${action} ${path}: ${what}`, { hint: meaning?.hint });
}
