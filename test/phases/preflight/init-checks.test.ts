import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { privilegedUser } from '../../../phases/preflight/checks/privileged-user.ts';
import { initChecks } from '../../../phases/preflight/init-checks.ts';
import { exampleConfig, type ExampleOverrides } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const EXTERNAL = {
  endpoints: ['https://etcd1:2379'],
  httpEndpoints: ['https://etcd1:2379'],
  caFile: '/etcd/ca.crt',
  certFile: '/etcd/client.crt',
  keyFile: '/etcd/client.key',
};
const EXTERNAL_FILES = { '/etcd/ca.crt': 'ca', '/etcd/client.crt': 'cert', '/etcd/client.key': 'key' };
const withExternalEtcd: ExampleOverrides = { cluster: { etcd: { external: EXTERNAL } } };
const etcdSays = (body: string, status = 200): MachineOptions => ({
  files: EXTERNAL_FILES,
  http: { 'https://etcd1:2379/version': { status, body } },
});
const networking = (serviceSubnet: string, podSubnet = ''): ExampleOverrides => ({
  cluster: { networking: { serviceSubnet, podSubnet, dnsDomain: 'cluster.local' } },
});
const runtimeFails = async () => {
  throw new KubeadmError('cri-socket-missing', 'there is no such socket', { hint: 'install a runtime' });
};
const failing = { code: 1, stdout: '', stderr: 'it broke' };

interface Case {
  /** Name of the check. */
  readonly name: string;
  readonly when: string;
  readonly machine?: MachineOptions;
  readonly config?: ExampleOverrides;
  /** What is found: parts of `<message> | <fix>`, in order. */
  readonly errors?: readonly RegExp[];
  readonly warnings?: readonly RegExp[];
}

