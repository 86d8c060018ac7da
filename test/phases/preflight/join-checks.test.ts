import { expect } from 'chai';
import type { HostView } from '../../../pkg/host/host.ts';
import type { Check, Findings } from '../../../phases/preflight/check.ts';
import { interruptedRunFile } from '../../../phases/interrupted-run.ts';
import { joinChecks, joinedChecks } from '../../../phases/preflight/join-checks.ts';
import { adminConf } from '../../support/answering-machine.ts';
import type { ExampleOverrides } from '../../support/example-config.ts';
import { EXAMPLE_TOKEN, exampleControlPlaneJoin, exampleJoin, type JoinOverrides } from '../../support/example-join.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { exampleCluster } from '../../support/join-context.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const V4 = '/proc/sys/net/ipv4/ip_forward';
const V6 = '/proc/sys/net/ipv6/conf/default/forwarding';
const FORWARDING_4 = 'FileContent--proc-sys-net-ipv4-ip_forward';
const FORWARDING_6 = 'FileContent--proc-sys-net-ipv6-conf-default-forwarding';
const EXTERNAL = {
  endpoints: ['https://etcd1:2379'],
  httpEndpoints: ['https://etcd1:2379'],
  caFile: '/etcd/ca.crt',
  certFile: '/etcd/client.crt',
  keyFile: '/etcd/client.key',
};
const externalEtcd: ExampleOverrides = { cluster: { etcd: { external: EXTERNAL } } };
const withoutKey: JoinOverrides = {
  controlPlane: { localAPIEndpoint: { advertiseAddress: '192.0.2.11', bindPort: 6443 }, certificateKey: '' },
};
const joinMark = { [interruptedRunFile('join')]: '{"startedAt":"2026-01-02T03:04:05Z"}' };
const failing = { code: 1, stdout: '', stderr: 'it broke' };

function endpoint(apiServerEndpoint: string): JoinOverrides {
  const bootstrapToken = { token: EXAMPLE_TOKEN, apiServerEndpoint, caCertHashes: [], unsafeSkipCAVerification: true };
  return { discovery: { bootstrapToken, tlsBootstrapToken: EXAMPLE_TOKEN } };
}
const discoveryFile: JoinOverrides = {
  discovery: { file: { kubeConfigPath: '/tmp/cluster.conf' }, tlsBootstrapToken: EXAMPLE_TOKEN },
};

interface Case {
  readonly name: string;
  readonly when: string;
  readonly role?: 'worker' | 'control plane';
  readonly machine?: MachineOptions;
  readonly join?: JoinOverrides;
  /** Given: the check is one that is made once the cluster is known. */
  readonly cluster?: ExampleOverrides;
  /** What is found: parts of `<message> | <fix>`, in order. */
  readonly errors?: readonly RegExp[];
  readonly warnings?: readonly RegExp[];
}

