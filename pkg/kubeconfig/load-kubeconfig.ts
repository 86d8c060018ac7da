import { posix } from 'node:path';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { FileView } from '../host/host.ts';
import { currentContext, kubeconfigIn, type CurrentContext } from './kubeconfig-document.ts';
import { readPlainYaml } from './plain-yaml.ts';
import type { Kubeconfig } from './kubeconfig.ts';

/** How the current context of a kubeconfig reaches its cluster; files that it names are read. */
export interface Connection extends CurrentContext {
  /** `https://host:port`; empty when the file names none. */
  readonly server: string;
  readonly caPem: string | undefined;
  readonly clientCertPem: string | undefined;
  readonly clientKeyPem: string | undefined;
}

/**
 * Read a kubeconfig file.
 *
 * @returns `undefined` when there is none
 * @throws KubeadmError `kubeconfig-unreadable`
 */
export async function loadKubeconfig(view: Pick<FileView, 'readFile'>, path: string): Promise<Kubeconfig | undefined> {
  const text = await view.readFile(path);
  if (text === undefined) return undefined;
  // nearly all are written in the plainest form, and the YAML library takes longer to load than the rest of a command
  const plain = readPlainYaml(text);
  if (plain !== undefined) return kubeconfigIn(plain, path);
  return (await import('./parse-kubeconfig.ts')).parseKubeconfig(text, path);
}

/**
 * Read the current context of a kubeconfig file, with its certificates and key, whether embedded or named by path.
 *
 * @returns `undefined` when there is no such file
 * @throws KubeadmError `kubeconfig-unreadable`, `kubeconfig-incomplete`
 */
export async function loadConnection(view: Pick<FileView, 'readFile'>, path: string): Promise<Connection | undefined> {
  const kubeconfig = await loadKubeconfig(view, path);
  if (kubeconfig === undefined) return undefined;
  const current = currentContext(kubeconfig, path);
  const { cluster, user = {} } = current;
  return {
    ...current,
    server: cluster.server ?? '',
    caPem: await embeddedOrFile(view, path, 'certificate-authority', cluster),
    clientCertPem: await embeddedOrFile(view, path, 'client-certificate', user),
    clientKeyPem: await embeddedOrFile(view, path, 'client-key', user),
  };
}

/** The path that a field of a kubeconfig names; `undefined` where it names none. */
export function namedFile(path: string, named: unknown): string | undefined {
  if (typeof named !== 'string' || named === '') return undefined;
  return posix.resolve(posix.dirname(path), named);
}

/** `<field>-data` wins over the file that `<field>` names, as in client-go. */
async function embeddedOrFile(
  view: Pick<FileView, 'readFile'>,
  path: string,
  field: string,
  fields: { readonly [key: string]: unknown },
): Promise<string | undefined> {
  const data = fields[`${field}-data`];
  if (typeof data === 'string' && data !== '') return Buffer.from(data, 'base64').toString('utf8');
  const file = namedFile(path, fields[field]);
  if (file === undefined) return undefined;
  const content = await view.readFile(file);
  if (content !== undefined) return content;
  throw new KubeadmError(
    'kubeconfig-incomplete',
    `the kubeconfig file ${path} names ${file} as its ${field}, and there is no such file`,
    {
      hint: `put the file back, or remove ${path} to have it made again`,
    },
  );
}
