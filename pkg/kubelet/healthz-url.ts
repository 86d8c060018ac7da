import type { JsonObject } from '../kube/kube-object.ts';

/**
 * Where the kubelet tells its health, over plain HTTP and without credentials.
 *
 * @param document - a KubeletConfiguration
 * @returns `undefined` when healthzPort is 0, which turns the endpoint off
 */
export function kubeletHealthzUrl(document: JsonObject): string | undefined {
  const { healthzBindAddress, healthzPort } = document;
  const address =
    typeof healthzBindAddress === 'string' && healthzBindAddress !== '' ? healthzBindAddress : '127.0.0.1';
  const port = typeof healthzPort === 'number' ? healthzPort : 10248;
  if (port === 0) return undefined;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}/healthz`;
}
