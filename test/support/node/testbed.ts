import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Binaries } from './binaries.ts';
import { packImages } from './images.ts';
import { configureNetwork, createNamespaces, type Namespaces } from './namespaces.ts';
import { startNode, type ClusterNode } from './node.ts';
import { eventually, start } from './process.ts';
import { cgroupNameFor, makeTestbedFolder, removeRemains } from './remains.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
/** The network between the nodes. Nothing outside sees it: the bridge lives in a namespace of its own. */
const GATEWAY = '10.91.0.1';
const PREFIX = 24;
/** Last number of the first load balancer's address: nodes have smaller ones. */
const BALANCERS = 201;
const API_PORT = '6443';

export interface NodeRequest {
  readonly name: string;
  /** Last number of its address in 10.91.0.0/24, and third of its Pods' network 10.244.x.0/24. */
  readonly number: number;
}

/** Real nodes on this machine, side by side on one network. */
export class Testbed {
  readonly binaries: Binaries;
  /** Goes with the testbed. */
  readonly folder: string;
  readonly #fabric: Namespaces;
  readonly #images: string;
  readonly #nodes = new Set<ClusterNode>();
  #count = 0;
  #balancers = 0;

  private constructor(binaries: Binaries, folder: string, fabric: Namespaces) {
    this.binaries = binaries;
    this.folder = folder;
    this.#fabric = fabric;
    this.#images = join(folder, 'containerd');
  }

  /** Make the network, pack the images and load them once. */
  static async open(binaries: Binaries): Promise<Testbed> {
    removeRemains();
    const folder = makeTestbedFolder();
    const fabric = await createNamespaces(join(HERE, 'hold-fabric.sh'), { PATH: process.env['PATH'] ?? '' });
    const testbed = new Testbed(binaries, folder, fabric);
    try {
      const bridge = [
        'link set lo up',
        'link add br0 type bridge',
        'link set br0 up',
        `addr add ${GATEWAY}/${PREFIX} dev br0`,
      ];
      await configureNetwork(fabric, bridge);
      await testbed.#loadImages();
      return testbed;
    } catch (error) {
      await testbed.close();
      throw error;
    }
  }

  /** A fresh node with the images in its runtime. */
  async startNode({ name, number }: NodeRequest): Promise<ClusterNode> {
    const address = addressOf(number);
    const podCidr = `10.244.${number}.0/24`;
    const node = await this.#start(name, { address, podCidr, images: this.#images });
    const { pid } = node.namespaces;
    const port = `to-${number}`;
    const connect = [`link add ${port} type veth peer name eth0 netns ${pid}`, `link set ${port} master br0 up`];
    await configureNetwork(this.#fabric, [...connect, `route replace ${podCidr} via ${address}`]);
    const own = [
      'link set lo up',
      `addr add ${address}/${PREFIX} dev eth0`,
      'link set eth0 up',
      `route add default via ${GATEWAY}`,
    ];
    await configureNetwork(node.namespaces, own);
    return node;
  }

  /**
   * A load balancer for API servers, which lives as long as the testbed.
   *
   * @param numbers - of the nodes that are or will be control planes
   * @returns its `host:port`
   */
  async balance(numbers: readonly number[]): Promise<string> {
    // nothing else has the address: a load balancer of an earlier suite may have this port on another
    const address = addressOf(BALANCERS + this.#balancers++);
    await configureNetwork(this.#fabric, [`addr add ${address}/${PREFIX} dev br0`]);
    const command = [process.execPath, join(HERE, 'balance.js'), address, API_PORT, ...numbers.map(addressOf)];
    let ready = false;
    void start([...this.#fabric.enter, ...command], {}, (line) => (ready ||= line === 'ready')).ended;
    await eventually('the load balancer', 10_000, () => ready || undefined);
    return `${address}:${API_PORT}`;
  }

  /** End one node. */
  async end(node: ClusterNode): Promise<void> {
    this.#nodes.delete(node);
    await node.end();
  }

  /** End everything, also what failed tests left behind. */
  async close(): Promise<void> {
    await Promise.all([...this.#nodes].map((node) => node.end()));
    await this.#fabric.end();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  async #start(name: string, options: { address: string; podCidr: string; images?: string }): Promise<ClusterNode> {
    const unique = `${name}-${++this.#count}`;
    const folder = join(this.folder, unique);
    const cgroup = cgroupNameFor(unique);
    const node = await startNode({ name, folder, cgroup, binaries: this.binaries, resolver: GATEWAY, ...options });
    this.#nodes.add(node);
    return node;
  }

  async #loadImages(): Promise<void> {
    const archives = join(this.folder, 'archives');
    mkdirSync(archives);
    const loader = await this.#start('loader', { address: addressOf(2), podCidr: '10.244.2.0/24' });
    for (const path of await packImages(this.binaries, archives)) {
      await loader.output('ctr', '--namespace=k8s.io', 'images', 'import', path);
      rmSync(path);
    }
    // containerd writes its databases out before the namespaces end it
    renameSync(loader.path('/var/lib/containerd'), this.#images);
    await this.end(loader);
  }
}

function addressOf(number: number): string {
  return `10.91.0.${number}`;
}
