import type { Host, HostView } from '../pkg/host/host.ts';
import { restoreStatePath, type BackupFolders } from './upgrade-backups.ts';

/** Written before the first Pod is stopped, for a run that goes on: what stood there is gone by then. */
export interface RestoreState {
  /** Where the data of now go. */
  readonly aside: string;
  /** What is put back at the end, by component. */
  readonly manifests: Readonly<Record<string, string>>;
}

/** @returns `undefined` where no restore was interrupted */
export async function readRestoreState(
  view: Pick<HostView, 'readFile'>,
  folders: BackupFolders,
): Promise<RestoreState | undefined> {
  const text = await view.readFile(restoreStatePath(folders));
  return text === undefined ? undefined : (JSON.parse(text) as RestoreState);
}

export async function writeRestoreState(host: Host, folders: BackupFolders, state: RestoreState): Promise<void> {
  const content = `${JSON.stringify(state)}\n`;
  await host.change({ kind: 'write-file', path: restoreStatePath(folders), content, mode: 0o600, parentMode: 0o700 });
}

export async function forgetRestoreState(host: Host, folders: BackupFolders): Promise<void> {
  await host.change({ kind: 'remove-file', path: restoreStatePath(folders), why: 'the restore has come to its end' });
}
