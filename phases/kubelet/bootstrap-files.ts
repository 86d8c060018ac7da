import type { JoinConfig } from '../../pkg/config/types.ts';
import type { DiscoveredCluster } from '../../pkg/discovery/discovered-cluster.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { WriteFile } from '../../pkg/host/change.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { kubeconfigYaml } from '../../pkg/kubeconfig/kubeconfig.ts';
import { currentContext } from '../../pkg/kubeconfig/kubeconfig-document.ts';
import { parseKubeconfig } from '../../pkg/kubeconfig/parse-kubeconfig.ts';
import { BOOTSTRAP_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { localEndpoint } from '../../pkg/net/endpoint.ts';
import { matchAuthorities } from '../../pkg/pki/same-authority.ts';
import type { JoinedCluster } from '../join-context.ts';

/**
 * With what the kubelet asks for its certificate. That of a control plane asks the API server of its own machine, and
 * goes on to use it: it does not depend on a load balancer, nor on API servers of another version.
 */
export function bootstrapKubeconfigFile(config: JoinConfig, { discovered, config: joined }: JoinedCluster): WriteFile {
  const content =
    config.controlPlane === undefined
      ? discovered.kubeconfig
      : withServer(discovered.kubeconfig, localEndpoint(joined));
  return { kind: 'write-file', path: BOOTSTRAP_KUBECONFIG, content, mode: 0o600, secret: true, parentMode: 0o755 };
}

function withServer(text: string, server: string): string {
  const kubeconfig = parseKubeconfig(text, 'of the discovered cluster');
  const { clusterName } = currentContext(kubeconfig, 'of the discovered cluster');
  const clusters = kubeconfig.clusters.map((each) =>
    each.name === clusterName ? { ...each, cluster: { ...each.cluster, server } } : each,
  );
  return kubeconfigYaml({ ...kubeconfig, clusters });
}

/** What judging the authority's file needs. */
export interface AuthorityInput {
  readonly discovered: DiscoveredCluster;
  readonly warn: (message: string) => void;
}

/**
 * The authority of the cluster, by which the kubelet knows its callers: to be written where no file is.
 *
 * @throws KubeadmError `certificate-authority-of-another-cluster`, `certificate-unreadable`
 */
export async function authorityFile(
  view: HostView,
  path: string,
  { discovered, warn }: AuthorityInput,
): Promise<readonly WriteFile[]> {
  const present = await view.readFile(path);
  if (present === undefined) {
    return [{ kind: 'write-file', path, content: discovered.caCertificates, mode: 0o644, parentMode: 0o755 }];
  }
  const match = matchAuthorities(present, path, discovered.caCertificates);
  if (match === 'none') throw ofAnotherCluster(path, discovered.server);
  if (match === 'some') warn(`${path} holds only some of the authorities of the cluster: it is kept as it is`);
  return [];
}

function ofAnotherCluster(path: string, server: string): KubeadmError {
  return new KubeadmError(
    'certificate-authority-of-another-cluster',
    `${path} is there already and is not the authority of the cluster at ${server}`,
    {
      hint: `give the machine back first with \`kubeadm-ts reset\`, or remove ${path}; then run the same command again`,
    },
  );
}
