import type { HostView } from '../../pkg/host/host.ts';

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const ENDPOINT = /kube-apiserver\.advertise-address\.endpoint: "?([^\s"]+)"?/;

/** `https://ip:port` of this machine's own API server, by its manifest; `undefined` where it has none. */
export async function localServer(view: Pick<HostView, 'readFile'>): Promise<string | undefined> {
  const endpoint = ENDPOINT.exec((await view.readFile(MANIFEST).catch(() => undefined)) ?? '')?.[1];
  return endpoint === undefined ? undefined : `https://${endpoint}`;
}
