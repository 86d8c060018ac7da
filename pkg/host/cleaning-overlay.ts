import type { EmptyDirectory, RemoveAccounts, Unmount } from './change.ts';
import { withoutAccounts } from './cleaning.ts';
import type { HostView } from './host.ts';
import { below, mountsBelow, resolvedPath, withoutMount } from './mount-points.ts';
import type { FileOverlay } from './overlay.ts';

type FilesView = Pick<HostView, 'readFile' | 'stat' | 'listDirectory' | 'linkTarget'>;

/**
 * What a cleaning change leaves, in memory.
 *
 * @param view - the files as they are so far, those in memory among them
 * @param files - takes the change
 */
export async function rememberCleaning(
  change: EmptyDirectory | Unmount | RemoveAccounts,
  view: FilesView,
  files: FileOverlay,
): Promise<void> {
  switch (change.kind) {
    case 'empty-directory':
      return emptyFolder(change.path, view, files);
    case 'unmount':
      return rewrite('/proc/mounts', (text) => withoutMount(text, change.path), view, files);
    case 'remove-accounts':
      return rewrite(change.path, (text) => withoutAccounts(text, change.names), view, files);
  }
}

/** Names that hold a mount stay. */
async function emptyFolder(path: string, view: FilesView, files: FileOverlay): Promise<void> {
  const [folder, mounts] = await Promise.all([resolvedPath(view, path), mountsBelow(view, path)]);
  for (const name of (await view.listDirectory(path)) ?? []) {
    const held = mounts.includes(`${folder}/${name}`) || below(`${folder}/${name}`, mounts).length > 0;
    if (!held) files.removeFile({ kind: 'remove-file', path: `${path}/${name}` });
  }
}

async function rewrite(
  path: string,
  change: (text: string) => string,
  view: FilesView,
  files: FileOverlay,
): Promise<void> {
  const [text, info] = await Promise.all([view.readFile(path), view.stat(path)]);
  if (text === undefined) return;
  files.writeFile({ kind: 'write-file', path, content: change(text), mode: info?.mode ?? 0o644 });
}
