import type { SetOwner } from './change.ts';
import type { Host, HostView } from './host.ts';

/**
 * Give a file or folder to its owner, unless it is the owner's already with these permission bits.
 *
 * @returns `kept` when nothing was to do
 */
export async function ensureOwner(host: Host, change: SetOwner): Promise<'changed' | 'kept'> {
  if (await isOwned(host, change)) return 'kept';
  await host.change(change);
  return 'changed';
}

async function isOwned(view: HostView, { path, owner, mode, recursive }: SetOwner): Promise<boolean> {
  const info = await view.stat(path);
  if (info === undefined || info.uid !== owner.uid || info.gid !== owner.gid) return false;
  if (mode !== undefined && info.mode !== mode) return false;
  if (recursive !== true || info.kind !== 'directory') return true;
  for (const name of (await view.listDirectory(path)) ?? []) {
    const below: SetOwner = { kind: 'set-owner', path: `${path}/${name}`, owner, recursive };
    if (!(await isOwned(view, below))) return false;
  }
  return true;
}
