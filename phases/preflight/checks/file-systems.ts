import { FINE, warned, type Check, type Problem } from '../check.ts';
import { readMounts, type Mount } from '../system/mounts.ts';

interface Need {
  readonly path: string;
  readonly freeKiB: number;
  /** The kubelet throws Pods off a machine with less than a tenth of its disk free (evictionHard nodefs.available). */
  readonly maxUsedPercent: number;
  readonly why: string;
}

const NEEDS: readonly Need[] = [
  { path: '/var/lib', freeKiB: 2 * 1024 * 1024, maxUsedPercent: 90, why: 'images, etcd and Pods live there' },
  { path: '/etc', freeKiB: 10 * 1024, maxUsedPercent: 100, why: 'certificates and configuration are written there' },
];

/** Not of the reference. Says nothing where `df` does not tell. */
export const diskSpace: Check = {
  name: 'DiskSpace',
  async run(view) {
    const { stdout } = await view.query(['df', '-Pk', ...NEEDS.map(({ path }) => path)], { timeoutMs: 2_000 });
    const rows = stdout.trim().split('\n').slice(1);
    if (rows.length !== NEEDS.length) return FINE;
    const problems = NEEDS.flatMap((need, index) => shortage(need, rows[index] ?? ''));
    return problems.length === 0 ? FINE : warned(...problems);
  },
};

/** A row of `df -P`: device, blocks, used, available, capacity, mounted on. */
function shortage({ path, freeKiB, maxUsedPercent, why }: Need, row: string): readonly Problem[] {
  const [, free, percent] = /\s(\d+)\s+(\d+)%\s/.exec(row) ?? [];
  if (free === undefined || (Number(free) >= freeKiB && Number(percent) <= maxUsedPercent)) return [];
  const message = `the disk of ${path} is almost full: ${Math.round(Number(free) / 1024)} MiB free, ${percent}% used; ${why}`;
  return [{ message, fix: `make room: du -xh ${path} | sort -h | tail` }];
}

/** Folders that every node writes to; a control plane writes etcd's too. */
export const NODE_FOLDERS = ['/etc/kubernetes', '/var/lib/kubelet'] as const;

/** Not of the reference: better said here than by the first write. */
export function writableFileSystems(folders: readonly string[]): Check {
  return {
    name: 'ReadOnlyFileSystem',
    async run(view) {
      const mounts = await readMounts(view);
      const readOnly = folders.filter((folder) => isReadOnly(mounts, folder));
      if (readOnly.length === 0) return FINE;
      const message = `${readOnly.join(', ')}: mounted read-only, and files have to be written there`;
      return warned({ message, fix: 'mount -o remount,rw the file system, or mount a writable one there' });
    },
  };
}

/** Of all that is mounted above a folder, the nearest counts, and of two at one place the later. */
function isReadOnly(mounts: readonly Mount[], folder: string): boolean {
  const above = mounts.filter(({ path }) => path === '/' || folder === path || folder.startsWith(`${path}/`));
  const longest = Math.max(...above.map(({ path }) => path.length));
  return above.findLast(({ path }) => path.length === longest)?.options.includes('ro') === true;
}
