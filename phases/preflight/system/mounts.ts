import type { HostView } from '../../../pkg/host/host.ts';

/** One line of /proc/mounts. */
export interface Mount {
  readonly path: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** What is mounted, oldest first. */
export async function readMounts(view: Pick<HostView, 'readFile'>): Promise<readonly Mount[]> {
  const lines = ((await view.readFile('/proc/mounts')) ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [, path = '', type = '', options = ''] = line.split(' ');
    return { path, type, options: options.split(',') };
  });
}
