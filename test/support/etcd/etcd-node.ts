import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { startDaemon, type Daemon } from '../real-daemon.ts';
import { argumentsFor, etcdMinor } from './etcd-arguments.ts';
import { commandFor, freePorts, pemOf, PORTS, writeEtcdFiles, type PairName } from './etcd-files.ts';
import { httpsRequest } from './https-request.ts';

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
      await writeEtcdFiles(folder);
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

/** The command in the static Pod's manifest, for this machine. */
function commandIn(rootfs: string, ports: readonly string[]): readonly string[] {
  const manifest = readYaml(readFileSync(join(rootfs, '/etc/kubernetes/manifests/etcd.yaml'), 'utf8'));
  const { spec } = manifest as { spec: { containers: readonly { command: readonly string[] }[] } };
  return commandFor(rootfs, ports, spec.containers[0]?.command ?? []);
}
