import type { WriteFile } from './change.ts';
import type { Host } from './host.ts';

/**
 * Write a file unless it already stands there with this content and these permission bits.
 *
 * @param host - reads first, and changes only where there is something to change
 * @returns `kept` when nothing was to do
 */
export async function ensureFile(host: Host, change: WriteFile): Promise<'written' | 'kept'> {
  const info = await host.stat(change.path);
  if (info?.kind === 'file' && info.mode === change.mode && (await host.readFile(change.path)) === change.content) {
    return 'kept';
  }
  await host.change(change);
  return 'written';
}
