import { fileURLToPath } from 'node:url';
import type { ClusterNode } from '../support/node/node.ts';

const HTTPS_GET = fileURLToPath(new URL('./https-get.js', import.meta.url));

/** How an HTTPS request from inside a node went. */
export interface Answer {
  readonly status?: number;
  readonly body?: string;
  /** The common name in the server's certificate. */
  readonly server?: string;
  readonly error?: string;
}

export interface Credentials {
  /** `-` for a server whose certificate nobody can check. */
  readonly ca: string;
  /** Path without `.crt` and `.key`; no client certificate unless given. */
  readonly client?: string;
}

export interface HttpsRequest extends Credentials {
  /** Makes it a POST; needs a client certificate. */
  readonly body?: string;
}

/** One HTTPS request from inside the node, with files of the node. */
export async function httpsGet(node: ClusterNode, url: string, { ca, client, body }: HttpsRequest): Promise<Answer> {
  const pair = client === undefined ? [] : [`${client}.crt`, `${client}.key`];
  const posted = body === undefined ? [] : [body];
  return JSON.parse(await node.output(process.execPath, HTTPS_GET, url, ca, ...pair, ...posted)) as Answer;
}

/** Wait until the node is Ready and its addons run. */
export async function waitUntilReady(node: ClusterNode): Promise<void> {
  const { name } = node.options;
  await node.kubectl('wait', '--for=condition=Ready', `node/${name}`, '--timeout=60s');
  for (const addon of ['daemonset/kube-proxy', 'deployment/coredns']) {
    await node.kubectl('--namespace=kube-system', 'rollout', 'status', addon, '--timeout=90s');
  }
}

/** Path, mode and content's hash of every file that `init` is about: two listings are equal when nothing was changed. */
export function listFiles(node: ClusterNode): Promise<string> {
  const find = 'find /etc/kubernetes /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env -type f';
  return node.output('bash', '-c', `${find} -printf '%p %m %T@ ' -exec sha256sum {} ';' | sort`);
}

/** Versions of the objects that `init` writes. */
export function listObjects(node: ClusterNode): Promise<string> {
  const columns = 'K:.kind,N:.metadata.namespace,M:.metadata.name,V:.metadata.resourceVersion';
  const kinds = 'configmaps,secrets,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,services';
  return node.kubectl('get', kinds, '--all-namespaces', `--output=custom-columns=${columns}`);
}

/** The command in the form that scripts look for. Its groups: token, hash. */
export function joinCommand(address: string): RegExp {
  const endpoint = `${address.replaceAll('.', '\\.')}:6443`;
  return new RegExp(
    `kubeadm-ts join ${endpoint} --token (\\S+) \\\\\\n\\t--discovery-token-ca-cert-hash (sha256:[0-9a-f]{64})`,
  );
}

/** Ask the cluster's DNS at its ClusterIP, as a Pod would. */
export function resolveInCluster(node: ClusterNode, name: string): Promise<string> {
  const ask = `const r = new (require('dns').promises.Resolver)(); r.setServers(['10.96.0.10']);`;
  return node.output(process.execPath, '-e', `${ask} r.resolve4('${name}').then(([a]) => process.stdout.write(a))`);
}

/** What a URL answers, asked from the node; empty while nobody answers. */
export function fetchText(node: ClusterNode, url: string): Promise<string> {
  const tell = '(text) => process.stdout.write(text)';
  return node.output(process.execPath, '-e', `fetch('${url}').then((r) => r.text()).then(${tell}, () => undefined)`);
}
