import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { etcdPhase } from '../../../phases/etcd/etcd.ts';
import type { InitConfig } from '../../../pkg/config/types.ts';
import { realHost } from '../../../pkg/host/real-host.ts';
import { machineView } from '../../../pkg/host/real-view.ts';
import { createKeyPool } from '../../../pkg/pki/key-pool.ts';
import { exampleConfig } from '../example-config.ts';
import { runSteps } from '../run-steps.ts';
import { testContext } from '../test-context.ts';

export const PKI = '/etc/kubernetes/pki';
/** The ports in the arguments that this program writes: client, peer, metrics. */
export const PORTS = ['2379', '2380', '2381'] as const;

/** A certificate and its key by their name below the PKI folder, for example `etcd/peer`. */
export type PairName = string;

/** What `init` would write for an etcd on this machine's loopback address. */
export const LOOPBACK_CONFIG = exampleConfig({ localAPIEndpoint: { advertiseAddress: '127.0.0.1', bindPort: 6443 } });

/**
 * Write certificates and manifest with the real phases, on a real host whose root is this folder. There is no cluster.
 *
 * @param sans - more addresses that the certificates are for
 */
export async function writeEtcdFiles(rootfs: string, sans: readonly string[] = []): Promise<void> {
  const nowhere = (): Promise<never> => Promise.reject(new Error('there is no cluster and no runtime'));
  const runtime = (): never => {
    throw new Error('there is no runtime');
  };
  const machine = machineView({ rootfs, env: process.env, uid: process.getuid?.() ?? 0, runtime });
  const cluster = {
    getObject: nowhere,
    listObjects: nowhere,
    apiGet: nowhere,
    clusterOf: () => ({ getObject: nowhere, listObjects: nowhere, apiGet: nowhere }),
    apply: nowhere,
    grantAdmin: nowhere,
    evict: nowhere,
  };
  const clock = (): number => performance.now();
  const host = realHost({ machine, cluster, rootfs, pid: process.pid, runtime, emit: () => undefined, clock });
  const context = testContext(host, { config: withSans(sans), keys: createKeyPool() });
  await runSteps(certsPhase, context);
  await runSteps(etcdPhase, context);
}

function withSans(sans: readonly string[]): InitConfig {
  const { cluster } = LOOPBACK_CONFIG;
  const { local } = cluster.etcd;
  if (local === undefined) throw new Error('the example has a local etcd');
  const etcd = { local: { ...local, serverCertSANs: sans, peerCertSANs: sans } };
  return { ...LOOPBACK_CONFIG, cluster: { ...cluster, etcd } };
}

/** The command of a member, for this machine: other ports, and paths below the folder. */
export function commandFor(rootfs: string, ports: readonly string[], command: readonly string[]): readonly string[] {
  const move = (arg: string): string => arg.replace(/=\//, `=${rootfs}/`);
  const elsewhere = (arg: string): string =>
    arg.replace(/:(2379|2380|2381)\b/g, (_, port: string) => `:${ports[PORTS.findIndex((each) => each === port)]}`);
  return command.map(move).map(elsewhere).map(withoutRepeats);
}

/** The loopback address is the advertised one here, and etcd opens no address twice. */
function withoutRepeats(arg: string): string {
  const [name = '', value] = arg.split(/=(.*)/s);
  return name.startsWith('--listen-') ? `${name}=${[...new Set(value?.split(','))].join(',')}` : arg;
}

/** A certificate with its key, and etcd's authority. */
export function pemOf(rootfs: string, pair: PairName) {
  const read = (suffix: string): string => readFileSync(join(rootfs, PKI, `${pair}.${suffix}`), 'utf8');
  return { ca: readFileSync(join(rootfs, PKI, 'etcd/ca.crt'), 'utf8'), cert: read('crt'), key: read('key') };
}

/** Ports that nobody listens on at this moment. */
export async function freePorts(count: number): Promise<readonly string[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))),
  );
  const ports = servers.map((server) => String((server.address() as AddressInfo).port));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
