import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, rmSync, writeFileSync, readdirSync, copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Binaries } from './binaries.ts';
import { makeCgroup, removeCgroup } from './cgroups.ts';
import { bridgeNetwork, containerdConfig, CONTAINERD_SOCKET } from './containerd.ts';
import { createNamespaces, type Namespaces } from './namespaces.ts';
import { childrenOf, eventually, start, type Outcome, type Running } from './process.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Folders that each node has for itself, under the same path in its own folder. */
const OWN_FOLDERS = [
  '/etc/kubernetes',
  '/etc/containerd',
  '/etc/cni/net.d',
  '/opt/cni/bin',
  '/run',
  '/var/lib/etcd',
  '/var/lib/containerd',
  '/var/lib/cni',
  '/var/lib/kubelet',
  '/var/log/pods',
  '/var/log/containers',
];

export interface NodeOptions {
  readonly name: string;
  /** Where it keeps its folders. */
  readonly folder: string;
  /** Name of its cgroup: unique on this machine. */
  readonly cgroup: string;
  readonly binaries: Binaries;
  /** A containerd folder with images to begin with. */
  readonly images?: string;
  /** Where programs ask for names; should refuse at once. */
  readonly resolver: string;
  readonly address: string;
  readonly podCidr: string;
}

/** A command inside a node, under way. */
export interface CommandInNode {
  readonly ended: Promise<Outcome>;
  signal(signal: NodeJS.Signals): void;
}

/** A machine, as far as Kubernetes can tell: namespaces with folders, a cgroup and a container runtime of their own. */
export class ClusterNode {
  readonly options: NodeOptions;
  readonly namespaces: Namespaces;
  readonly #env: Readonly<Record<string, string>>;

  constructor(options: NodeOptions, namespaces: Namespaces) {
    this.options = options;
    this.namespaces = namespaces;
    this.#env = environment(options.binaries);
  }

  /** Where a path of the node is on this machine: for the node's own folders. */
  path(inside: string): string {
    return join(this.options.folder, inside);
  }

  /** Start a command inside. @param see - is shown each line of its stdout */
  start(command: readonly string[], see?: (line: string) => void): CommandInNode {
    const { child, ended } = start([...this.namespaces.enter, ...command], { env: this.#env }, see);
    const signal = (name: NodeJS.Signals): void => {
      // nsenter waits outside for the process that it started inside, and passes no signals on
      const [inside] = childrenOf(child.pid ?? 0);
      if (inside !== undefined) process.kill(inside, name);
    };
    return { ended, signal };
  }

  run(...command: readonly string[]): Promise<Outcome> {
    return this.start(command).ended;
  }

  /** What a command prints. @throws Error with what it said when it fails */
  async output(...command: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...command);
    if (code !== 0) throw new Error(`${this.options.name}: ${command.join(' ')}: ${code}: ${stderr}${stdout}`);
    return stdout;
  }

  /** What kubectl prints, with the rights of admin.conf. */
  kubectl(...args: readonly string[]): Promise<string> {
    return this.output('kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...args);
  }

  /** Start a daemon that lives until the node ends, its output in /var/log. */
  daemon(command: readonly string[]): Running {
    const log = openSync(this.path(`/var/log/${command[0]}.log`), 'a');
    try {
      return start([...this.namespaces.enter, ...command], { env: this.#env, stdio: ['ignore', log, log] });
    } finally {
      closeSync(log);
    }
  }

  /** End everything that runs in the node, and remove all it had. */
  async end(): Promise<void> {
    await this.namespaces.end();
    const { cgroup, folder } = this.options;
    await eventually(`the end of cgroup ${cgroup}`, 10_000, () => removeCgroup(cgroup) || undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Bring up a node with containerd running. It has no network yet. */
export async function startNode(options: NodeOptions): Promise<ClusterNode> {
  makeFolders(options);
  makeCgroup(options.cgroup);
  const env = { ...environment(options.binaries), NODE: options.folder, NAME: options.name };
  const namespaces = await createNamespaces(join(HERE, 'hold-node.sh'), env);
  const node = new ClusterNode(options, namespaces);
  try {
    node.daemon(['containerd']);
    await eventually('containerd', 30_000, () => existsSync(node.path(CONTAINERD_SOCKET)) || undefined);
    return node;
  } catch (error) {
    await node.end();
    throw error;
  }
}

function makeFolders({ folder, name, address, resolver, images, podCidr, binaries }: NodeOptions): void {
  OWN_FOLDERS.forEach((path) => mkdirSync(join(folder, path), { recursive: true }));
  const write = (path: string, content: string): void => writeFileSync(join(folder, path), content);
  write('/etc/hosts', `127.0.0.1 localhost\n${address} ${name}\n`);
  write('/etc/resolv.conf', `nameserver ${resolver}\n`);
  write('/etc/containerd/config.toml', containerdConfig(binaries.runc));
  write('/etc/cni/net.d/10-bridge.conflist', bridgeNetwork(podCidr));
  execFileSync('cp', ['-a', `${binaries.cni}/.`, join(folder, '/opt/cni/bin')]);
  if (images !== undefined) copyImages(images, join(folder, '/var/lib/containerd'));
}

/** Layers never change, so hard links do for them; the databases are copied. */
function copyImages(from: string, to: string): void {
  execFileSync('cp', ['-al', `${from}/.`, to]);
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.db') || path.includes('/snapshots/')) continue;
    rmSync(join(to, path));
    copyFileSync(join(from, path), join(to, path));
  }
}

/** Only what a login shell would have: nothing of the environment of the tests. */
function environment({ kube, cri }: Binaries): Readonly<Record<string, string>> {
  const system = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return { PATH: `${join(HERE, 'bin')}:${kube}:${cri}:${system}`, HOME: '/root', LANG: 'C.UTF-8' };
}
