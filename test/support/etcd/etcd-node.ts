import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { etcdPhase } from '../../../phases/etcd/etcd.ts';
import { realHost } from '../../../pkg/host/real-host.ts';
import { machineView } from '../../../pkg/host/real-view.ts';
import { createKeyPool } from '../../../pkg/pki/key-pool.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { exampleConfig } from '../example-config.ts';
import { startDaemon, type Daemon } from '../real-daemon.ts';
import { runSteps } from '../run-steps.ts';
import { testContext } from '../test-context.ts';
import { argumentsFor, etcdMinor } from './etcd-arguments.ts';
import { httpsRequest } from './https-request.ts';

const PKI = '/etc/kubernetes/pki';
/** The ports in the arguments that this program writes: client, peer, metrics. */
const PORTS = ['2379', '2380', '2381'] as const;

/** A certificate and its key by their name below the PKI folder, for example `etcd/peer`. */
export type PairName = string;

/** An etcd that serves with what this program wrote for it, below a folder of its own. */
export class EtcdNode {
  readonly clientUrl: string;
  readonly peerUrl: string;
  readonly #folder: string;
  readonly #daemon: Daemon;

  private constructor(folder: string, ports: readonly string[], daemon: Daemon) {
    this.#folder = folder;
    this.#daemon = daemon;
    this.clientUrl = `https://127.0.0.1:${ports[0]}`;
    this.peerUrl = `https://127.0.0.1:${ports[1]}`;
  }

  /** Write certificates and manifest with the real phases, and start etcd as the manifest says. */
  static async start(program: string): Promise<EtcdNode> {
    const folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-etcd-'));
    try {
      await writeFiles(folder);
      const ports = await freePorts(PORTS.length);
      const args = argumentsFor(etcdMinor(program), commandIn(folder, ports).slice(1));
      const url = `https://127.0.0.1:${ports[0]}/health`;
      const ready = (): Promise<unknown> => httpsRequest(url, pemOf(folder, 'etcd/healthcheck-client'));
      return new EtcdNode(folder, ports, await startDaemon([program, ...args], folder, ready));
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What a client has in hand: the authority that it trusts, and its own certificate. */
  credentials(pair?: PairName, authority: PairName = 'etcd/ca') {
    const ca = pemOf(this.#folder, authority).cert;
    return { ca, ...(pair === undefined ? {} : { ...pemOf(this.#folder, pair), ca }) };
  }

  async stop(): Promise<void> {
    await this.#daemon.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The phases on a real host whose root is this folder. There is no cluster yet. */
async function writeFiles(rootfs: string): Promise<void> {
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
  };
  const clock = (): number => performance.now();
  const host = realHost({ machine, cluster, rootfs, pid: process.pid, runtime, emit: () => undefined, clock });
  const config = exampleConfig({ localAPIEndpoint: { advertiseAddress: '127.0.0.1', bindPort: 6443 } });
  const context = testContext(host, { config, keys: createKeyPool() });
  await runSteps(certsPhase, context);
  await runSteps(etcdPhase, context);
}

/** The command in the static Pod's manifest, for this machine: other ports, and paths below the folder. */
function commandIn(rootfs: string, ports: readonly string[]): readonly string[] {
  const manifest = readYaml(readFileSync(join(rootfs, '/etc/kubernetes/manifests/etcd.yaml'), 'utf8'));
  const { spec } = manifest as { spec: { containers: readonly { command: readonly string[] }[] } };
  const move = (arg: string): string => arg.replace(/=\//, `=${rootfs}/`);
  const elsewhere = (arg: string): string =>
    arg.replace(/:(2379|2380|2381)\b/g, (_, port: string) => `:${ports[PORTS.findIndex((each) => each === port)]}`);
  return (spec.containers[0]?.command ?? []).map(move).map(elsewhere).map(withoutRepeats);
}

/** The loopback address is the advertised one here, and etcd opens no address twice. */
function withoutRepeats(arg: string): string {
  const [name = '', value] = arg.split(/=(.*)/s);
  return name.startsWith('--listen-') ? `${name}=${[...new Set(value?.split(','))].join(',')}` : arg;
}

function pemOf(rootfs: string, pair: PairName) {
  const read = (suffix: string): string => readFileSync(join(rootfs, PKI, `${pair}.${suffix}`), 'utf8');
  return { ca: readFileSync(join(rootfs, PKI, 'etcd/ca.crt'), 'utf8'), cert: read('crt'), key: read('key') };
}

async function freePorts(count: number): Promise<readonly string[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))),
  );
  const ports = servers.map((server) => String((server.address() as AddressInfo).port));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
