import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';
/** The file of each cgroup of version 2, and of none of version 1. */
const CONTROLLERS = 'cgroup.controllers';

/** Whether this machine has cgroup version 1, which the kubelet takes only when told to. */
export function hasCgroupV1(): boolean {
  return !existsSync(join(ROOT, CONTROLLERS));
}

/** Make a cgroup for everything that one node's kubelet runs, in each hierarchy. */
export function makeCgroup(name: string): void {
  for (const hierarchy of hierarchies()) {
    const path = join(hierarchy, name);
    mkdirSync(path, { recursive: true });
    // version 1 leaves these empty, and a process cannot enter before they are set
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (hasCgroupV1() && existsSync(join(path, file)))
        writeFileSync(join(path, file), readFileSync(join(hierarchy, file)));
    }
  }
}

/** Names of the cgroups on the top level, of every hierarchy. */
export function cgroupNames(): readonly string[] {
  const names = hierarchies().flatMap((path) => readdirSync(path, { withFileTypes: true }));
  return [...new Set(names.filter((entry) => entry.isDirectory()).map(({ name }) => name))];
}

/** Remove a cgroup and those below it. @returns false while something still runs there */
export function removeCgroup(name: string): boolean {
  return hierarchies()
    .map((hierarchy) => removeTree(join(hierarchy, name)))
    .every(Boolean);
}

function hierarchies(): readonly string[] {
  if (!hasCgroupV1()) return [ROOT];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(ROOT, name));
}

/** Cgroups go away by rmdir, innermost first; their files are not there to be removed. */
function removeTree(path: string): boolean {
  if (!existsSync(path)) return true;
  const below = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  below.forEach(({ name }) => removeTree(join(path, name)));
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
