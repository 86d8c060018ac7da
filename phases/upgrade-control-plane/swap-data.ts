import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { backupStamp } from '../upgrade-backups.ts';
import type { RollbackContext } from '../rollback-context.ts';

/** Folders of one etcd, all on its own file system: the data folder itself may be a mount, and keeps owner and mode. */
export interface SwappedFolders {
  readonly dataDir: string;
  /** What etcdutl made. */
  readonly made: string;
  /** Where the data of now go. */
  readonly aside: string;
}

/** The data of now aside, and the new ones into their place; two renames, with nothing lost between them. */
export async function swapData({ host, note }: RollbackContext, folders: SwappedFolders): Promise<void> {
  const { dataDir, made, aside } = folders;
  const [member, fresh] = [`${dataDir}/member`, `${made}/member`];
  if ((await host.stat(fresh)) !== undefined) {
    const now = await host.stat(member);
    if (now !== undefined) {
      // somebody started an empty etcd between the two renames: its data are kept too
      const second = (await host.stat(aside)) !== undefined;
      const to = second ? `${aside}-${backupStamp(host.now())}` : aside;
      await host.change({ kind: 'move-path', path: member, to, why: 'kept' });
      note(`moved ${member} to ${to}`);
    }
    const { uid, gid, mode } = now ?? (await host.stat(aside)) ?? { uid: 0, gid: 0, mode: 0o700 };
    await host.change({ kind: 'set-owner', path: fresh, owner: { uid, gid }, mode, recursive: true });
    await host.change({ kind: 'move-path', path: fresh, to: member, why: 'the data of before' });
  }
  if ((await host.stat(member)) === undefined) throw nothingThere(folders);
  if ((await host.stat(made)) !== undefined)
    await host.change({ kind: 'remove-file', path: made, why: 'empty by now' });
}

function nothingThere({ dataDir, made, aside }: SwappedFolders): KubeadmError {
  return new KubeadmError('restore-not-possible', `${dataDir}/member is gone, and so is ${made}/member`, {
    hint: `the data of until now are in ${aside}: see who moved the rest, and put one of them at ${dataDir}/member`,
  });
}
