import type { CopyDirectory } from './change.ts';
import type { HostView } from './host.ts';
import type { FileOverlay } from './overlay.ts';

type FilesView = Pick<HostView, 'readFile' | 'stat' | 'listDirectory'>;

/**
 * What a copy of a folder leaves, in memory. Only names and sizes matter to who looks at it: contents are read where
 * the folder itself is in memory.
 *
 * @param view - the files as they are so far, those in memory among them
 * @param files - takes the change
 */
export async function rememberCopy({ path, to }: CopyDirectory, view: FilesView, files: FileOverlay): Promise<void> {
  const info = await view.stat(path);
  files.makeDirectory({ kind: 'make-directory', path: to, mode: info?.mode ?? 0o700 });
  const copied = files.below(path).added;
  for (const name of copied) {
    const [from, at] = [`${path}/${name}`, `${to}/${name}`];
    const entry = await view.stat(from);
    if (entry?.kind === 'directory') await rememberCopy({ kind: 'copy-directory', path: from, to: at }, view, files);
    else if (entry !== undefined)
      files.writeFile({ kind: 'write-file', path: at, content: (await view.readFile(from)) ?? '', mode: entry.mode });
  }
}
