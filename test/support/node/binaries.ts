import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from '../parts.ts';
import { pauseProgramMissing } from './pause-program.ts';

/** The real programs that nodes are made of. */
export interface Binaries {
  /** Folder with the programs of Kubernetes, etcd and CoreDNS. */
  readonly kube: string;
  /** Folder with containerd, its shim and ctr. */
  readonly cri: string;
  readonly runc: string;
  /** Folder with the CNI plugins. */
  readonly cni: string;
  /** The reference implementation; `undefined` where there is none. */
  readonly kubeadm: string | undefined;
  /** What these programs say of themselves, for example `v1.36.2`. */
  readonly kubernetesVersion: string;
  /** The programs of an earlier version, to upgrade from; `undefined` where there are none. */
  readonly earlier: EarlierBinaries | undefined;
}

/** Programs of Kubernetes itself: etcd, CoreDNS and the rest are the same. */
export interface EarlierBinaries {
  readonly kube: string;
  readonly kubernetesVersion: string;
}

const KUBE_PROGRAMS = [
  'kubelet',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kubectl',
  'etcd',
  'coredns',
];
const EARLIER_PROGRAMS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];
const CRI_PROGRAMS = ['containerd', 'containerd-shim-runc-v2', 'ctr'];
const CNI_PLUGINS = ['bridge', 'host-local', 'portmap', 'loopback'];
const CNI_FOLDERS = ['/opt/cni/bin', '/usr/lib/cni'];
/** Programs of the machine: for namespaces, for networks, and to be packed into kube-proxy's image. */
const SYSTEM_PROGRAMS = ['unshare', 'nsenter', 'ip', 'bash', 'ldd', 'iptables-nft', 'nft', 'conntrack', 'openssl'];
/** Older ones cannot tell the kubelet their cgroup driver, and read another kind of configuration. */
const OLDEST_CONTAINERD = 2;

/** The programs that the environment names, or why there can be no nodes here. */
export function findBinaries(): Binaries | { readonly missing: string } {
  const { KUBE_BIN: kube, KUBEADM_BIN: kubeadm } = process.env;
  if (kube === undefined || kube === '')
    return { missing: 'KUBE_BIN does not name a folder with the programs of Kubernetes' };
  if (process.getuid?.() !== 0) return { missing: 'only root can make nodes out of namespaces' };
  const containerd = findProgram('containerd', process.env['CRI_BIN']);
  const runc = process.env['RUNC'] || findProgram('runc', process.env['CRI_BIN']);
  if (containerd === undefined || runc === undefined)
    return { missing: 'neither CRI_BIN, RUNC nor PATH has containerd and runc' };
  const cri = dirname(containerd);
  const cni = [process.env['CNI_BIN'] ?? '', ...CNI_FOLDERS].find(
    (folder) => absentIn(folder, CNI_PLUGINS).length === 0,
  );
  if (cni === undefined)
    return { missing: `CNI_BIN does not name a folder with the CNI plugins ${CNI_PLUGINS.join(', ')}` };
  const missing = whatIsMissing(kube, cri) ?? pauseProgramMissing() ?? tooOld(containerd);
  if (missing !== undefined) return { missing };
  return {
    kube,
    cri,
    runc,
    cni,
    kubeadm: kubeadm || undefined,
    kubernetesVersion: versionOf(join(kube, 'kube-apiserver')),
    earlier: earlierBinaries(),
  };
}

function earlierBinaries(): EarlierBinaries | undefined {
  const kube = process.env['KUBE_BIN_EARLIER'] ?? '';
  if (absentIn(kube, EARLIER_PROGRAMS).length > 0) return undefined;
  return { kube, kubernetesVersion: versionOf(join(kube, 'kube-apiserver')) };
}

function whatIsMissing(kube: string, cri: string): string | undefined {
  const absent = [...absentIn(kube, KUBE_PROGRAMS), ...absentIn(cri, CRI_PROGRAMS)];
  if (absent.length > 0) return `these programs are missing: ${absent.join(', ')}`;
  const system = SYSTEM_PROGRAMS.filter((name) => findProgram(name) === undefined);
  return system.length === 0 ? undefined : `this machine has no ${system.join(', ')}`;
}

function absentIn(folder: string, names: readonly string[]): readonly string[] {
  return names
    .map((name) => join(folder, name))
    .filter((path) => folder === '' || !existsSync(path) || !isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function tooOld(containerd: string): string | undefined {
  const version = versionOf(containerd);
  return Number(/^v?(\d+)/.exec(version)?.[1]) >= OLDEST_CONTAINERD
    ? undefined
    : `containerd ${version} is older than 2.0`;
}

/** The first word that looks like a version in what a program says about its own. */
function versionOf(program: string): string {
  const said = execFileSync(program, ['--version'], { encoding: 'utf8' });
  return /\bv?\d+\.\d+\.\d+\S*/.exec(said)?.[0] ?? '';
}
