import type { KnownProblem } from '../known-problem.ts';

const CONFIG = '/var/lib/kubelet/config.yaml';

/** What the kubelet (1.34 to 1.36) says when it does not start. */
export const KUBELET_PROBLEMS: readonly KnownProblem[] = [
  {
    id: 'swap-on',
    pattern: /running with swap on is not supported/,
    persistence: 'final',
    problem: () => 'swap is on, and the kubelet is configured to refuse that',
    hint: () =>
      'turn it off (`swapoff -a`, and take it out of /etc/fstab), or set failSwapOn: false in a KubeletConfiguration document',
  },
  {
    id: 'cgroup-v1',
    pattern: /configured to not run on a host using cgroup v1/,
    persistence: 'final',
    problem: () => 'this machine uses cgroup v1, which the kubelet refuses',
    hint: () =>
      'boot with cgroup v2 (kernel argument systemd.unified_cgroup_hierarchy=1), or, for the time being, set failCgroupV1: false in a KubeletConfiguration document',
  },
  {
    id: 'kubelet-config-missing',
    pattern: /failed to load kubelet config file, path: (\S+?), error: .*no such file or directory/i,
    persistence: 'passing',
    problem: ([, path = CONFIG]) => `the kubelet's configuration ${path} is missing`,
    hint: () => '`kubeadm-ts init phase kubelet-start` writes it',
  },
  {
    id: 'kubelet-config-unreadable',
    pattern: /failed to load kubelet config file,? (?:path: )?(\S+?),? error:? (.{0,240})/i,
    persistence: 'final',
    problem: ([, path = CONFIG, why = '']) => `the kubelet cannot read its configuration ${path} (${clean(why)})`,
    hint: () =>
      'correct the KubeletConfiguration document or the kubeletconfiguration patches, then run `kubeadm-ts init phase kubelet-start`',
  },
  {
    id: 'kubelet-config-invalid',
    pattern: /failed to validate kubelet (configuration|flags)(?:, error)?: (.{0,240}?)(?:, path: |"?$)/,
    persistence: 'final',
    problem: ([, what = '', why = '']) => `the kubelet refuses its ${what} (${clean(why)})`,
    hint: () =>
      'correct the KubeletConfiguration document, the kubeletconfiguration patches or nodeRegistration.kubeletExtraArgs',
  },
  {
    id: 'kubelet-kubeconfig-missing',
    pattern:
      /unable to load bootstrap kubeconfig: stat (\S+): no such file|invalid kubeconfig: .*?(\/\S+): no such file/,
    persistence: 'stubborn',
    problem: () =>
      'the kubelet has no credentials: /etc/kubernetes/kubelet.conf is missing or names files that are missing',
    hint: () => '`kubeadm-ts init phase kubeconfig kubelet` writes it anew (move a broken one away first)',
  },
  {
    id: 'kubelet-client-ca',
    pattern: /unable to load client CA file (\S+?): /,
    persistence: 'stubborn',
    problem: ([, path = '']) => `the kubelet cannot read the CA certificate ${path}`,
    hint: () => '`kubeadm-ts init phase certs ca` writes it',
  },
  {
    id: 'kubelet-node-ip',
    pattern: /bad --node-ip \\?"([^"\\]*)/,
    persistence: 'final',
    problem: ([, address = '']) => `node-ip ${address} is not usable`,
    hint: () =>
      'correct node-ip in nodeRegistration.kubeletExtraArgs (`ip -brief address` lists what this machine has)',
  },
  {
    id: 'hostname-unknown',
    pattern: /could(?:n't| not) determine hostname|empty hostname is invalid/,
    persistence: 'final',
    problem: () => 'this machine has no host name',
    hint: () => '`hostnamectl set-hostname <name>`, or give nodeRegistration.name',
  },
  {
    id: 'kubelet-missing',
    pattern: /(?:Failed at step EXEC spawning|Failed to locate executable|Unable to locate executable) '?([^\s':]+)/,
    persistence: 'final',
    problem: ([, path = 'kubelet']) => `the program ${path} is not on this machine`,
    hint: () => 'install the kubelet package of the same Kubernetes version',
  },
  {
    id: 'kernel-log-missing',
    pattern: /open \/dev\/kmsg: /,
    persistence: 'final',
    problem: () => 'the kubelet cannot read /dev/kmsg (this machine seems to be a container)',
    hint: () =>
      'give the machine /dev/kmsg, or set the feature gate KubeletInUserNamespace in the KubeletConfiguration',
  },
  {
    id: 'cgroup-unusable',
    pattern:
      /failed to get mounted cgroup subsystems|invalid configuration: cgroup|cgroup \[?\\?"?[^\]]*\]? has some missing|failed to (?:initialize|create) (?:top level|root).*cgroup|mountpoint for \S+ not found/,
    persistence: 'stubborn',
    problem: () => "the kubelet cannot use this machine's cgroups",
    hint: () =>
      '`mount -t cgroup2; cat /sys/fs/cgroup/cgroup.controllers` should list cpu, cpuset, memory and pids; look at cgroupRoot and cgroupDriver in the KubeletConfiguration',
  },
  {
    id: 'node-not-authorized',
    pattern: /(?:register node|getting node|update lease|status update).*(?:Unauthorized|forbidden: User)/,
    persistence: 'stubborn',
    problem: () => "the API server refuses the kubelet's credentials",
    hint: () =>
      'kubelet.conf (or /var/lib/kubelet/pki/kubelet-client-current.pem) belongs to another cluster or node name: `kubeadm-ts reset`, then init again',
  },
];

/** Go's quoting of a quoted message is noise. */
function clean(text: string): string {
  return text
    .replace(/\\+"/g, "'")
    .replace(/["\s]+$/, '')
    .slice(0, 200);
}
