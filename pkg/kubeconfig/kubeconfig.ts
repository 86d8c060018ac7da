import type { JsonObject } from '../kube/kube-object.ts';
import { writeYaml } from '../yaml/write-yaml.ts';

/** A cluster of a kubeconfig. Fields that this program does not know are kept. */
export interface Cluster extends JsonObject {
  readonly server?: string;
  /** Base64 of PEM. */
  readonly 'certificate-authority-data'?: string;
  /** Path, relative to the kubeconfig's folder. */
  readonly 'certificate-authority'?: string;
}

/** The credentials of a kubeconfig. */
export interface User extends JsonObject {
  readonly 'client-certificate-data'?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-key-data'?: string;
  readonly 'client-key'?: string;
  readonly token?: string;
}

/** Which user talks to which cluster. */
export interface Context extends JsonObject {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

export interface Kubeconfig extends JsonObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Config';
  readonly clusters: readonly { readonly name: string; readonly cluster: Cluster }[];
  readonly contexts: readonly { readonly name: string; readonly context: Context }[];
  readonly 'current-context': string;
  readonly users: readonly { readonly name: string; readonly user: User }[];
}

/** Who talks to which cluster. */
export interface KubeconfigNames {
  /** `https://host:port` */
  readonly server: string;
  readonly clusterName: string;
  readonly userName: string;
}

/** Everything that a kubeconfig with a client certificate says. Certificates and key in PEM form. */
export interface KubeconfigParts extends KubeconfigNames {
  readonly caPem: string;
  readonly clientCertPem: string;
  readonly clientKeyPem: string;
}

/** A kubeconfig with one cluster, one user and one context `<user>@<cluster>`, everything embedded. */
export function buildKubeconfig({ caPem, clientCertPem, clientKeyPem, ...names }: KubeconfigParts): Kubeconfig {
  return kubeconfigOf(names, caPem, {
    'client-certificate-data': base64(clientCertPem),
    'client-key-data': base64(clientKeyPem),
  });
}

/** The same for a user who has a token instead of a certificate. */
export function buildTokenKubeconfig({
  caPem,
  token,
  ...names
}: KubeconfigNames & { readonly caPem: string; readonly token: string }): Kubeconfig {
  return kubeconfigOf(names, caPem, { token });
}

/** The same without what an authority that is kept elsewhere has yet to give: its certificate, and the client's. */
export function buildRequestKubeconfig({
  clientKeyPem,
  ...names
}: KubeconfigNames & { readonly clientKeyPem: string }): Kubeconfig {
  return kubeconfigOf(names, undefined, { 'client-key-data': base64(clientKeyPem) });
}

function kubeconfigOf(
  { server, clusterName, userName }: KubeconfigNames,
  caPem: string | undefined,
  user: User,
): Kubeconfig {
  const context = `${userName}@${clusterName}`;
  const authority = caPem === undefined ? {} : { 'certificate-authority-data': base64(caPem) };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: clusterName, cluster: { ...authority, server } }],
    contexts: [{ name: context, context: { cluster: clusterName, user: userName } }],
    'current-context': context,
    users: [{ name: userName, user }],
  };
}

/** The text of a kubeconfig file, keys sorted. */
export function kubeconfigYaml(kubeconfig: Kubeconfig): string {
  return writeYaml(kubeconfig);
}

/** Text as base64, as kubeconfigs hold certificates and keys. */
export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
