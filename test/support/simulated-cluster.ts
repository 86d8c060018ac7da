import { createServer } from 'node:net';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { startApiServer, type ApiServer } from './api-server/api-server.ts';
import type { ControllerOptions } from './api-server/controller-manager.ts';
import { ObjectStore } from './api-server/object-store.ts';
import { exampleExternalEtcd } from './external-etcd.ts';
import { joiningMachine, asJoiningMachine, type JoiningMachineOptions } from './joining-machine.ts';
import { SimulatedEtcd, type SimulatedEtcdOptions } from './simulated-etcd.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { events, run, type Outcome } from './simulated-run.ts';

/** How the cluster is, beside what `init` put into it. */
export interface SimulatedClusterOptions {
  readonly controllers?: ControllerOptions;
  /** Milliseconds by which the cluster's clocks are ahead of those of the machines that join. */
  readonly ahead?: number;
  readonly etcd?: Omit<SimulatedEtcdOptions, 'members'>;
  /** An etcd that the cluster does not run itself. */
  readonly externalEtcd?: boolean;
}

type Parts = Pick<SimulatedCluster, 'first' | 'etcd' | 'server' | 'result' | 'endpoint' | 'clock'>;

/**
 * A cluster whose first control plane a simulated `init` made, behind an API server in memory that further machines
 * reach over real TLS.
 */
export class SimulatedCluster {
  readonly first: SimulatedMachine;
  readonly etcd: SimulatedEtcd;
  readonly server: ApiServer;
  /** What `init` told for scripts: `token`, `caCertHashes`, `certificateKey`... */
  readonly result: Readonly<Record<string, unknown>>;
  /** `127.0.0.1:port` */
  readonly endpoint: string;
  /** Milliseconds by which the cluster's clocks are ahead of real time: it may be set. */
  readonly clock: { ahead: number };

  private constructor(parts: Parts) {
    this.first = parts.first;
    this.etcd = parts.etcd;
    this.server = parts.server;
    this.result = parts.result;
    this.endpoint = parts.endpoint;
    this.clock = parts.clock;
  }

  static async start(options: SimulatedClusterOptions = {}): Promise<SimulatedCluster> {
    const { controllers = {}, ahead = 0, externalEtcd = false } = options;
    const port = await freePort();
    const endpoint = `127.0.0.1:${port}`;
    const etcd = new SimulatedEtcd({ ...options.etcd, members: { cp1: '192.0.2.10' } });
    const clock = { ahead };
    const store = new ObjectStore({ now: () => new Date(Date.now() + clock.ahead) });
    const external = externalEtcd ? exampleExternalEtcd(endpoint) : undefined;
    const first = new SimulatedMachine({ now: store.now(), etcd, store, ...external?.machine });
    const config = external?.flags ?? ['--control-plane-endpoint', endpoint, '--kubernetes-version', 'v1.36.2'];
    const init = await run(['init', '--upload-certs', '-o', 'json', ...config], first);
    if (init.code !== 0) throw new Error(`init failed: ${init.stderr}`);
    const result = events(init.stdout).find(({ type }) => type === 'result') ?? {};
    if (!externalEtcd) store.create(etcdPod('cp1', '192.0.2.10'));
    const file = (name: string): string => first.file(`/etc/kubernetes/pki/${name}`)?.content ?? '';
    const server = await startApiServer({
      clientCa: file('ca.crt'),
      cert: file('apiserver.crt'),
      key: file('apiserver.key'),
      store,
      port,
      controllers,
    });
    return new SimulatedCluster({ first, etcd, server, result, endpoint, clock });
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** A fresh machine that can reach this cluster. */
  machine(hostname: string, options: JoiningMachineOptions = {}): SimulatedMachine {
    return joiningMachine({ hostname, etcd: this.etcd, store: this.server.store, ...options });
  }

  /** `join` with what `init` told. */
  join(machine: SimulatedMachine, ...more: readonly string[]): Promise<Outcome> {
    return this.run(machine, ['join', ...this.words, ...more]);
  }

  /** Any command on a machine of {@link machine}. */
  run(machine: SimulatedMachine, words: readonly string[], io: Parameters<typeof run>[2] = {}): Promise<Outcome> {
    return run(words, undefined, { machine: () => asJoiningMachine(machine, this.endpoint), ...io });
  }

  /** What follows `join` in the command that `init` printed for a worker. */
  get words(): readonly string[] {
    return [this.endpoint, '--token', this.token, '--discovery-token-ca-cert-hash', this.pin];
  }

  get token(): string {
    return String(this.result['token']);
  }

  /** `sha256:<hex>` */
  get pin(): string {
    const [hash] = this.result['caCertHashes'] as readonly string[];
    return String(hash);
  }

  /** The flags that make a join one of a control plane. */
  get controlPlaneFlags(): readonly string[] {
    return ['--control-plane', '--certificate-key', String(this.result['certificateKey'])];
  }

  /** The files that an administrator copies by hand from the first control plane to another machine. */
  get sharedFiles(): Readonly<Record<string, { readonly content: string; readonly mode: number }>> {
    const names = ['ca', 'front-proxy-ca', 'etcd/ca'].flatMap((name) => [`${name}.crt`, `${name}.key`]);
    const paths = [...names, 'sa.key', 'sa.pub'].map((name) => `/etc/kubernetes/pki/${name}`);
    return Object.fromEntries(
      paths.map((path) => [path, { content: this.first.file(path)?.content ?? '', mode: 0o600 }]),
    );
  }

  /** Names of etcd's members that vote, sorted. */
  get voters(): readonly string[] {
    return this.etcd.state.flatMap(({ name, learner }) => (learner ? [] : [name])).sort();
  }

  /** Change what the cluster keeps of its configuration. */
  editConfig(edit: (text: string) => string): void {
    const { store } = this.server;
    const map = store.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'kubeadm-config' });
    const { ClusterConfiguration = '' } = (map as { data?: Record<string, string> }).data ?? {};
    store.update({ ...map, data: { ClusterConfiguration: edit(ClusterConfiguration) } } as KubeObject);
  }
}

function etcdPod(node: string, address: string): KubeObject & { readonly spec: object } {
  return {
    spec: { containers: [{ name: 'etcd', image: 'registry.k8s.io/etcd:3.6.8-0' }] },
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `etcd-${node}`,
      namespace: 'kube-system',
      labels: { component: 'etcd', tier: 'control-plane' },
      annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${address}:2379` },
    },
  };
}

/** A port on 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
