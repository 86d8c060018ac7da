import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { etcdComponent, type EtcdPeer } from '../../../manifests/components/etcd.ts';
import type { EtcdAccess } from '../../../pkg/etcd/etcd.ts';
import { startDaemon, type Daemon } from '../real-daemon.ts';
import { argumentsFor, etcdMinor } from './etcd-arguments.ts';
import { commandFor, freePorts, LOOPBACK_CONFIG, PKI, PORTS, writeEtcdFiles } from './etcd-files.ts';

/** Where one member of a test's cluster is, whether it runs or not. */
export interface MemberPlace {
  readonly name: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
  readonly ports: readonly string[];
}

/** Real etcd members on this machine, with certificates and arguments that this program writes. */
export class EtcdCluster {
  readonly #program: string;
  readonly #folder: string;
  readonly #running = new Map<string, Daemon>();

  private constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** Certificates and nothing that runs. */
  static async prepare(program: string): Promise<EtcdCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-etcd-'));
    await writeEtcdFiles(folder);
    return new EtcdCluster(program, folder);
  }

  /** Ports for a member that is to come. */
  async place(name: string): Promise<MemberPlace> {
    const ports = await freePorts(PORTS.length);
    return { name, clientUrl: `https://127.0.0.1:${ports[0]}`, peerUrl: `https://127.0.0.1:${ports[1]}`, ports };
  }

  /**
   * Start a member, for the first time or again.
   *
   * @param peers - the members of the cluster that it joins, itself among them; empty for a new cluster
   */
  async start(place: MemberPlace, peers: readonly EtcdPeer[] = []): Promise<void> {
    const root = join(this.#folder, place.name);
    mkdirSync(root, { recursive: true });
    const command = this.#command(place, peers);
    const health = `http://127.0.0.1:${place.ports[2]}/metrics`;
    const ready = async (): Promise<void> => void (await fetch(health));
    this.#running.set(place.name, await startDaemon([this.#program, ...command], root, ready));
  }

  async stop(place: MemberPlace): Promise<void> {
    await this.#running.get(place.name)?.stop();
    this.#running.delete(place.name);
  }

  /** Stop everything and take the files away. */
  async end(): Promise<void> {
    await Promise.all([...this.#running.values()].map((daemon) => daemon.stop()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A client's access with the credentials for health checks. */
  access(...places: readonly MemberPlace[]): EtcdAccess {
    const path = (file: string): string => join(this.#folder, PKI, file);
    const pair = path('etcd/healthcheck-client');
    const tls = { caFile: path('etcd/ca.crt'), certFile: `${pair}.crt`, keyFile: `${pair}.key` };
    return { endpoints: places.map(({ clientUrl }) => clientUrl), tls };
  }

  #command(place: MemberPlace, peers: readonly EtcdPeer[]): readonly string[] {
    const nodeRegistration = { ...LOOPBACK_CONFIG.nodeRegistration, name: place.name };
    const config = { ...LOOPBACK_CONFIG, nodeRegistration };
    const { local } = config.cluster.etcd;
    if (local === undefined) throw new Error('the example has a local etcd');
    const { args } = etcdComponent(config, { ...local, dataDir: `/${place.name}/data` }, peers);
    const command = commandFor(
      this.#folder,
      place.ports,
      args.map(({ name, value }) => `--${name}=${value}`),
    );
    return argumentsFor(etcdMinor(this.#program), command);
  }
}
