import { posix } from 'node:path';
import { KubeadmError, describeError } from '../errors/kubeadm-error.ts';
import type { Cluster, Kubeconfig, User } from '../kubeconfig/kubeconfig.ts';
import { parseKubeconfig } from '../kubeconfig/parse-kubeconfig.ts';
import { requireHttps } from './cluster-info.ts';
import type { DiscoveryFile } from './discovery-file.ts';
import type { DiscoveryHost } from './discovery-host.ts';

/** The one cluster and the one user of a discovery file; nothing in them leads to other files any more. */
export interface FileIdentity {
  readonly clusterName: string;
  readonly cluster: Cluster;
  /** `https://host:port` */
  readonly server: string;
  /** PEM; `undefined` where the file names no authority. */
  readonly caCertificates: string | undefined;
  readonly contextName: string;
  readonly userName: string;
  readonly user: User;
  /** Whether the user can show who it is. */
  readonly hasCredentials: boolean;
}

/** Ways to authenticate; any of them will do. */
const CREDENTIALS = ['token', 'username', 'client-certificate-data', 'exec', 'auth-provider'];

/**
 * What a discovery file says: the cluster without a name or that of the current context, and the current context's
 * user, with the files that they name put into their place.
 *
 * @throws KubeadmError `discovery-file-invalid`
 */
export async function inlinedIdentity(
  host: Pick<DiscoveryHost, 'readFile'>,
  file: DiscoveryFile,
): Promise<FileIdentity> {
  try {
    const kubeconfig = parseKubeconfig(file.text, 'for discovery');
    const { clusterName, cluster, contextName, userName, user } = chosen(kubeconfig);
    const { server = '' } = cluster;
    requireHttps(server);
    if (cluster['insecure-skip-tls-verify'] === true)
      throw new Error('it says insecure-skip-tls-verify, and credentials would go to whoever answers');
    const embed = embedder(host, file);
    const withCa = await embed(cluster, 'certificate-authority');
    const withToken = await embedToken(host, file, user);
    const identity = await embed(await embed(withToken, 'client-certificate'), 'client-key');
    const data = withCa['certificate-authority-data'];
    return {
      ...{ clusterName, cluster: withCa, server, contextName, userName, user: identity },
      caCertificates: data === undefined || data === '' ? undefined : Buffer.from(data, 'base64').toString('utf8'),
      hasCredentials: CREDENTIALS.some(
        (field) => ![undefined, null, ''].includes(identity[field] as string | undefined),
      ),
    };
  } catch (error) {
    throw new KubeadmError(
      'discovery-file-invalid',
      `the discovery file ${file.source} cannot be used: ${describeError(error)}`,
      {
        hint: `correct ${file.source}, or join with a token: --token and --discovery-token-ca-cert-hash`,
      },
    );
  }
}

/** A kubeconfig with this identity only. Other clusters, contexts and users of the file are none of the node's business. */
export function identityKubeconfig({ clusterName, cluster, contextName, userName, user }: FileIdentity): Kubeconfig {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: clusterName, cluster }],
    contexts: [{ name: contextName, context: { cluster: clusterName, user: userName } }],
    'current-context': contextName,
    users: [{ name: userName, user }],
  };
}

type Chosen = Pick<FileIdentity, 'clusterName' | 'cluster' | 'contextName' | 'userName' | 'user'>;

/** A file like cluster-info itself, which names nobody, is fine where a token comes from elsewhere. */
function chosen(kubeconfig: Kubeconfig): Chosen {
  const current = kubeconfig['current-context'];
  const context = kubeconfig.contexts.find(({ name }) => name === current)?.context;
  if (current !== '' && context === undefined)
    throw new Error(`its current context "${current}" is not among its contexts`);
  const byName = (wanted: string) => kubeconfig.clusters.find(({ name }) => name === wanted)?.cluster;
  const cluster = byName('') ?? (context === undefined ? undefined : byName(context.cluster));
  if (cluster === undefined)
    throw new Error('it has neither a cluster without a name nor a current context with a cluster');
  const user = kubeconfig.users.find(({ name }) => name === context?.user)?.user;
  if ((context?.user ?? '') !== '' && user === undefined)
    throw new Error(`its current context names the user "${context?.user ?? ''}", who is not among its users`);
  const clusterName = byName('') === undefined ? (context?.cluster ?? '') : '';
  return {
    clusterName: clusterName === '' ? 'kubernetes' : clusterName,
    cluster,
    contextName: current === '' ? 'discovery' : current,
    userName: context?.user || 'discovery',
    user: user ?? {},
  };
}

type Fields = Cluster | User;

/** Puts a file's content into `<field>-data`, which wins where both are there, as in client-go. */
function embedder(host: Pick<DiscoveryHost, 'readFile'>, file: DiscoveryFile) {
  return async <T extends Fields>(fields: T, field: string): Promise<T> => {
    const { [field]: named, ...others } = fields;
    const data = fields[`${field}-data`];
    if ((typeof data === 'string' && data !== '') || typeof named !== 'string' || named === '') return others as T;
    const content = await fileNamed(host, file, field, named);
    return { ...others, [`${field}-data`]: Buffer.from(content, 'utf8').toString('base64') } as unknown as T;
  };
}

/** A token in a file wins over one in the kubeconfig, as in client-go. */
async function embedToken(host: Pick<DiscoveryHost, 'readFile'>, file: DiscoveryFile, user: User): Promise<User> {
  const { tokenFile, ...others } = user;
  if (typeof tokenFile !== 'string' || tokenFile === '') return others;
  return { ...others, token: (await fileNamed(host, file, 'tokenFile', tokenFile)).trim() };
}

async function fileNamed(
  host: Pick<DiscoveryHost, 'readFile'>,
  { folder }: DiscoveryFile,
  field: string,
  named: string,
): Promise<string> {
  if (folder === undefined && !named.startsWith('/'))
    throw new Error(`it names ${named} as its ${field}, and a fetched file has no folder that this could be in`);
  const path = posix.resolve(folder ?? '/', named);
  const content = await host.readFile(path);
  if (content === undefined) throw new Error(`it names ${path} as its ${field}, and there is no such file`);
  return content;
}