const CASES: readonly Case[] = [
  { name: 'NumCPU', when: 'two CPUs' },
  { name: 'NumCPU', when: 'one CPU', machine: { cpus: 1 }, errors: [/2 CPUs.*has 1.*\| give/] },
  { name: 'Mem', when: '1700 MB', machine: { memory: 1700 * 1024 ** 2 } },
  { name: 'Mem', when: 'a little less', machine: { memory: 1700 * 1024 ** 2 - 1 }, errors: [/1700 MB.*1699 MB/] },
  {
    name: 'KubernetesVersion',
    when: 'the next minor release',
    config: { cluster: { kubernetesVersion: 'v1.37.0-alpha.1' } },
    warnings: [/v1\.37\.0-alpha\.1 is newer.*\| .*--kubernetes-version/],
  },
  {
    name: 'KubernetesVersion',
    when: 'a patch release yet to come',
    config: { cluster: { kubernetesVersion: 'v1.36.99' } },
  },
  { name: 'Firewalld', when: 'firewalld is not there' },
  {
    name: 'Firewalld',
    when: 'firewalld runs',
    machine: { commands: { 'systemctl is-active firewalld.service': 'active\n' } },
    warnings: [/6443 and 10250 \| firewall-cmd .*6443\/tcp/],
  },
  { name: 'Firewalld', when: 'there is no init system', machine: { programs: { systemctl: false } } },
  { name: 'Port-6443', when: 'free' },
  {
    name: 'Port-6443',
    when: 'in use',
    machine: { ports: { 6443: 'EADDRINUSE' } },
    errors: [/port 6443, which kube-apiserver needs, is in use \| .*ss -ltnp.*reset.*--apiserver-bind-port/],
  },
  {
    name: 'Port-10259',
    when: 'in use by somebody that ss knows',
    machine: {
      ports: { 10259: 'EADDRINUSE' },
      commands: { ss: 'LISTEN 0 4096 *:10259 *:* users:(("kube-scheduler",pid=77,fd=3))\n' },
    },
    errors: [/in use by kube-scheduler \(pid 77\) \| stop kube-scheduler/],
  },
  {
    name: 'Port-10257',
    when: 'not to be opened',
    machine: { ports: { 10257: 'EACCES' } },
    errors: [/EACCES \| run as root/],
  },
  { name: 'Port-10250', when: 'in use', machine: { ports: { 10250: 'EADDRINUSE' } }, errors: [/10250/] },
  { name: 'Port-2379', when: 'in use', machine: { ports: { 2379: 'EADDRINUSE' } }, errors: [/etcd/] },
  { name: 'Port-2380', when: 'in use', machine: { ports: { 2380: 'EADDRINUSE' } }, errors: [/etcd/] },
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].flatMap((component): Case[] => [
    { name: `FileAvailable--etc-kubernetes-manifests-${component}.yaml`, when: 'absent' },
    {
      name: `FileAvailable--etc-kubernetes-manifests-${component}.yaml`,
      when: 'there',
      machine: { files: { [`/etc/kubernetes/manifests/${component}.yaml`]: 'kind: Pod' } },
      errors: [/already there.*\| .*kubeadm-ts reset.*rm \/etc/],
    },
  ]),
  { name: 'HTTPProxy', when: 'no proxy is set' },
  {
    name: 'HTTPProxy',
    when: 'the address is proxied',
    machine: { env: { HTTPS_PROXY: 'http://u:secret@proxy:3128' } },
    warnings: [/192\.0\.2\.10.*http:\/\/proxy:3128 \| export NO_PROXY="\$NO_PROXY,192\.0\.2\.10"/],
  },
  {
    name: 'HTTPProxy',
    when: 'the address is an exception',
    machine: { env: { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '192.0.2.0/24' } },
  },
  { name: 'HTTPProxy', when: 'only plain HTTP is proxied', machine: { env: { HTTP_PROXY: 'http://proxy:3128' } } },
  {
    name: 'HTTPProxyCIDR',
    when: 'Services are an exception',
    machine: { env: { https_proxy: 'http://proxy', no_proxy: '10.96.0.0/12' } },
  },
  {
    name: 'HTTPProxyCIDR',
    when: 'Services are proxied',
    machine: { env: { https_proxy: 'http://proxy' } },
    warnings: [/10\.96\.0\.0\/12.*\| .*,10\.96\.0\.0\/12"/],
  },
  { name: 'CRI', when: 'the runtime is ready, its network not yet' },
  {
    name: 'CRI',
    when: 'nothing answers',
    machine: { runtime: { status: runtimeFails } },
    errors: [/no such socket \| install a runtime/],
  },
  {
    name: 'CRI',
    when: 'the runtime is not ready',
    machine: {
      runtime: {
        status: async () => ({
          conditions: [{ type: 'RuntimeReady', status: false, reason: 'Starting', message: 'wait' }],
          sandboxImage: undefined,
        }),
      },
    },
    errors: [/not ready: Starting: wait \| .*journalctl/],
  },
  { name: 'ContainerRuntimeVersion', when: 'the runtime tells its configuration' },
  {
    name: 'ContainerRuntimeVersion',
    when: 'the runtime is too old to',
    machine: { runtime: { runtimeConfig: async () => 'unimplemented' } },
    warnings: [/cannot tell its cgroup driver.*\| upgrade/],
  },
  {
    name: 'ContainerRuntimeVersion',
    when: 'the runtime fails',
    machine: { runtime: { runtimeConfig: runtimeFails } },
    errors: [/no such socket \| install a runtime/],
  },
  { name: 'CgroupDriver', when: 'both use the same' },
  {
    name: 'CgroupDriver',
    when: 'the runtime uses another',
    machine: { runtime: { runtimeConfig: async () => ({ cgroupDriver: 'cgroupfs' }) } },
    warnings: [/systemd.*cgroupfs.*\| set SystemdCgroup = true/],
  },
  { name: 'CgroupDriver', when: 'the runtime cannot be asked', machine: { runtime: { runtimeConfig: runtimeFails } } },
  { name: 'Swap', when: 'off' },
  {
    name: 'Swap',
    when: 'on',
    machine: { files: { '/proc/swaps': 'Filename Type Size Used Priority\n/swapfile file 1 0 -2\n' } },
    warnings: [/swap is on \(\/swapfile\).*\| swapoff -a/],
  },
  ...['losetup', 'mount', 'cp'].flatMap((program): Case[] => [
    { name: `FileExisting-${program}`, when: 'in PATH' },
    {
      name: `FileExisting-${program}`,
      when: 'absent',
      machine: { programs: { [program]: false } },
      errors: [/not in PATH \| .*apt-get install/],
    },
  ]),
  { name: 'Hostname', when: 'a good name that resolves' },
  {
    name: 'Hostname',
    when: 'longer than a label',
    config: { nodeRegistration: { name: `${'a'.repeat(40)}.${'b'.repeat(40)}` } },
    warnings: [/cannot be the value of a label \| .*--node-name/],
  },
  { name: 'KubeletVersion', when: 'the same release' },
  {
    name: 'KubeletVersion',
    when: 'three minor releases older',
    machine: { commands: { kubelet: 'Kubernetes v1.33.0\n' } },
  },
  {
    name: 'KubeletVersion',
    when: 'four minor releases older',
    machine: { commands: { kubelet: 'Kubernetes v1.32.9\n' } },
    errors: [/v1\.32\.9; the oldest.*v1\.33\.0 \| install the kubelet .*v1\.36$/],
  },
  {
    name: 'KubeletVersion',
    when: 'a newer patch release',
    machine: { commands: { kubelet: 'Kubernetes v1.36.99\n' } },
  },
  {
    name: 'KubeletVersion',
    when: 'newer than the control plane',
    machine: { commands: { kubelet: 'Kubernetes v1.37.0\n' } },
    errors: [/newer than.*v1\.36\.2/],
  },
  {
    name: 'KubeletVersion',
    when: 'no kubelet',
    machine: { commands: { kubelet: { code: undefined, stdout: '', stderr: '', failure: 'not-found' } } },
    errors: [/no kubelet in PATH \| install/],
  },
  {
    name: 'KubeletVersion',
    when: 'the kubelet fails',
    machine: { commands: { kubelet: failing } },
    errors: [/it broke/],
  },
  {
    name: 'KubeletVersion',
    when: 'nonsense',
    machine: { commands: { kubelet: 'Kubernetes v01.2.3\n' } },
    errors: [/not a version/],
  },
  { name: 'Service-kubelet', when: 'enabled' },
  {
    name: 'Service-kubelet',
    when: 'not enabled',
    machine: { commands: { 'systemctl is-enabled kubelet.service': failing } },
    warnings: [/boots \| systemctl enable kubelet/],
  },
  {
    name: 'Service-kubelet',
    when: 'absent',
    machine: { commands: { 'systemctl status --no-pager --lines=0 kubelet.service': { ...failing, code: 4 } } },
    warnings: [/no service/],
  },
  {
    name: 'Service-kubelet',
    when: 'no init system',
    machine: { programs: { systemctl: false } },
    warnings: [/neither systemd nor OpenRC/],
  },
  { name: 'FileContent--proc-sys-net-ipv4-ip_forward', when: 'on' },
  {
    name: 'FileContent--proc-sys-net-ipv4-ip_forward',
    when: 'off',
    machine: { files: { '/proc/sys/net/ipv4/ip_forward': '0\n' } },
    errors: [/not 1.*IPv4.*\| .*net\.ipv4\.ip_forward = 1/],
  },
  { name: 'FileContent--proc-sys-net-ipv6-conf-default-forwarding', when: 'on', config: networking('fd00::/108') },
  {
    name: 'FileContent--proc-sys-net-ipv6-conf-default-forwarding',
    when: 'off, with Pods of both families',
    config: networking('10.96.0.0/12', '10.244.0.0/16,fd01::/48'),
    machine: { files: { '/proc/sys/net/ipv6/conf/default/forwarding': '0\n' } },
    errors: [/IPv6/],
  },
  { name: 'DirAvailable--var-lib-etcd', when: 'absent' },
  { name: 'DirAvailable--var-lib-etcd', when: 'empty', machine: { files: { '/var/lib/etcd/': '' } } },
  {
    name: 'DirAvailable--var-lib-etcd',
    when: 'not empty',
    machine: { files: { '/var/lib/etcd/member/snap/db': 'x' } },
    errors: [/not empty.*\| .*reset.*mv \/var\/lib\/etcd.*dataDir/],
  },
  {
    name: 'DirAvailable--var-lib-etcd',
    when: 'a file',
    machine: { files: { '/var/lib/etcd': 'x' } },
    errors: [/not a folder/],
  },
  {
    name: 'ExternalEtcdVersion',
    when: 'new enough',
    config: withExternalEtcd,
    machine: etcdSays('{"etcdserver":"3.5.24"}'),
  },
  {
    name: 'ExternalEtcdVersion',
    when: 'too old',
    config: withExternalEtcd,
    machine: etcdSays('{"etcdserver":"3.5.23"}'),
    errors: [/3\.5\.23; at least 3\.5\.24.*\| upgrade etcd/],
  },
  {
    name: 'ExternalEtcdVersion',
    when: 'not etcd',
    config: withExternalEtcd,
    machine: etcdSays('<html>'),
    errors: [/does not tell a version/],
  },
  {
    name: 'ExternalEtcdVersion',
    when: 'forbidden',
    config: withExternalEtcd,
    machine: etcdSays('', 403),
    errors: [/HTTP 403/],
  },
  {
    name: 'ExternalEtcdVersion',
    when: 'its name does not resolve',
    config: withExternalEtcd,
    machine: { files: EXTERNAL_FILES },
    errors: [/ENOTFOUND.*\| check etcd\.external/],
  },
  {
    name: 'ExternalEtcdClientCertificates',
    when: 'there',
    config: withExternalEtcd,
    machine: { files: EXTERNAL_FILES },
  },
  {
    name: 'ExternalEtcdClientCertificates',
    when: 'two of them missing',
    config: withExternalEtcd,
    machine: { files: { '/etcd/ca.crt': 'ca' } },
    errors: [/certFile: \/etcd\/client\.crt does not exist/, /keyFile: \/etcd\/client\.key/],
  },
  { name: 'DiskSpace', when: 'df does not tell' },
  { name: 'DiskSpace', when: 'enough', machine: { commands: { df: disk(50_000_000, 40) } } },
  {
    name: 'DiskSpace',
    when: 'little free',
    machine: { commands: { df: disk(1_000_000, 40) } },
    warnings: [/\/var\/lib is almost full: 977 MiB free.*\| .*du/],
  },
  {
    name: 'DiskSpace',
    when: 'so full that the kubelet throws Pods off',
    machine: { commands: { df: disk(50_000_000, 91) } },
    warnings: [/91% used/],
  },
  {
    name: 'ReadOnlyFileSystem',
    when: 'writable',
    machine: { files: { '/proc/mounts': 'd / ext4 rw 0 0\nd /etcetera ext4 ro 0 0\n' } },
  },
  {
    name: 'ReadOnlyFileSystem',
    when: 'a read-only root with a writable /var',
    machine: { files: { '/proc/mounts': 'd / ext4 ro,relatime 0 0\nd /var ext4 rw 0 0\n' } },
    warnings: [/^\/etc\/kubernetes: mounted read-only.*\| mount -o remount,rw/],
  },
  {
    name: 'ReadOnlyFileSystem',
    when: "etcd's folder is, wherever it may be",
    config: { cluster: { etcd: { local: { ...exampleConfig().cluster.etcd.local!, dataDir: '/srv/etcd' } } } },
    machine: { files: { '/proc/mounts': 'd / ext4 rw 0 0\nd /srv ext4 ro 0 0\n' } },
    warnings: [/^\/srv\/etcd: mounted read-only/],
  },
];

