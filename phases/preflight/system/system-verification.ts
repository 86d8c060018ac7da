import type { HostView } from '../../../pkg/host/host.ts';
import { CLIENT_VERSION } from '../../../pkg/version/client-version.ts';
import { releaseFacts } from '../../../pkg/version/release-facts.ts';
import { failed, type Check, type Problem } from '../check.ts';
import { kubeletVersionOf } from '../checks/kubelet-version.ts';
import { controllerProblems, findCgroups, type CgroupMount } from './cgroups.ts';
import { kernelConfigProblems } from './kernel-config.ts';

/** Kernels that Kubernetes is tested with: long-term ones, and everything from 6 on. */
const KERNELS: readonly RegExp[] = [/^5\.4/, /^5\.10/, /^5\.15/, /^([6-9]|[1-9][0-9]+)\.([0-9]+)\.([0-9]+)/];

/** The kernel and its control groups carry containers. */
export const systemVerification: Check = {
  name: 'SystemVerification',
  async run(view) {
    const release = (await view.readFile('/proc/sys/kernel/osrelease'))?.trim();
    if (release === undefined) {
      return failed({
        message: "the kernel's release is not known: this is not Linux, or /proc is not mounted",
        fix: 'run this on a Linux machine',
      });
    }
    const cgroups = await findCgroups(view);
    if (cgroups === undefined) {
      return failed({
        message: 'no control groups are mounted',
        fix: 'mount them: mount -t cgroup2 none /sys/fs/cgroup',
      });
    }
    const [config, controllers, version] = await Promise.all([
      kernelConfigProblems(view, release, cgroups.version),
      controllerProblems(view, cgroups),
      versionProblems(view, cgroups),
    ]);
    return {
      errors: [...config, ...controllers.errors, ...version.errors],
      warnings: [...kernelProblems(release), ...controllers.warnings, ...version.warnings],
    };
  },
};

function kernelProblems(release: string): readonly Problem[] {
  if (KERNELS.some((known) => known.test(release))) return [];
  return [
    {
      message: `Kubernetes is not tested with kernel ${release}`,
      fix: 'use a long-term kernel: 5.4, 5.10, 5.15 or 6.x',
    },
  ];
}

/** A kubelet whose version is not known counts as one of this program's release: another check tells about it. */
async function versionProblems(
  view: HostView,
  { version }: CgroupMount,
): Promise<{ errors: readonly Problem[]; warnings: readonly Problem[] }> {
  if (version === 2) return { errors: [], warnings: [] };
  const found = await kubeletVersionOf(view);
  const kubelet = 'version' in found ? found.version : CLIENT_VERSION;
  const refuses = !releaseFacts(kubelet).kubeletTakesCgroupV1;
  const problem = {
    message: `control groups are of version 1: the kubelet (${kubelet}) ${refuses ? 'starts with them only if told to' : 'will soon not start with them'}`,
    fix:
      'boot with systemd.unified_cgroup_hierarchy=1; to go on with version 1, set failCgroupV1: false in ' +
      'KubeletConfiguration and pass --ignore-preflight-errors=SystemVerification',
  };
  return refuses ? { errors: [problem], warnings: [] } : { errors: [], warnings: [problem] };
}
