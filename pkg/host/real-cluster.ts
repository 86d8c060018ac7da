import { hasCode } from '../kube/api-error.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { refOf, type KubeObject } from '../kube/kube-object.ts';
import { withRetries } from '../kube/with-retries.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { ApplyObject } from './change.ts';
import type { ClusterOfOptions, ClusterReader } from './host.ts';
import type { ClusterAccess } from './real-host.ts';
import type { MachineView } from './real-view.ts';

/** Which cluster, and how patient to be with it. */
export interface RealClusterOptions {
  readonly machine: Pick<MachineView, 'readFile' | 'env' | 'now'>;
  /** Path of the kubeconfig; read when it is first needed, because `init` itself may write it. */
  readonly kubeconfig: string;
  /** `https://host:port` to talk to instead of the kubeconfig's server: this node's own API server. */
  readonly server?: string | undefined;
  /** Path of super-admin.conf. */
  readonly superAdminKubeconfig: string;
  /** Milliseconds (`timeouts.kubernetesAPICall`) that a call is tried for while the API server does not answer. */
  readonly apiCallTimeoutMs: number;
  /** For a dry run: a cluster that does not answer, or will not show an object, has none. */
  readonly unreachableIsAbsent: boolean;
}

/** The API server answers by then; what is awaited is that its authoriser learns of the binding. */
const GRANT_INTERVAL_MS = 50;

/** A dry run looks whether a cluster is there already, but does not wait for one. */
const DRY_RUN_TIMEOUT_MS = 2_000;

/** The cluster of a kubeconfig file, connected to when first needed. Before the file exists every object is absent. */
export function realCluster(options: RealClusterOptions): ClusterAccess {
  const connect = rememberingConnector(options);
  const patient = async <T>(work: () => Promise<T>, limitMs = options.apiCallTimeoutMs): Promise<T> => {
    const timeoutMs = options.unreachableIsAbsent ? 0 : limitMs;
    return withRetries(work, { timeoutMs, now: options.machine.now });
  };
  const clusterOf = (kubeconfig: string, { server, timeoutMs }: ClusterOfOptions = {}): ClusterReader => {
    const ask = async <T>(work: (client: ClusterClient) => Promise<T>): Promise<T> => {
      const client = await connect.text(kubeconfig, server);
      return patient(() => work(client), timeoutMs);
    };
    return {
      getObject: (ref) => ask((client) => client.get(ref)),
      listObjects: (apiVersion, kind, list) => ask((client) => client.list(apiVersion, kind, list)),
      apiGet: async (path) => (await connect.text(kubeconfig, server)).getPath(path),
    };
  };
  const read = async <T>(absent: T, work: (client: ClusterClient) => Promise<T>): Promise<T> => {
    const client = await connect.file(options.kubeconfig);
    if (client === undefined) return absent;
    try {
      return await patient(() => work(client));
    } catch (error) {
      if (options.unreachableIsAbsent) return absent;
      throw error;
    }
  };
  const present = async (): Promise<ClusterClient> => {
    const client = await connect.file(options.kubeconfig);
    if (client !== undefined) return client;
    throw new KubeadmError('kubeconfig-missing', `there is no ${options.kubeconfig} to talk to the cluster with`, {
      hint: 'name another file with --kubeconfig, or make it with `kubeadm-ts init phase kubeconfig admin`',
    });
  };
  return {
    getObject: (ref) => read(undefined, (client) => client.get(ref)),
    listObjects: (apiVersion, kind, list) => read([], (client) => client.list(apiVersion, kind, list)),
    apiGet: async (path) => (await present()).getPath(path),
    clusterOf,
    apply: async (change) => {
      const client = await present();
      await patient(() => applyTo(client, change));
    },
    evict: async (pod) => {
      const client = await present();
      await patient(() => client.evict(pod));
    },
    grantAdmin: async ({ object }) => {
      const { grantAdmin } = await import('../kube/grant-admin.ts');
      await grantAdmin({
        adminClient: await present(),
        superAdminClient: () => connect.file(options.superAdminKubeconfig),
        object,
        timeoutMs: options.apiCallTimeoutMs,
        intervalMs: GRANT_INTERVAL_MS,
        now: options.machine.now,
      });
    },
  };
}

/** One client for each content of a kubeconfig, and each server that it is asked to talk to: `init` writes new ones. */
function rememberingConnector({ machine, server, unreachableIsAbsent }: RealClusterOptions) {
  const clients = new Map<string, Promise<ClusterClient>>();
  const text = (kubeconfig: string, at: string | undefined): Promise<ClusterClient> => {
    const key = `${at ?? ''}\n${kubeconfig}`;
    const known = clients.get(key) ?? open(kubeconfig, at);
    clients.set(key, known);
    return known;
  };
  const file = async (path: string): Promise<ClusterClient | undefined> => {
    const kubeconfig = await machine.readFile(path);
    return kubeconfig === undefined ? undefined : text(kubeconfig, server);
  };
  return { file, text };

  async function open(kubeconfig: string, at: string | undefined): Promise<ClusterClient> {
    // the client library is heavy: commands that need no cluster never load it
    const { connectCluster } = await import('../kube/connect-cluster.ts');
    return connectCluster({
      kubeconfig,
      env: machine.env,
      ...(at === undefined ? {} : { server: at }),
      ...(unreachableIsAbsent ? { requestTimeoutMs: DRY_RUN_TIMEOUT_MS } : {}),
    });
  }
}

async function applyTo(client: ClusterClient, { verb, object }: ApplyObject): Promise<void> {
  if (verb === 'create') await createOrUpdate(client, object);
  else if (verb === 'update') await client.update(unversioned(object));
  else if (verb === 'patch') await client.patch(refOf(object), object, 'strategic');
  else await client.delete(refOf(object));
}

/** Somebody may have been faster, or an earlier try may have arrived although its answer did not. */
async function createOrUpdate(client: ClusterClient, object: KubeObject): Promise<void> {
  try {
    await client.create(object);
  } catch (error) {
    if (!hasCode(error, 'api-already-exists')) throw error;
    await client.update(unversioned(object));
  }
}

/** Version `0` in a builder's object means any version. */
function unversioned(object: KubeObject): KubeObject {
  const { resourceVersion, ...metadata } = object.metadata;
  return resourceVersion === '0' ? { ...object, metadata } : object;
}
