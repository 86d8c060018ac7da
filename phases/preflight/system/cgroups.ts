import type { HostView } from '../../../pkg/host/host.ts';
import type { Problem } from '../check.ts';
import { readMounts } from './mounts.ts';

export type CgroupVersion = 1 | 2;

/** Where control groups are mounted, and in which version. */
export interface CgroupMount {
  readonly version: CgroupVersion;
  readonly path: string;
}

const ROOT = '/sys/fs/cgroup';

/** Controllers that the kubelet needs, and those that it can use (source: the reference's preflight). */
const CONTROLLERS: Readonly<
  Record<CgroupVersion, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  1: { required: ['cpu', 'cpuacct', 'cpuset', 'devices', 'freezer', 'memory', 'pids'], optional: ['hugetlb', 'blkio'] },
  2: { required: ['cpu', 'cpuset', 'devices', 'freezer', 'memory', 'pids'], optional: ['hugetlb', 'io'] },
};

/** The control groups that the kubelet is going to use; `undefined` when none are mounted. */
export async function findCgroups(view: HostView): Promise<CgroupMount | undefined> {
  const mounts = await readMounts(view);
  // The last mount on a folder hides those before it.
  const root = mounts.findLast(({ path }) => path === ROOT);
  if (root?.type === 'cgroup2') return { version: 2, path: ROOT };
  if (root?.type === 'tmpfs' && (await view.stat(`${ROOT}/memory`))?.kind === 'directory')
    return { version: 1, path: ROOT };
  const unified = mounts.find(({ type }) => type === 'cgroup2');
  if (unified !== undefined) return { version: 2, path: unified.path };
  const legacy = mounts.find(({ type }) => type === 'cgroup');
  return legacy && { version: 1, path: legacy.path };
}

/** Controllers that are missing: errors where the kubelet needs them, warnings where not. */
export async function controllerProblems(
  view: HostView,
  mount: CgroupMount,
): Promise<{ errors: readonly Problem[]; warnings: readonly Problem[] }> {
  const there = mount.version === 1 ? await legacyControllers(view) : await unifiedControllers(view, mount.path);
  const { required, optional } = CONTROLLERS[mount.version];
  const problem = (name: string, adjective: string): Problem => ({
    message: `the ${adjective} cgroup controller ${name} is missing`,
    fix:
      name === 'memory'
        ? "add cgroup_enable=memory to the kernel's command line and reboot"
        : `boot a kernel with the cgroup controller ${name}`,
  });
  return {
    errors: required.filter((name) => !there.has(name)).map((name) => problem(name, 'required')),
    warnings: optional.filter((name) => !there.has(name)).map((name) => problem(name, 'optional')),
  };
}

/** Lines of /proc/cgroups: name, hierarchy, number of groups, enabled. */
async function legacyControllers(view: HostView): Promise<ReadonlySet<string>> {
  const lines = ((await view.readFile('/proc/cgroups')) ?? '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const rows = lines.map((line) => line.split(/\s+/));
  return new Set(rows.flatMap(([name, , , enabled]) => (name !== undefined && enabled === '1' ? [name] : [])));
}

/** Version 2 has no controller for devices (eBPF does it), and freezing is a file of every group but the root. */
async function unifiedControllers(view: HostView, path: string): Promise<ReadonlySet<string>> {
  const listed = ((await view.readFile(`${path}/cgroup.controllers`)) ?? '').trim().split(/\s+/);
  return new Set([...listed, 'devices', ...((await canFreeze(view, path)) ? ['freezer'] : [])]);
}

/** A group that exists tells; where there is none, every kernel since 5.2 can. */
async function canFreeze(view: HostView, path: string): Promise<boolean> {
  const names = (await view.listDirectory(path)) ?? [];
  for (const name of names) {
    if ((await view.stat(`${path}/${name}/cgroup.procs`)) === undefined) continue;
    return (await view.stat(`${path}/${name}/cgroup.freeze`)) !== undefined;
  }
  return true;
}
