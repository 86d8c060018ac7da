import { posix } from 'node:path';
import type { HostView } from './host.ts';

/** What the kernel shows, whatever the root: its file systems are the machine's. */
const KERNEL_TREES = ['/proc', '/sys', '/dev'];

/**
 * Where something is mounted, oldest first: one entry for each mount, so that a path may be there twice.
 *
 * @param text - of /proc/mounts
 */
export function mountPoints(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => unescapePath(line.split(' ')[1] ?? ''));
}

/** The mount points below a folder, which itself does not count. */
export function below(folder: string, points: readonly string[]): readonly string[] {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return points.filter((point) => point.startsWith(prefix) && point !== folder);
}

/** The mount points below a folder of a machine, oldest first. Symbolic links on the way to the folder are followed. */
export async function mountsBelow(
  view: Pick<HostView, 'readFile' | 'linkTarget'>,
  folder: string,
): Promise<readonly string[]> {
  const [real, text = ''] = await Promise.all([resolvedPath(view, folder), view.readFile('/proc/mounts')]);
  return below(real, mountPoints(text));
}

/** A path without symbolic links, dots and slashes too many. */
export async function resolvedPath(view: Pick<HostView, 'linkTarget'>, path: string): Promise<string> {
  let real = '';
  for (const part of posix.resolve('/', path).split('/').slice(1)) {
    if (part === '') continue;
    real = (await view.linkTarget(`${real}/${part}`)) ?? `${real}/${part}`;
  }
  return real === '' ? '/' : real;
}

/**
 * /proc/mounts as a program sees it whose root is another folder: paths below that folder lose it, other mounts are
 * not there, but for the kernel's own file systems.
 *
 * @param rootfs - without a trailing slash
 */
export function mountsInside(rootfs: string, text: string): string {
  const lines = text.split('\n').flatMap((line) => {
    const [device = '', path = '', ...rest] = line.split(' ');
    const inside = path === rootfs ? '/' : path.startsWith(`${rootfs}/`) ? path.slice(rootfs.length) : undefined;
    const kernel = KERNEL_TREES.some((tree) => path === tree || path.startsWith(`${tree}/`));
    if (inside === undefined && !kernel) return [];
    return [[device, inside ?? path, ...rest].join(' ')];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** Blanks and the like are octal in /proc/mounts: https://man7.org/linux/man-pages/man5/fstab.5.html */
function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** The text of /proc/mounts without the newest mount at a path. */
export function withoutMount(text: string, path: string): string {
  const lines = text.split('\n');
  const last = lines.map((line) => mountPoints(line)[0]).lastIndexOf(path);
  return lines.filter((_, index) => index !== last || last === -1).join('\n');
}
