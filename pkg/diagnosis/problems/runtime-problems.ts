import type { KnownProblem } from '../known-problem.ts';
import { runtimeService } from './where-to-edit.ts';

const DRIVER_HINT =
  "give both the same driver: cgroupDriver in the KubeletConfiguration, and the runtime's (containerd: SystemdCgroup in the runc options; CRI-O: cgroup_manager), then restart both";

/** What the container runtime, its shim and runc answer when a sandbox or container cannot be made. */
export const RUNTIME_PROBLEMS: readonly KnownProblem[] = [
  {
    id: 'oom-score-refused',
    pattern: /can't get final child's PID from pipe|oom_score_adj.*permission denied/,
    persistence: 'stubborn',
    problem: () => 'the runtime may not lower the OOM score of a container (the machine lacks CAP_SYS_RESOURCE)',
    hint: () =>
      'on a restricted machine set `restrict_oom_score_adj = true` in the CRI section of /etc/containerd/config.toml and restart containerd',
  },
  {
    id: 'cgroup-driver-mismatch',
    pattern:
      /expected cgroupsPath to be of format "slice:prefix:name\\?"|expected cgroupsPath to be of format|kubelet cgroup driver: \\?"(\w+)\\?" is different from \w+ cgroup driver: \\?"(\w+)|cgroup name .* is not (?:a )?valid.*slice/,
    persistence: 'final',
    problem: ([, kubelet, runtime]) =>
      `the kubelet and the container runtime use different cgroup drivers${kubelet === undefined ? '' : ` (${kubelet} and ${runtime})`}`,
    hint: () => DRIVER_HINT,
  },
  {
    id: 'cri-disabled',
    pattern: /unknown service runtime\.v1(?:alpha2)?\.RuntimeService/,
    persistence: 'final',
    problem: () => 'the container runtime answers, but does not speak CRI v1',
    hint: () =>
      'containerd: take "cri" out of disabled_plugins in /etc/containerd/config.toml (or use containerd 1.7 or later) and restart it; Docker Engine needs cri-dockerd',
  },
  {
    id: 'runtime-not-running',
    // cAdvisor looks for every runtime there is: of those that are not installed it says the same
    pattern:
      /^(?!.*container factory failed).*?dial unix (\S+?):? connect: (?:no such file or directory|connection refused)|validate CRI v1 runtime API for endpoint \\?"?([^"\\\s]+)/,
    persistence: 'stubborn',
    problem: ([, socket, endpoint]) =>
      `the container runtime does not answer at ${socket?.replace(/:$/, '') ?? endpoint ?? 'its socket'}`,
    hint: (_, facts) =>
      `\`systemctl status ${runtimeService(facts)}\`: start it, or give the right nodeRegistration.criSocket`,
  },
  {
    id: 'wrong-architecture',
    pattern: /exec format error|no match for platform in manifest/,
    persistence: 'final',
    problem: () => "the image is made for another processor than this machine's",
    hint: () => 'look at imageRepository: the mirror must hold images for `uname -m`',
  },
  {
    id: 'program-missing',
    pattern: /exec: \\?"([^"\\]+)\\?": (?:executable file not found in \$PATH|stat [^:]+: no such file)/,
    persistence: 'final',
    problem: ([, program = '']) => `the image does not contain the program ${program}`,
    hint: () => 'the image behind this name is not the expected one: look at imageRepository and imageTag',
  },
  {
    id: 'runtime-handler-missing',
    pattern:
      /no runtime for \\?"([^"\\]+)\\?" is configured|runtime handler .* not (?:supported|found)|runc: executable file not found|\\?"runc\\?": executable file not found/,
    persistence: 'stubborn',
    problem: () => 'the container runtime cannot find the program that starts containers (runc)',
    hint: (_, facts) => `install runc and restart ${runtimeService(facts)}`,
  },
  {
    id: 'container-not-created',
    pattern: /(?:failed to create shim task|runc create failed|failed to create containerd task): (.{0,200})/,
    persistence: 'stubborn',
    problem: ([, why = '']) => `the runtime cannot make a container (${why.replace(/[\\"]+/g, '').trim()})`,
    hint: (_, facts) => `\`journalctl -u ${runtimeService(facts)} -n 50\` has more`,
  },
];
