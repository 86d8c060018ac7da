import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host, HostView } from '../../pkg/host/host.ts';

/** etcd warns about data that others can read, and Secrets lie in it. A directory that is there stays as it is. */
export async function ensureDataDirectory(host: Host, path: string): Promise<void> {
  const info = await host.stat(path);
  if (info === undefined) return host.change({ kind: 'make-directory', path, mode: 0o700 });
  if (info.kind === 'directory') return;
  throw new KubeadmError(
    'etcd-data-directory-unusable',
    `${path} is not a directory, so etcd cannot keep its data there`,
    {
      hint: `move ${path} away, or name another directory in etcd.local.dataDir`,
    },
  );
}

/** Whether a member has kept data there. A file system of its own begins with a folder `lost+found`. */
export async function hasData(view: Pick<HostView, 'listDirectory'>, path: string): Promise<boolean> {
  const names = (await view.listDirectory(path)) ?? [];
  return names.some((name) => name !== 'lost+found');
}
