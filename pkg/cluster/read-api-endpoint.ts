import type { APIEndpoint } from '../config/types.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import { parsePort, splitHostPort } from '../net/host-port.ts';
import { readYaml } from '../yaml/read-yaml.ts';

export const API_SERVER_MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
/** Where the static Pod of an API server says how others reach it (`ip:port`). */
export const API_SERVER_ENDPOINT_ANNOTATION = 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint';

/**
 * Where the API server of this machine tells others to reach it: as its manifest has it, or its Pod in the cluster
 * while the manifest is missing or does not say.
 *
 * @param nodeName - of this machine
 * @throws KubeadmError `api-endpoint-unknown`
 */
export async function readAPIEndpoint(view: HostView, nodeName: string): Promise<APIEndpoint> {
  const found = (await manifestEndpoint(view)) ?? (await fromPod(view, nodeName));
  if (found !== undefined) return found;
  throw new KubeadmError(
    'api-endpoint-unknown',
    `neither ${API_SERVER_MANIFEST} nor the Pod kube-apiserver-${nodeName} says at which address this API server is reached`,
    { hint: `add the annotation ${API_SERVER_ENDPOINT_ANNOTATION}: <ip>:<port> to ${API_SERVER_MANIFEST}` },
  );
}

/**
 * The same from the manifest alone.
 *
 * @returns `undefined` where there is none, or it does not say
 */
export async function manifestEndpoint(view: Pick<HostView, 'readFile'>): Promise<APIEndpoint | undefined> {
  const text = await view.readFile(API_SERVER_MANIFEST);
  if (text === undefined) return undefined;
  try {
    const { metadata } = readYaml(text) as { readonly metadata?: { readonly annotations?: Record<string, unknown> } };
    return endpointOf(metadata?.annotations);
  } catch {
    // the Pod may know more
    return undefined;
  }
}

async function fromPod(view: HostView, nodeName: string): Promise<APIEndpoint | undefined> {
  const name = `kube-apiserver-${nodeName}`;
  const pod = await view.getObject({ apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system', name });
  return endpointOf(pod?.metadata.annotations);
}

function endpointOf(annotations: Readonly<Record<string, unknown>> | undefined): APIEndpoint | undefined {
  const { host = '', port = '' } = splitHostPort(String(annotations?.[API_SERVER_ENDPOINT_ANNOTATION] ?? '')) ?? {};
  const bindPort = parsePort(port);
  return host === '' || bindPort === undefined ? undefined : { advertiseAddress: host, bindPort };
}
