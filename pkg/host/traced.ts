import type { Emit } from '../events/event.ts';
import { describeRef } from '../kube/kube-object.ts';
import type { ClusterAccess } from './real-host.ts';
import type { MachineView } from './real-view.ts';

/** From which `-v` on commands and requests are told. */
const COMMAND_LEVEL = 4;
const REQUEST_LEVEL = 6;

/** A machine's view that tells which commands it ran, how they ended and how long they took. */
export function tracedMachine(machine: MachineView, emit: Emit, clock: () => number): MachineView {
  return {
    ...machine,
    query: async (command, options) => {
      const begin = clock();
      const result = await machine.query(command, options);
      const ended = result.code ?? result.failure ?? 'no exit code';
      tell(emit, COMMAND_LEVEL, `ran ${command.join(' ')}: ${ended}`, clock() - begin);
      return result;
    },
    httpGet: async (url, options) => {
      const begin = clock();
      const outcome = machine.httpGet(url, options);
      const ended = await outcome.then(
        ({ status }) => String(status),
        (error: unknown) => String(error),
      );
      tell(emit, REQUEST_LEVEL, `GET ${url}: ${ended}`, clock() - begin);
      return outcome;
    },
  };
}

/** A cluster that tells which objects were asked for; never what is in them. */
export function tracedCluster(cluster: ClusterAccess, emit: Emit, clock: () => number): ClusterAccess {
  const traced = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const begin = clock();
    try {
      return await work();
    } finally {
      tell(emit, REQUEST_LEVEL, what, clock() - begin);
    }
  };
  return {
    getObject: (ref) => traced(`get ${describeRef(ref)}`, () => cluster.getObject(ref)),
    listObjects: (apiVersion, kind, options) =>
      traced(`list ${kind}`, () => cluster.listObjects(apiVersion, kind, options)),
    apiGet: (path) => traced(`GET ${path} of the API server`, () => cluster.apiGet(path)),
    clusterOf: (kubeconfig, options) => {
      const reader = cluster.clusterOf(kubeconfig, options);
      return {
        getObject: (ref) => traced(`get ${describeRef(ref)}`, () => reader.getObject(ref)),
        listObjects: (apiVersion, kind, list) =>
          traced(`list ${kind}`, () => reader.listObjects(apiVersion, kind, list)),
        apiGet: (path) => traced(`GET ${path} of the API server`, () => reader.apiGet(path)),
      };
    },
    apply: (change) =>
      traced(`${change.verb} ${describeRef({ ...change.object, ...change.object.metadata })}`, () =>
        cluster.apply(change),
      ),
    evict: (change) => traced(`evict Pod ${change.namespace}/${change.name}`, () => cluster.evict(change)),
    grantAdmin: (change) => traced('grant the rights of admin.conf', () => cluster.grantAdmin(change)),
  };
}

function tell(emit: Emit, level: number, what: string, milliseconds: number): void {
  emit({ type: 'detail', level, message: `${what} (${Math.round(milliseconds)}ms)` });
}
