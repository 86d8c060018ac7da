import type { ContainerInfo, RuntimeView, SandboxInfo } from '../../pkg/cri/runtime.ts';
import type { Change } from '../../pkg/host/change.ts';
import type { EtcdView } from '../../pkg/etcd/etcd.ts';
import type { ClusterOfOptions, ClusterReader, CommandResult, HostView, HttpResult } from '../../pkg/host/host.ts';
import type { FileOverlay } from '../../pkg/host/overlay.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import type { ObjectStore } from './api-server/object-store.ts';
import { SimulatedEtcd } from './simulated-etcd.ts';

type Answer = CommandResult | string | ((command: readonly string[]) => CommandResult | string);

export interface MachineOptions {
  /** Content by absolute path; an object sets the mode too (0o644 unless given). A path ending in `/` is a folder. */
  readonly files?: Readonly<Record<string, string | { readonly content: string; readonly mode: number }>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly hostname?: string;
  readonly cpus?: number;
  readonly memory?: number;
  /** Answers by the command's words joined by spaces (or by its first word); text means exit code 0. */
  readonly commands?: Readonly<Record<string, Answer>>;
  /** Programs in PATH besides the usual ones; `false` takes one away. */
  readonly programs?: Readonly<Record<string, string | false>>;
  readonly objects?: readonly KubeObject[];
  /** The objects of a cluster that several machines share. */
  readonly store?: ObjectStore;
  /** Ports in use: port -> error code, usually EADDRINUSE. */
  readonly ports?: Readonly<Record<number, string>>;
  /** Answers by URL, made up when asked where they are functions; an Error is thrown. Health endpoints of the components answer 200 unless given here. */
  readonly http?: Readonly<Record<string, HttpResult | Error | (() => HttpResult | Error)>>;
  /** Symbolic links: path -> where it leads. */
  readonly links?: Readonly<Record<string, string>>;
  /** The etcd cluster: a simulated one, or one view whatever endpoints are asked; without it nothing answers. */
  readonly etcd?: EtcdView;
  /** What another kubeconfig (given as text) sees; the same objects unless given. Throw in it to make a call fail. */
  readonly clusterOf?: (kubeconfig: string, options?: ClusterOfOptions) => ClusterReader;
  /** Unix sockets that accept connections, by path. */
  readonly sockets?: readonly string[];
  readonly runtime?: Partial<RuntimeView>;
  readonly images?: readonly string[];
  readonly containers?: readonly ContainerInfo[];
  readonly sandboxes?: readonly SandboxInfo[];
  readonly apiGet?: (path: string) => HttpResult;
  readonly now?: Date;
  /** What becomes of the request of a kubelet that starts with bootstrap-kubelet.conf: answered at once unless given. */
  readonly kubeletRequest?: 'answered' | 'unanswered' | 'answered-when-restarted';
  /** Where the cluster's Services get their addresses; 10.96.0.0/12 unless given. */
  readonly serviceSubnets?: readonly string[];
  /** Called before a change is made: throw to make it fail. */
  readonly onChange?: (change: Change) => void;
}

/** What a simulated machine consists of. */
export interface State {
  readonly options: MachineOptions;
  readonly files: FileOverlay;
  readonly store: ObjectStore;
  readonly images: Set<string>;
  readonly services: Map<string, boolean>;
  readonly clock: { time: number };
}

const HEALTHY_FILES: Readonly<Record<string, string>> = {
  '/proc/swaps': 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n',
  '/proc/sys/net/ipv4/ip_forward': '1\n',
  '/proc/sys/net/ipv6/conf/default/forwarding': '1\n',
  '/proc/sys/kernel/osrelease': '6.12.0-amd64\n',
  '/proc/mounts': 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime 0 0\n',
  '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory hugetlb pids rdma misc\n',
  '/proc/net/route':
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n' +
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n',
  '/boot/config-6.12.0-amd64': [
    ...'NAMESPACES NET_NS PID_NS IPC_NS UTS_NS CPUSETS MEMCG INET EXT4_FS PROC_FS NETFILTER_XT_TARGET_REDIRECT'.split(
      ' ',
    ),
    ...'NETFILTER_XT_MATCH_COMMENT FAIR_GROUP_SCHED CGROUPS CGROUP_BPF CGROUP_PIDS CGROUP_SCHED OVERLAY_FS'.split(' '),
    ...'BLK_DEV_DM CFS_BANDWIDTH SECCOMP SECCOMP_FILTER'.split(' '),
  ]
    .map((name) => `CONFIG_${name}=y\n`)
    .join(''),
};

const HEALTHY_FOLDERS = [
  '/etc/ssl/certs',
  '/etc/ca-certificates',
  '/usr/local/share/ca-certificates',
  '/usr/share/ca-certificates',
];

const PROGRAMS = ['mount', 'cp', 'losetup', 'systemctl', 'kubelet', 'journalctl', 'conntrack', 'crictl', 'modprobe'];

/** The files of a fresh node, and those that a test gives. */
export function fill({ options, files }: State): void {
  for (const path of HEALTHY_FOLDERS) files.makeDirectory({ kind: 'make-directory', path, mode: 0o755 });
  for (const [path, given] of Object.entries({ ...HEALTHY_FILES, ...options.files })) {
    const { content, mode } = typeof given === 'string' ? { content: given, mode: 0o644 } : given;
    if (path.endsWith('/'))
      files.makeDirectory({ kind: 'make-directory', path, mode: typeof given === 'string' ? 0o755 : mode });
    else files.writeFile({ kind: 'write-file', path, content, mode });
  }
}

