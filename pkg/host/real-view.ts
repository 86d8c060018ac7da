import { availableParallelism, hostname, networkInterfaces, totalmem } from 'node:os';
import type { RuntimeView } from '../cri/runtime.ts';
import { connectEtcd } from '../etcd/connect-etcd.ts';
import { runCommand, startCommand, which } from './command.ts';
import type { CommandResult, HostView, NetworkInterface } from './host.ts';
import { mountsInside } from './mount-points.ts';
import { httpGet, probePort, resolveName, socketAnswers } from './network.ts';
import { below, fileInfo, linkTarget, listIfThere, readIfThere } from './real-files.ts';

/** The parts of a view that have nothing to do with a cluster. */
export interface MachineView extends Omit<HostView, 'getObject' | 'listObjects' | 'apiGet' | 'clusterOf'> {
  /** Start a command that may outlive this program. Only for the real host. */
  start(command: readonly string[]): Promise<CommandResult>;
}

/** What the machine's view is made of. */
export interface MachineOptions {
  /** Prefix of every path, without a trailing slash; empty for the machine itself. */
  readonly rootfs: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly runtime: (criSocket: string) => RuntimeView;
}

/** The machine as it is. Nothing here changes anything. */
export function machineView(options: MachineOptions): MachineView {
  const { rootfs, env, uid, runtime } = options;
  const at = (file: string): string => below(rootfs, file);
  const path = env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const readFileText = async (file: string) => {
    const text = (await readIfThere(at(file), file))?.toString('utf8');
    return rootfs !== '' && file === '/proc/mounts' && text !== undefined ? mountsInside(rootfs, text) : text;
  };
  return {
    now: () => new Date(),
    env,
    uid,
    hostname,
    cpuCount: availableParallelism,
    totalMemory: totalmem,
    interfaces: realInterfaces,
    readFile: readFileText,
    readBytes: (file) => readIfThere(at(file), file),
    stat: async (file) => fileInfo(at(file), file),
    linkTarget: async (file) => linkTarget(at(file), rootfs),
    listDirectory: async (folder) => listIfThere(at(folder), folder),
    // with --rootfs, programs are those of that root
    query: (command, { timeoutMs } = {}) =>
      runCommand(rootfs === '' ? command : ['chroot', rootfs, ...command], timeoutMs),
    start: (command) => startCommand(rootfs === '' ? command : ['chroot', rootfs, ...command]),
    which: (program) => which(program, path, rootfs),
    probePort,
    socketAnswers: (socket) => socketAnswers(at(socket)),
    resolveName,
    httpGet,
    runtime,
    etcd: (access) => connectEtcd({ readFile: readFileText }, access),
  };
}

/** Node tells of interfaces that are up and have addresses. */
function realInterfaces(): readonly NetworkInterface[] {
  return Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
    name,
    up: true,
    loopback: addresses.some(({ internal }) => internal),
    addresses: addresses.map(({ address, family }) => ({ address, family: family === 'IPv6' ? 6 : 4 })),
  }));
}