function disk(free: number, percent: number): string {
  const row = `/dev/vda1 60000000 1 ${free} ${percent}% /\n`;
  return `Filesystem 1024-blocks Used Available Capacity Mounted on\n${row}${row.replace(String(free), '50000000').replace(`${percent}%`, '1%')}`;
}

describe('preflight checks of init', () => {
  for (const { name, when, machine, config, errors = [], warnings = [] } of CASES) {
    const outcome = errors.length > 0 ? 'fails' : warnings.length > 0 ? 'warns' : 'passes';
    it(`${name} ${outcome}: ${when}`, async () => {
      const example = exampleConfig(config);
      const check = initChecks(example).find((each) => each.name === name);
      expect(check, `a check named ${name}`).not.to.equal(undefined);
      const host = new SimulatedMachine(machine);
      const found = await check!.run(host, example);
      const told = (problems: typeof found.errors): string[] =>
        problems.map(({ message, fix }) => `${message} | ${fix}`);
      expect(told(found.errors), 'errors').to.have.length(errors.length);
      expect(told(found.warnings), 'warnings').to.have.length(warnings.length);
      errors.forEach((pattern, index) => expect(told(found.errors)[index]).to.match(pattern));
      warnings.forEach((pattern, index) => expect(told(found.warnings)[index]).to.match(pattern));
      expect(host.changes).to.deep.equal([]);
    });
  }

  it('Hostname warns when the name does not resolve, with the line for /etc/hosts', async () => {
    const config = exampleConfig();
    const machine = Object.assign(new SimulatedMachine(), { resolveName: async () => [] });
    const found = await initChecks(config)
      .find(({ name }) => name === 'Hostname')!
      .run(machine, config);
    expect(found.warnings.map(({ fix }) => fix).join()).to.contain('"192.0.2.10 cp1" to /etc/hosts');
  });

  it('IsPrivilegedUser fails for anybody but root', async () => {
    expect((await privilegedUser.run(new SimulatedMachine(), exampleConfig())).errors).to.deep.equal([]);
    const [problem] = (await privilegedUser.run(new SimulatedMachine({ uid: 1000 }), exampleConfig())).errors;
    expect(problem?.message).to.contain('1000');
    expect(problem?.fix).to.contain('sudo');
  });

  it('come in the order of the reference, with the extra ones last', () => {
    const names = initChecks(exampleConfig(networking('10.96.0.0/12', '10.244.0.0/16'))).map(({ name }) => name);
    const reference =
      'NumCPU Mem KubernetesVersion Firewalld Port-6443 Port-10259 Port-10257 ' +
      ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd']
        .map((each) => `FileAvailable--etc-kubernetes-manifests-${each}.yaml`)
        .join(' ') +
      ' HTTPProxy HTTPProxyCIDR HTTPProxyCIDR CRI ContainerRuntimeVersion Swap FileExisting-losetup FileExisting-mount FileExisting-cp ' +
      'SystemVerification Hostname KubeletVersion Service-kubelet Port-10250 FileContent--proc-sys-net-ipv4-ip_forward ' +
      'Port-2379 Port-2380 DirAvailable--var-lib-etcd';
    expect(names).to.deep.equal([...reference.split(' '), 'CgroupDriver', 'DiskSpace', 'ReadOnlyFileSystem']);
  });

  it('look at an external etcd in place of the ports and the folder of a local one', () => {
    const names = initChecks(exampleConfig(withExternalEtcd)).map(({ name }) => name);
    expect(names).to.include('ExternalEtcdVersion').and.to.include('ExternalEtcdClientCertificates');
    expect(names.join()).not.to.match(/Port-23|DirAvailable/);
  });

  it('look at the port and the folder that the configuration names', () => {
    const config = exampleConfig({
      localAPIEndpoint: { advertiseAddress: 'fd00::10', bindPort: 7443 },
      ...networking('fd00:1::/108'),
    });
    const names = initChecks(config).map(({ name }) => name);
    expect(names).to.include('Port-7443').and.not.to.include('Port-6443');
    expect(names.filter((name) => name.startsWith('FileContent'))).to.deep.equal([
      'FileContent--proc-sys-net-ipv6-conf-default-forwarding',
    ]);
  });
});