/** What the overlay finds underneath: no files, and the machine's facts. */
export function baseView(state: State): HostView {
  const { options } = state;
  return {
    now: () => new Date(state.clock.time),
    env: options.env ?? {},
    uid: options.uid ?? 0,
    hostname: () => options.hostname ?? 'cp1',
    cpuCount: () => options.cpus ?? 2,
    totalMemory: () => options.memory ?? 4 * 1024 ** 3,
    interfaces: () => [
      {
        name: 'lo',
        up: true,
        loopback: true,
        addresses: [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ],
      },
      { name: 'eth0', up: true, loopback: false, addresses: [{ address: '192.0.2.10', family: 4 }] },
    ],
    readFile: async () => undefined,
    readBytes: async () => undefined,
    stat: async () => undefined,
    linkTarget: async (path) => options.links?.[path],
    listDirectory: async () => undefined,
    query: async (command) => answer(state, command),
    which: async (program) => {
      const given = options.programs?.[program];
      if (given !== undefined) return given === false ? undefined : given;
      return PROGRAMS.includes(program) ? `/usr/bin/${program}` : undefined;
    },
    probePort: async (port) => options.ports?.[port],
    socketAnswers: async (path) =>
      (options.sockets ?? ['/run/containerd/containerd.sock', '/var/run/containerd/containerd.sock']).includes(path),
    resolveName: async () => ['192.0.2.10'],
    httpGet: async (url) => {
      const answer = options.http?.[url];
      const given = typeof answer === 'function' ? answer() : answer;
      if (given instanceof Error) throw given;
      if (given !== undefined) return given;
      if (/^https?:\/\/(127\.0\.0\.1|0\.0\.0\.0|\[::1?\])?[^/]*:(10248|10257|10259)\//.test(url))
        return { status: 200, body: 'ok' };
      throw new Error(`getaddrinfo ENOTFOUND ${new URL(url).hostname}`);
    },
    runtime: () => simulatedRuntime(state),
    etcd: (access) =>
      options.etcd instanceof SimulatedEtcd ? options.etcd.connect(access) : (options.etcd ?? NO_ETCD),
    clusterOf: (kubeconfig, asked) => options.clusterOf?.(kubeconfig, asked) ?? sameCluster(state),
    ...sameCluster(state),
  };
}

function sameCluster({ store, options }: State): ClusterReader {
  return {
    getObject: async (ref) => store.find(ref),
    listObjects: async (apiVersion, kind, list) => store.list(apiVersion, kind, list).items,
    apiGet: async (path) => options.apiGet?.(path) ?? { status: 200, body: 'ok' },
  };
}

const NO_ETCD: EtcdView = {
  members: () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:2379')),
  status: () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:2379')),
};

function answer(state: State, command: readonly string[]): CommandResult {
  const line = command.join(' ');
  const given = state.options.commands?.[line] ?? state.options.commands?.[command[0] ?? ''];
  const result = typeof given === 'function' ? given(command) : (given ?? usualAnswer(state, line));
  return typeof result === 'string' ? { code: 0, stdout: result, stderr: '' } : result;
}

function usualAnswer(state: State, line: string): CommandResult | string {
  if (line === 'kubelet --version') return 'Kubernetes v1.36.2\n';
  const [, verb = '', unit = ''] = /^systemctl (is-active|is-enabled|status|cat|show)\b.*?([\w@.-]+)$/.exec(line) ?? [];
  const service = unit.replace(/\.service$/, '');
  const known = service === 'kubelet' || service === 'containerd';
  if (verb === 'is-active') {
    const active = state.services.get(service) === true;
    return { code: active ? 0 : 3, stdout: active ? 'active\n' : 'inactive\n', stderr: '' };
  }
  if (verb === 'is-enabled') return { code: known ? 0 : 1, stdout: known ? 'enabled\n' : 'disabled\n', stderr: '' };
  if (verb !== '')
    return {
      code: known ? 0 : 4,
      stdout: known ? `${unit} loaded\n` : '',
      stderr: known ? '' : `Unit ${unit} could not be found.\n`,
    };
  return { code: undefined, stdout: '', stderr: '', failure: 'not-found' };
}

function simulatedRuntime({ options, images }: State): RuntimeView {
  return {
    version: async () => ({ runtimeName: 'containerd', runtimeVersion: 'v2.0.0', runtimeApiVersion: 'v1' }),
    status: async () => ({
      conditions: [
        { type: 'RuntimeReady', status: true, reason: '', message: '' },
        { type: 'NetworkReady', status: false, reason: 'NetworkPluginNotReady', message: 'cni plugin not initialized' },
      ],
      sandboxImage: 'registry.k8s.io/pause:3.10.2',
    }),
    runtimeConfig: async () => ({ cgroupDriver: 'systemd' }),
    imageId: async (image) => (images.has(image) ? `sha256:${image}` : undefined),
    listContainers: async (filter) =>
      (options.containers ?? []).filter((each) => filter?.component === undefined || each.name === filter.component),
    listSandboxes: async () => options.sandboxes ?? [],
    ...options.runtime,
  };
}
