import { readPlainYaml, type PlainMap, type PlainValue } from '../kubeconfig/plain-yaml.ts';
import type { Credentials } from './credentials.ts';
import { parseServer } from './kubeconfig-problem.ts';

/** All that a kubeconfig of this program, or of the reference, has. */
const CLUSTER_FIELDS: readonly string[] = ['server', 'certificate-authority-data'];
const USER_FIELDS: readonly string[] = ['client-certificate-data', 'client-key-data', 'token'];

/**
 * The credentials of a kubeconfig that embeds them, in the form in which kubeadm writes it: the common case, for which
 * nobody waits until the client library is loaded.
 *
 * @param kubeconfig - its text
 * @param server - talk to this address instead of the kubeconfig's
 * @returns `undefined` for every kubeconfig with more than that (files, plugins, proxies), and for damaged ones: the
 * client library says what is wrong with them
 * @throws KubeadmError `kubeconfig-invalid` for an address that is none
 */
export function plainCredentials(kubeconfig: string, server: string | undefined): Credentials | undefined {
  const document = read(kubeconfig);
  const context = entry(document, 'contexts', document?.['current-context'])?.['context'];
  if (!isMap(context)) return undefined;
  const cluster = entry(document, 'clusters', context['cluster'])?.['cluster'];
  const userName = context['user'];
  const user = entry(document, 'users', userName)?.['user'];
  if (!onlyHas(cluster, CLUSTER_FIELDS) || !onlyHas(user, USER_FIELDS) || typeof userName !== 'string')
    return undefined;
  const { server: own } = cluster;
  if (own === undefined || own === '') return undefined;
  return {
    server: parseServer(server ?? own),
    user: userName,
    tls: {
      ca: decoded(cluster['certificate-authority-data']),
      cert: decoded(user['client-certificate-data']),
      key: decoded(user['client-key-data']),
    },
    headers: user['token'] ? { Authorization: `Bearer ${user['token']}` } : {},
  };
}

function read(text: string): PlainMap | undefined {
  if (!text.startsWith('{')) return readPlainYaml(text);
  try {
    return JSON.parse(text) as PlainMap;
  } catch {
    return undefined;
  }
}

/** The entry of a list that has this name. */
function entry(document: PlainMap | undefined, list: string, name: PlainValue | undefined): PlainMap | undefined {
  const items = document?.[list];
  if (!Array.isArray(items) || typeof name !== 'string') return undefined;
  const found = (items as readonly PlainValue[]).filter((item) => isMap(item) && item['name'] === name);
  return found.length === 1 ? (found[0] as PlainMap) : undefined;
}

function isMap(value: PlainValue | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a mapping has none but these fields, all of them texts. */
function onlyHas(value: PlainValue | undefined, known: readonly string[]): value is Readonly<Record<string, string>> {
  return (
    isMap(value) && Object.entries(value).every(([name, field]) => known.includes(name) && typeof field === 'string')
  );
}

function decoded(data: string | undefined): Buffer | undefined {
  return data ? Buffer.from(data, 'base64') : undefined;
}
