import type { HostView } from '../host/host.ts';
import type { JsonObject } from '../kube/kube-object.ts';

/**
 * The resolvers that systemd-resolved really asks. Its own /etc/resolv.conf names only the stub 127.0.0.53, which Pods
 * cannot reach and which makes CoreDNS forward to itself.
 */
const RESOLVED_CONF = '/run/systemd/resolve/resolv.conf';

/** Whether systemd-resolved runs on this machine. Only systemd can say; elsewhere it does not run. */
export async function systemdResolvedActive(view: HostView): Promise<boolean> {
  if ((await view.which('systemctl')) === undefined) return false;
  const { code } = await view.query(['systemctl', 'is-active', 'systemd-resolved'], { timeoutMs: 5_000 });
  return code === 0;
}

/**
 * A KubeletConfiguration that uses systemd-resolved's own list of resolvers, where it runs and nothing else was asked
 * for. Uploaded to the cluster like this by a full `init`, as the reference does.
 *
 * @param document - a KubeletConfiguration
 * @param resolvedActive - what {@link systemdResolvedActive} says
 */
export function withResolvConf(document: JsonObject, resolvedActive: boolean): JsonObject {
  return resolvedActive && (document['resolvConf'] ?? undefined) === undefined
    ? { ...document, resolvConf: RESOLVED_CONF }
    : document;
}
