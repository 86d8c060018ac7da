import { currentContext, parseKubeconfig, type CurrentContext } from '../kubeconfig/parse-kubeconfig.ts';
import type { Credentials } from './credentials.ts';
import { parseServer } from './kubeconfig-problem.ts';

/** All that a kubeconfig of this program, or of the reference, has. */
const CLUSTER_FIELDS: readonly string[] = ['server', 'certificate-authority-data'];
const USER_FIELDS: readonly string[] = ['client-certificate-data', 'client-key-data', 'token'];

/**
 * The credentials of a kubeconfig that embeds them: the common case, for which nobody waits until the client library
 * is loaded.
 *
 * @param kubeconfig - its text
 * @param server - talk to this address instead of the kubeconfig's
 * @returns `undefined` for every kubeconfig with more than that (files, plugins, proxies), and for damaged ones
 * @throws KubeadmError `kubeconfig-invalid` for an address that is none
 */
export function plainCredentials(kubeconfig: string, server: string | undefined): Credentials | undefined {
  const current = plainContext(kubeconfig);
  if (current === undefined) return undefined;
  const { cluster, userName, user = {} } = current;
  return {
    server: parseServer(server ?? cluster.server ?? ''),
    user: userName,
    tls: {
      ca: decoded(cluster['certificate-authority-data']),
      cert: decoded(user['client-certificate-data']),
      key: decoded(user['client-key-data']),
    },
    headers: user.token ? { Authorization: `Bearer ${user.token}` } : {},
  };
}

function plainContext(kubeconfig: string): CurrentContext | undefined {
  try {
    const current = currentContext(parseKubeconfig(kubeconfig, 'the kubeconfig'), 'the kubeconfig');
    const { cluster, user } = current;
    const plain = user !== undefined && onlyHas(cluster, CLUSTER_FIELDS) && onlyHas(user, USER_FIELDS);
    return plain && cluster.server ? current : undefined;
  } catch {
    // the client library says what is wrong with it
    return undefined;
  }
}

function onlyHas(fields: object, known: readonly string[]): boolean {
  return Object.keys(fields).every((name) => known.includes(name));
}

function decoded(data: string | undefined): Buffer | undefined {
  return data ? Buffer.from(data, 'base64') : undefined;
}
