import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { Cluster, Context, Kubeconfig, User } from './kubeconfig.ts';

/** The cluster and the user that a kubeconfig's current context names. */
export interface CurrentContext {
  readonly contextName: string;
  readonly clusterName: string;
  readonly cluster: Cluster;
  readonly userName: string;
  /** Absent when the context names a user that is not there. */
  readonly user: User | undefined;
}

/**
 * A kubeconfig as it was read. Lists that are absent or null are empty; unknown fields are kept.
 *
 * @param document - what the text stands for
 * @param source - the file, for the error
 * @throws KubeadmError `kubeconfig-unreadable`
 */
export function kubeconfigIn(document: unknown, source: string): Kubeconfig {
  if (!isMap(document)) throw unreadable(source, document === null ? 'it is empty' : 'it is not a mapping');
  const kind = document['kind'] ?? 'Config';
  const version = document['apiVersion'] ?? 'v1';
  if (kind !== 'Config' || version !== 'v1')
    throw unreadable(source, `it says kind ${String(kind)} and apiVersion ${String(version)} instead of Config and v1`);
  const currentContext = document['current-context'] ?? '';
  if (typeof currentContext !== 'string') throw unreadable(source, 'current-context is not text');
  return {
    ...(document as Kubeconfig),
    apiVersion: 'v1',
    kind: 'Config',
    clusters: entries<'cluster', Cluster>(document, 'clusters', 'cluster', source),
    contexts: entries<'context', Context>(document, 'contexts', 'context', source),
    'current-context': currentContext,
    users: entries<'user', User>(document, 'users', 'user', source),
  };
}

/**
 * What the current context of a kubeconfig stands for.
 *
 * @throws KubeadmError `kubeconfig-incomplete` when the context or its cluster is not there
 */
export function currentContext(kubeconfig: Kubeconfig, source: string): CurrentContext {
  const contextName = kubeconfig['current-context'];
  const context = kubeconfig.contexts.find(({ name }) => name === contextName)?.context;
  if (context === undefined) throw incomplete(source, `its current context "${contextName}" is not among its contexts`);
  const cluster = kubeconfig.clusters.find(({ name }) => name === context.cluster)?.cluster;
  if (cluster === undefined)
    throw incomplete(
      source,
      `its current context "${contextName}" names the cluster "${context.cluster ?? ''}", which is not among its clusters`,
    );
  const user = kubeconfig.users.find(({ name }) => name === context.user)?.user;
  return { contextName, clusterName: context.cluster, cluster, userName: context.user, user };
}

/** A list of `{ name, <field> }`; text fields of the inner mapping must be text. */
function entries<F extends string, T>(
  document: Record<string, unknown>,
  list: string,
  field: F,
  source: string,
): readonly ({ readonly name: string } & Record<F, T>)[] {
  const items = document[list] ?? [];
  if (!Array.isArray(items)) throw unreadable(source, `${list} is not a list`);
  return items.map((item: unknown, index) => {
    const inner = isMap(item) ? (item[field] ?? {}) : undefined;
    if (!isMap(item) || typeof item['name'] !== 'string' || !isMap(inner)) {
      throw unreadable(source, `${list}[${index}] does not have the form {name: text, ${field}: mapping}`);
    }
    const wrong = TEXT_FIELDS.find(
      (name) => inner[name] !== undefined && inner[name] !== null && typeof inner[name] !== 'string',
    );
    if (wrong !== undefined) throw unreadable(source, `${list}[${index}].${field}.${wrong} is not text`);
    return { ...item, [field]: inner } as { readonly name: string } & Record<F, T>;
  });
}

/** Fields of clusters, contexts and users that this program reads. */
const TEXT_FIELDS: readonly string[] = [
  ...['server', 'certificate-authority', 'certificate-authority-data', 'cluster', 'user', 'namespace'],
  ...['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile'],
];

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param reason - to be read behind "cannot be read:" */
export function unreadable(source: string, reason: string): KubeadmError {
  return new KubeadmError('kubeconfig-unreadable', `the kubeconfig file ${source} cannot be read: ${reason}`, {
    hint: removeHint(source),
  });
}

function incomplete(source: string, reason: string): KubeadmError {
  return new KubeadmError('kubeconfig-incomplete', `the kubeconfig file ${source} is incomplete: ${reason}`, {
    hint: removeHint(source),
  });
}

function removeHint(source: string): string {
  return `correct ${source}, or remove it to have it made again`;
}