const CASES: readonly Case[] = [
  { name: 'FileAvailable--etc-kubernetes-kubelet.conf', when: 'absent' },
  {
    name: 'FileAvailable--etc-kubernetes-kubelet.conf',
    when: 'of a node, whose kubelet does not run',
    machine: { files: { '/etc/kubernetes/kubelet.conf': adminConf('https://198.51.100.7:6443') } },
    errors: [
      /is, or was, a node of https:\/\/198\.51\.100\.7:6443: \/etc\/kubernetes\/kubelet\.conf.*\| .*kubeadm-ts reset/,
    ],
  },
  {
    name: 'FileAvailable--etc-kubernetes-kubelet.conf',
    when: 'of a node at work',
    machine: {
      files: { '/etc/kubernetes/kubelet.conf': adminConf() },
      commands: { 'systemctl is-active kubelet.service': 'active\n' },
    },
    errors: [/this machine is a node of https:\/\/192\.0\.2\.10:6443: /],
  },
  {
    name: 'FileAvailable--etc-kubernetes-kubelet.conf',
    when: 'not to be understood',
    machine: { files: { '/etc/kubernetes/kubelet.conf': '{' } },
    errors: [/is, or was, a node of a cluster: /],
  },
  {
    name: 'FileAvailable--etc-kubernetes-kubelet.conf',
    when: 'left by this join, which was interrupted',
    machine: { files: { '/etc/kubernetes/kubelet.conf': adminConf(), ...joinMark } },
  },
  { name: 'FileAvailable--etc-kubernetes-bootstrap-kubelet.conf', when: 'absent' },
  {
    name: 'FileAvailable--etc-kubernetes-bootstrap-kubelet.conf',
    when: 'there',
    machine: { files: { '/etc/kubernetes/bootstrap-kubelet.conf': adminConf() } },
    errors: [/began to join https:\/\/192\.0\.2\.10:6443 and did not finish.*\| .*kubeadm-ts reset/],
  },
  { name: 'FileAvailable--etc-kubernetes-pki-ca.crt', when: 'absent' },
  {
    name: 'FileAvailable--etc-kubernetes-pki-ca.crt',
    when: 'there',
    machine: { files: { '/etc/kubernetes/pki/ca.crt': 'PEM' } },
    errors: [/has the authority of a cluster already.*\| .*kubeadm-ts reset.*rm \/etc.*caCertPath/],
  },
  {
    name: 'FileAvailable--srv-ca.pem',
    when: 'there, where the configuration wants it',
    join: { caCertPath: '/srv/ca.pem' },
    machine: { files: { '/srv/ca.pem': 'PEM' } },
    errors: [/\/srv\/ca\.pem is there/],
  },
  { name: 'CRI', when: 'the runtime is ready' },
  {
    name: 'CRI',
    when: 'nothing answers',
    machine: { runtime: { status: () => Promise.reject(new Error('there is no such socket')) } },
    errors: [/no such socket/],
  },
  {
    name: 'ContainerRuntimeVersion',
    when: 'the runtime is old',
    machine: { runtime: { runtimeConfig: async () => 'unimplemented' } },
    warnings: [/cgroup driver/],
  },
  {
    name: 'Swap',
    when: 'on',
    machine: { files: { '/proc/swaps': 'Filename Type Size Used Priority\n/swapfile file 1 0 -2\n' } },
    warnings: [/\/swapfile/],
  },
  ...['losetup', 'mount', 'cp'].map((program): Case => ({
    name: `FileExisting-${program}`,
    when: 'absent',
    machine: { programs: { [program]: false } },
    errors: [/not in PATH/],
  })),
  {
    name: 'SystemVerification',
    when: 'no control groups',
    machine: { files: { '/proc/mounts': 'proc /proc proc rw 0 0\n' } },
    errors: [/no control groups are mounted/],
  },
  {
    name: 'Hostname',
    when: 'longer than a label',
    join: { nodeRegistration: { name: `${'a'.repeat(40)}.${'b'.repeat(40)}` } },
    warnings: [/cannot be the value of a label/],
  },
  {
    name: 'KubeletVersion',
    when: 'old, but not too old',
    machine: { commands: { kubelet: 'Kubernetes v1.33.0\n' } },
  },
  {
    name: 'KubeletVersion',
    when: 'too old',
    machine: { commands: { kubelet: 'Kubernetes v1.32.9\n' } },
    errors: [/v1\.32\.9; the oldest.*v1\.33\.0 \| install the kubelet of the cluster's release/],
  },
  {
    name: 'KubeletVersion',
    when: 'the kubelet fails',
    machine: { commands: { kubelet: failing } },
    errors: [/it broke/],
  },
  {
    name: 'KubeletVersion',
    when: 'of the same minor release as the cluster, or three behind it',
    cluster: { cluster: { kubernetesVersion: 'v1.36.0' } },
    machine: { commands: { kubelet: 'Kubernetes v1.33.0\n' } },
  },
  {
    name: 'KubeletVersion',
    when: 'newer than the cluster',
    cluster: { cluster: { kubernetesVersion: 'v1.35.9' } },
    warnings: [/\(v1\.36\.2\) is newer than the cluster \(v1\.35\.9\).*\| .*v1\.35, or upgrade the cluster .*v1\.36$/],
  },
  {
    name: 'KubeletVersion',
    when: 'four minor releases older than the cluster',
    cluster: { cluster: { kubernetesVersion: 'v1.40.0' } },
    warnings: [/more than 3 minor releases older.*\| install the kubelet of the cluster's release, v1\.40$/],
  },
  {
    name: 'KubeletVersion',
    when: 'not known: that was told before',
    cluster: {},
    machine: { commands: { kubelet: failing } },
  },
  {
    name: 'Service-kubelet',
    when: 'not enabled',
    machine: { commands: { 'systemctl is-enabled kubelet.service': failing } },
    warnings: [/boots \| systemctl enable kubelet/],
  },
  {
    name: 'Port-10250',
    when: 'in use by somebody that ss knows',
    machine: {
      ports: { 10250: 'EADDRINUSE' },
      commands: { ss: 'LISTEN 0 4096 *:10250 *:* users:(("k3s",pid=77,fd=3))\n' },
    },
    errors: [/port 10250, which kubelet needs, is in use by k3s \(pid 77\) \| stop k3s.*kubeadm-ts reset$/],
  },
  { name: 'HTTPProxy', when: 'no proxy is set' },
  {
    name: 'HTTPProxy',
    when: 'the endpoint is proxied',
    join: endpoint('api.example.com:6443'),
    machine: { env: { HTTPS_PROXY: 'http://u:secret@proxy:3128' } },
    warnings: [
      /the cluster's endpoint api\.example\.com would .*http:\/\/proxy:3128 \| export NO_PROXY="\$NO_PROXY,api\./,
    ],
  },
  {
    name: 'HTTPProxy',
    when: 'the endpoint is an exception',
    join: endpoint('[fd00::10]:6443'),
    machine: { env: { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'fd00::/64' } },
  },
  { name: FORWARDING_4, when: 'on' },
  { name: FORWARDING_4, when: 'off', machine: { files: { [V4]: '0\n' } }, errors: [/IPv4.*\| .*sysctl/] },
  {
    name: FORWARDING_6,
    when: 'off, with an endpoint of that family',
    join: endpoint('[fd00::10]:6443'),
    machine: { files: { [V6]: '0\n' } },
    errors: [/IPv6/],
  },
  {
    name: FORWARDING_4,
    when: "off, in the cluster's networks, found by name",
    join: endpoint('api.example.com:6443'),
    cluster: {},
    machine: { files: { [V4]: '0\n' } },
    errors: [/IPv4/],
  },
  {
    name: FORWARDING_6,
    when: "off, in the cluster's networks, found by a file",
    join: discoveryFile,
    cluster: { cluster: { networking: { serviceSubnet: 'fd00::/108', podSubnet: '', dnsDomain: 'cluster.local' } } },
    machine: { files: { [V6]: '0\n' } },
    errors: [/IPv6/],
  },
  { name: 'DiskSpace', when: 'enough', machine: { commands: { df: disk(50_000_000, 40) } } },
  {
    name: 'DiskSpace',
    when: 'full',
    machine: { commands: { df: disk(0, 100) } },
    warnings: [/\/var\/lib is almost full: 0 MiB free, 100% used.*\| make room: du/],
  },
  {
    name: 'ReadOnlyFileSystem',
    when: 'nothing but /etc is read-only',
    machine: { files: { '/proc/mounts': 'd / ext4 rw 0 0\nd /etc ext4 ro 0 0\n' } },
    warnings: [/^\/etc\/kubernetes: mounted read-only/],
  },
  {
    name: 'CgroupDriver',
    when: 'the runtime uses another than the cluster says',
    cluster: {},
    machine: { runtime: { runtimeConfig: async () => ({ cgroupDriver: 'cgroupfs' }) } },
    warnings: [/systemd.*cgroupfs/],
  },
  { name: 'NumCPU', when: 'one CPU', role: 'control plane', cluster: {}, machine: { cpus: 1 }, errors: [/2 CPUs/] },
  {
    name: 'Mem',
    when: 'too little',
    role: 'control plane',
    cluster: {},
    machine: { memory: 1e9 },
    errors: [/1700 MB/],
  },
  {
    name: 'KubernetesVersion',
    when: 'newer than this program',
    role: 'control plane',
    cluster: { cluster: { kubernetesVersion: 'v1.37.0' } },
    warnings: [/v1\.37\.0 is newer.*\| use a kubeadm-ts of that release$/],
  },
  {
    name: 'Firewalld',
    when: 'firewalld runs',
    role: 'control plane',
    cluster: {},
    machine: { commands: { 'systemctl is-active firewalld.service': 'active\n' } },
    warnings: [/6443 and 10250/],
  },
  ...[6443, 10259, 10257, 2379, 2380].map((port): Case => ({
    name: `Port-${port}`,
    when: 'in use',
    role: 'control plane',
    cluster: {},
    machine: { ports: { [port]: 'EADDRINUSE' } },
    errors: [new RegExp(`port ${port}.*in use \\| .*kubeadm-ts reset`)],
  })),
  {
    name: 'Port-7443',
    when: 'in use, where the API server is to listen',
    role: 'control plane',
    join: {
      controlPlane: { localAPIEndpoint: { advertiseAddress: '192.0.2.11', bindPort: 7443 }, certificateKey: '' },
    },
    cluster: {},
    machine: { ports: { 7443: 'EADDRINUSE' } },
    errors: [/kube-apiserver.*\| .*--apiserver-bind-port/],
  },
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map((component): Case => ({
    name: `FileAvailable--etc-kubernetes-manifests-${component}.yaml`,
    when: 'there',
    role: 'control plane',
    cluster: {},
    machine: { files: { [`/etc/kubernetes/manifests/${component}.yaml`]: 'kind: Pod' } },
    errors: [/already there.*\| .*kubeadm-ts reset.*rm \/etc/],
  })),
  {
    name: 'HTTPProxy',
    when: 'the own address is proxied',
    role: 'control plane',
    cluster: {},
    machine: { env: { HTTPS_PROXY: 'http://proxy' } },
    warnings: [/this machine's address 192\.0\.2\.11/],
  },
  {
    name: 'HTTPProxyCIDR',
    when: 'Services are proxied',
    role: 'control plane',
    cluster: {},
    machine: { env: { HTTPS_PROXY: 'http://proxy' } },
    warnings: [/10\.96\.0\.0\/12/],
  },
  {
    name: 'DirAvailable--var-lib-etcd',
    when: 'not empty',
    role: 'control plane',
    cluster: {},
    machine: { files: { '/var/lib/etcd/member/snap/db': 'x' } },
    errors: [/not empty.*\| kubeadm-ts reset.*mv \/var\/lib\/etcd \/var\/lib\/etcd\.old$/],
  },
  {
    name: 'ReadOnlyFileSystem',
    when: "etcd's folder is read-only",
    role: 'control plane',
    cluster: {},
    machine: { files: { '/proc/mounts': 'd / ext4 rw 0 0\nd /var/lib/etcd ext4 ro 0 0\n' } },
    warnings: [/^\/var\/lib\/etcd: mounted read-only/],
  },
  {
    name: 'ExternalEtcdClientCertificates',
    when: 'two are missing',
    role: 'control plane',
    join: withoutKey,
    cluster: externalEtcd,
    machine: { files: { '/etcd/ca.crt': 'ca' } },
    errors: [/certFile: \/etcd\/client\.crt does not exist/, /keyFile/],
  },
];

function disk(free: number, percent: number): string {
  const row = (available: number, used: number) => `/dev/vda1 60000000 1 ${available} ${used}% /\n`;
  return `Filesystem 1024-blocks Used Available Capacity Mounted on\n${row(free, percent)}${row(50_000_000, 1)}`;
}

/** The checks of one batch, each ready to be run. */
function batch({ role = 'worker', join = {}, cluster }: Pick<Case, 'role' | 'join' | 'cluster'>) {
  const config = role === 'worker' ? exampleJoin(join) : exampleControlPlaneJoin(join);
  const joined = exampleCluster(config, cluster).config;
  const ready = <C>(checks: readonly Check<C>[], needs: C) =>
    checks.map(({ name, run }) => ({ name, run: (view: HostView): Promise<Findings> => run(view, needs) }));
  return cluster === undefined ? ready(joinChecks(config), config) : ready(joinedChecks(config, joined), joined);
}

function namesOf(which: Pick<Case, 'role' | 'join' | 'cluster'>): readonly string[] {
  return batch(which).map(({ name }) => name);
}

describe('preflight checks of join', () => {
  for (const { name, when, errors = [], warnings = [], machine, ...which } of CASES) {
    const outcome = errors.length > 0 ? 'fails' : warnings.length > 0 ? 'warns' : 'passes';
    const known = which.cluster === undefined ? '' : ', once the cluster is known';
    it(`${name} ${outcome} for a ${which.role ?? 'worker'}${known}: ${when}`, async () => {
      const host = new SimulatedMachine(machine);
      const check = batch(which).find((each) => each.name === name);
      expect(check, `a check named ${name}`).not.to.equal(undefined);
      const found = await check!.run(host);
      const told = (problems: typeof found.errors): string[] =>
        problems.map(({ message, fix }) => `${message} | ${fix}`);
      expect(told(found.errors), 'errors').to.have.length(errors.length);
      expect(told(found.warnings), 'warnings').to.have.length(warnings.length);
      errors.forEach((pattern, index) => expect(told(found.errors)[index]).to.match(pattern));
      warnings.forEach((pattern, index) => expect(told(found.warnings)[index]).to.match(pattern));
      expect(host.changes).to.deep.equal([]);
    });
  }

  it('FileAvailable--etc-kubernetes-kubelet.conf tells since when, where the host knows', async () => {
    const machine = new SimulatedMachine({ files: { '/etc/kubernetes/kubelet.conf': adminConf() } });
    const stat = machine.stat.bind(machine);
    const modified = new Date('2025-12-24T18:30:00Z');
    const view = Object.assign(machine, {
      stat: async (path: string) => {
        const info = await stat(path);
        return info && { ...info, modified };
      },
    });
    const [check] = batch({});
    expect((await check!.run(view)).errors[0]?.message).to.contain('(since 2025-12-24 18:30 UTC)');
  });

  it('Hostname tells the line for /etc/hosts with the address, where it is known', async () => {
    const unresolved = Object.assign(new SimulatedMachine(), { resolveName: async () => [] });
    const config = exampleControlPlaneJoin();
    const check = joinChecks(config).find(({ name }) => name === 'Hostname')!;
    const { nodeRegistration, controlPlane } = config;
    const localAPIEndpoint = controlPlane!.localAPIEndpoint;
    const fixOf = async (facts: Parameters<typeof check.run>[1]) =>
      (await check.run(unresolved, facts)).warnings[0]?.fix;
    expect(await fixOf({ nodeRegistration, localAPIEndpoint })).to.contain('"192.0.2.11 cp2" to /etc/hosts');
    expect(await fixOf({ nodeRegistration })).to.contain('"<this machine\'s address> cp2" to /etc/hosts');
  });

  const NODE =
    'CRI ContainerRuntimeVersion Swap FileExisting-losetup FileExisting-mount FileExisting-cp SystemVerification ' +
    'Hostname KubeletVersion Service-kubelet Port-10250';
  const FILES = 'FileAvailable--etc-kubernetes-kubelet.conf FileAvailable--etc-kubernetes-bootstrap-kubelet.conf';

  it('come in the order of the reference, with the extra ones last', () => {
    const last = 'DiskSpace ReadOnlyFileSystem';
    expect(namesOf({}).join(' ')).to.equal(
      `${FILES} ${NODE} FileAvailable--etc-kubernetes-pki-ca.crt HTTPProxy ${FORWARDING_4} ${last}`,
    );
    expect(namesOf({ role: 'control plane' }).join(' ')).to.equal(`${FILES} ${NODE} HTTPProxy ${FORWARDING_4} ${last}`);
  });

  it('are few for a worker once the cluster is known, and those of init for a control plane', () => {
    expect(namesOf({ cluster: {} })).to.deep.equal(['KubeletVersion', 'CgroupDriver']);
    expect(namesOf({ role: 'control plane', cluster: {} }).join(' ')).to.equal(
      'NumCPU Mem KubernetesVersion Firewalld Port-6443 Port-10259 Port-10257 ' +
        ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd']
          .map((each) => `FileAvailable--etc-kubernetes-manifests-${each}.yaml `)
          .join('') +
        'HTTPProxy HTTPProxyCIDR Port-2379 Port-2380 DirAvailable--var-lib-etcd ReadOnlyFileSystem ' +
        'KubeletVersion CgroupDriver',
    );
  });

  it('look neither for a local etcd nor for its files where an external one is used and the files are downloaded', () => {
    const names = namesOf({ role: 'control plane', cluster: externalEtcd }).join(' ');
    expect(names).not.to.match(/Port-23|DirAvailable|ExternalEtcd/);
  });

  it('know nothing of an endpoint where a file tells of the cluster', () => {
    expect(namesOf({ join: discoveryFile }).join(' ')).not.to.match(/HTTPProxy|FileContent/);
  });
});
