import type { Machine } from '../../cmd/machine/machine.ts';
import { httpGet } from '../../pkg/host/network.ts';
import { realCluster } from '../../pkg/host/real-cluster.ts';
import type { MachineView } from '../../pkg/host/real-view.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { startApiServer, type ApiServer } from './api-server/api-server.ts';
import type { ControllerOptions } from './api-server/controller-manager.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedEtcd } from './simulated-etcd.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { asMachine, events, run, type Outcome } from './simulated-run.ts';
import { createServer } from 'node:net';

/** How the cluster's API server answers, beside what `init` put into it. */
export interface SimulatedClusterOptions {
  readonly controllers?: ControllerOptions;
}

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

  private constructor(parts: Pick<SimulatedCluster, 'first' | 'etcd' | 'server' | 'result' | 'endpoint'>) {
    this.first = parts.first;
    this.etcd = parts.etcd;
    this.server = parts.server;
    this.result = parts.result;
    this.endpoint = parts.endpoint;
  }

  static async start({ controllers = {} }: SimulatedClusterOptions = {}): Promise<SimulatedCluster> {
    const port = await freePort();
    const endpoint = `127.0.0.1:${port}`;
    const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10' } });
    const first = new SimulatedMachine({ now: new Date(), etcd });
    const init = await run(
      ['init', '--control-plane-endpoint', endpoint, '--upload-certs', '--kubernetes-version', 'v1.36.2', '-o', 'json'],
      first,
    );
    if (init.code !== 0) throw new Error(`init failed: ${init.stderr}`);
    const result = events(init.stdout).find(({ type }) => type === 'result') ?? {};
    first.store.create(etcdPod('cp1', '192.0.2.10'));
    const file = (name: string): string => first.file(`/etc/kubernetes/pki/${name}`)?.content ?? '';
    const server = await startApiServer({
      clientCa: file('ca.crt'),
      cert: file('apiserver.crt'),
      key: file('apiserver.key'),
      store: first.store,
      port,
      controllers,
    });
    return new SimulatedCluster({ first, etcd, server, result, endpoint });
  }

  /** A fresh machine that can reach this cluster. */
  machine(hostname: string, options: MachineOptions = {}): SimulatedMachine {
    const machine = new SimulatedMachine({
      now: new Date(),
      hostname,
      etcd: this.etcd,
      store: this.first.store,
      ...options,
    });
    const cluster = realCluster({
      machine: machine as unknown as MachineView,
      kubeconfig: '/etc/kubernetes/admin.conf',
      superAdminKubeconfig: '/etc/kubernetes/super-admin.conf',
      apiCallTimeoutMs: 2_000,
      unreachableIsAbsent: false,
    });
    const { getObject, listObjects } = cluster;
    // what listens on a control plane of its own is not simulated: it answers like the first one
    const clusterOf: typeof cluster.clusterOf = (kubeconfig, { server: _own, ...asked } = {}) =>
      cluster.clusterOf(kubeconfig, { ...asked, server: `https://${this.endpoint}` });
    return Object.assign(machine, {
      httpGet: (url: string, more?: Parameters<typeof httpGet>[1]) =>
        url.includes(this.endpoint)
          ? httpGet(url, more)
          : (options.http?.[url] ?? Promise.resolve({ status: 200, body: 'ok' })),
      getObject,
      listObjects,
      clusterOf,
    });
  }

  /** `join` with what `init` told. */
  join(machine: SimulatedMachine, ...more: readonly string[]): Promise<Outcome> {
    const [hash] = this.result['caCertHashes'] as readonly string[];
    const token = String(this.result['token']);
    const words = ['join', this.endpoint, '--token', token, '--discovery-token-ca-cert-hash', String(hash)];
    return run([...words, ...more], undefined, { machine: () => this.asMachine(machine) });
  }

  asMachine(machine: SimulatedMachine): Machine {
    return asMachine(machine);
  }

  /** The flags that make a join one of a control plane. */
  get controlPlaneFlags(): readonly string[] {
    return ['--control-plane', '--certificate-key', String(this.result['certificateKey'])];
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
