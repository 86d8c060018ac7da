import type { AddAccounts, MakeDirectory, Ownership, RemoveFile, SetOwner, WriteFile } from './change.ts';
import type { FileInfo } from './host.ts';

/** A file or folder that exists only in memory. */
export interface MemoryEntry {
  readonly kind: 'file' | 'directory';
  readonly content: string;
  readonly mode: number;
  readonly owner: Ownership;
}

const ROOT: Ownership = { uid: 0, gid: 0 };

/**
 * Files and folders in memory, with the file changes of {@link Change} applied to them. A removed path is remembered
 * as `removed`, so that it also hides what an underlying disk has there.
 */
export class FileOverlay {
  readonly entries = new Map<string, MemoryEntry | 'removed'>();

  /** What is known of a path; below a folder that was removed nothing is left. */
  get(path: string): MemoryEntry | 'removed' | undefined {
    const start = normalise(path);
    for (let at = start; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const known = this.entries.get(at);
      if (at === start && known !== undefined) return known;
      if (known !== undefined) return known === 'removed' ? known : undefined;
    }
    return undefined;
  }

  info(entry: MemoryEntry): FileInfo {
    const size = Buffer.byteLength(entry.content);
    return { kind: entry.kind, mode: entry.mode, size, uid: entry.owner.uid, gid: entry.owner.gid };
  }

  /** Names directly below a folder that this overlay knows of, and those that it hides. */
  below(folder: string): { readonly added: readonly string[]; readonly removed: readonly string[] } {
    const prefix = normalise(folder) === '/' ? '/' : `${normalise(folder)}/`;
    const added = new Set<string>();
    const removed = new Set<string>();
    for (const [path, entry] of this.entries) {
      const rest = path.startsWith(prefix) ? path.slice(prefix.length) : '';
      const name = rest.split('/')[0];
      if (name === undefined || name === '') continue;
      if (entry !== 'removed') added.add(name);
      else if (name === rest) removed.add(name);
    }
    return { added: [...added], removed: [...removed] };
  }

  /** Parents of a path that are not folders yet get made. */
  private makeParents(path: string, mode: number): void {
    const parts = normalise(path).split('/').slice(1, -1);
    parts.forEach((_, index) => {
      const parent = `/${parts.slice(0, index + 1).join('/')}`;
      const known = this.entries.get(parent);
      if (known === undefined || known === 'removed') {
        this.entries.set(parent, { kind: 'directory', content: '', mode, owner: ROOT });
      }
    });
  }

  writeFile(change: WriteFile): void {
    this.makeParents(change.path, change.parentMode ?? 0o755);
    const { content, mode, owner = ROOT } = change;
    this.entries.set(normalise(change.path), { kind: 'file', content, mode, owner });
  }

  makeDirectory({ path, mode }: MakeDirectory): void {
    this.makeParents(path, 0o755);
    this.entries.set(normalise(path), { kind: 'directory', content: '', mode, owner: ROOT });
  }

  setOwner({ path, owner, mode, recursive }: SetOwner): void {
    const start = normalise(path);
    for (const [name, entry] of this.entries) {
      const concerned = name === start || (recursive === true && name.startsWith(`${start}/`));
      if (!concerned || entry === 'removed') continue;
      this.entries.set(name, { ...entry, owner, mode: name === start && mode !== undefined ? mode : entry.mode });
    }
  }

  removeFile({ path }: RemoveFile): void {
    const start = normalise(path);
    for (const name of this.entries.keys()) if (name.startsWith(`${start}/`)) this.entries.set(name, 'removed');
    this.entries.set(start, 'removed');
  }

  addAccounts({ path, lines }: AddAccounts, underlying: string): void {
    const known = this.get(path);
    const before = known === undefined || known === 'removed' ? underlying : known.content;
    const joined = before === '' || before.endsWith('\n') ? before : `${before}\n`;
    this.writeFile({ kind: 'write-file', path, mode: 0o644, content: `${joined}${lines.join('\n')}\n` });
  }
}

/** `/a//b/` -> `/a/b` */
export function normalise(path: string): string {
  const clean = path.replace(/\/+/g, '/').replace(/\/$/, '');
  return clean === '' ? '/' : clean;
}
