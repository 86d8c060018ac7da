import { gunzipSync } from 'node:zlib';
import type { HostView } from '../../../pkg/host/host.ts';
import type { Problem } from '../check.ts';
import type { CgroupVersion } from './cgroups.ts';

/** Options (without `CONFIG_`) that have to be built in or be modules; one of several names is enough. */
const REQUIRED: readonly (readonly string[])[] = [
  ['NAMESPACES'],
  ['NET_NS'],
  ['PID_NS'],
  ['IPC_NS'],
  ['UTS_NS'],
  ['CPUSETS'],
  ['MEMCG'],
  ['INET'],
  ['EXT4_FS'],
  ['PROC_FS'],
  ['NETFILTER_XT_TARGET_REDIRECT', 'IP_NF_TARGET_REDIRECT'],
  ['NETFILTER_XT_MATCH_COMMENT'],
  ['FAIR_GROUP_SCHED'],
];

const REQUIRED_BY_CGROUPS: Readonly<Record<CgroupVersion, readonly string[]>> = {
  1: ['CGROUPS', 'CGROUP_CPUACCT', 'CGROUP_DEVICE', 'CGROUP_FREEZER', 'CGROUP_PIDS', 'CGROUP_SCHED'],
  2: ['CGROUPS', 'CGROUP_BPF', 'CGROUP_PIDS', 'CGROUP_SCHED'],
};

/** Where distributions keep the configuration of the running kernel, in the order in which they are looked at. */
function places(release: string): readonly string[] {
  return [
    '/proc/config.gz',
    `/boot/config-${release}`,
    `/usr/src/linux-${release}/.config`,
    '/usr/src/linux/.config',
    `/usr/lib/modules/${release}/config`,
    `/usr/lib/ostree-boot/config-${release}`,
    `/usr/lib/kernel/config-${release}`,
    `/usr/src/linux-headers-${release}/.config`,
    `/lib/modules/${release}/build/.config`,
  ];
}

/**
 * What the running kernel was built without.
 *
 * @param release - as `uname -r` says
 */
export async function kernelConfigProblems(
  view: HostView,
  release: string,
  cgroups: CgroupVersion,
): Promise<readonly Problem[]> {
  const config = await readConfig(view, release);
  if (config === undefined) {
    return [
      {
        message: `the configuration of kernel ${release} was not found (looked at ${places(release).join(', ')})`,
        fix: "modprobe configs makes /proc/config.gz appear; otherwise install the package with the kernel's headers",
      },
    ];
  }
  const wanted = [...REQUIRED, ...REQUIRED_BY_CGROUPS[cgroups].map((name) => [name])];
  const missing = wanted.filter((names) => !names.some((name) => isOn(config, name)));
  if (missing.length === 0) return [];
  const names = missing.map((alternatives) => alternatives.map((name) => `CONFIG_${name}`).join(' or ')).join(', ');
  return [
    {
      message: `kernel ${release} was built without ${names}`,
      fix: 'boot a kernel of your distribution that has them',
    },
  ];
}

async function readConfig(view: HostView, release: string): Promise<string | undefined> {
  for (const place of places(release)) {
    const bytes = await view.readBytes(place);
    if (bytes !== undefined) return (place.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8');
  }
  return undefined;
}

function isOn(config: string, name: string): boolean {
  return new RegExp(`^CONFIG_${name}=[ym]$`, 'm').test(config);
}
