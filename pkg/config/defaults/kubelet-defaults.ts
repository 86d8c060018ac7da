import { join } from 'node:path/posix';
import { dnsServiceIP } from '../../net/service-address.ts';
import {
  kubeletConfiguration,
  type GivenKubeletDocument,
  type KubeletDocument,
} from '../kinds/kubelet-configuration.ts';
import { complete } from '../schema/complete.ts';
import type { ClusterDocument } from '../kinds/cluster-configuration.ts';
import { Recommendations } from './recommendations.ts';

/** Where the DNS would be if the service subnet cannot be read. */
const FALLBACK_DNS = '10.96.0.10';
const CGROUP_DRIVER = 'systemd';

/**
 * The kubelet's configuration as this cluster needs it: what the user gave, and this program's values for the rest.
 * A value that differs from what is recommended is kept, and warned about.
 */
export function kubeletDefaults(
  given: GivenKubeletDocument | undefined,
  cluster: ClusterDocument,
): { readonly document: KubeletDocument; readonly warnings: readonly string[] } {
  const own = complete(kubeletConfiguration, given);
  const recommend = new Recommendations('KubeletConfiguration');
  const dns = dnsServiceIP(cluster.networking.serviceSubnet) ?? FALLBACK_DNS;
  const document: KubeletDocument = {
    ...own,
    staticPodPath: recommend.text('staticPodPath', own.staticPodPath, '/etc/kubernetes/manifests'),
    clusterDNS: recommend.list('clusterDNS', own.clusterDNS, [dns]),
    clusterDomain: recommend.text('clusterDomain', own.clusterDomain, cluster.networking.dnsDomain),
    ...access(own, join(cluster.certificatesDir, 'ca.crt'), recommend),
    healthzBindAddress: recommend.text('healthzBindAddress', own.healthzBindAddress, '127.0.0.1'),
    healthzPort: recommend.maybe('healthzPort', own.healthzPort, 10248),
    readOnlyPort: recommend.maybe('readOnlyPort', own.readOnlyPort, 0),
    // Kubelets always renew their certificates here; the reference does not ask either.
    rotateCertificates: true,
    cgroupDriver: own.cgroupDriver || CGROUP_DRIVER,
  };
  return { document, warnings: recommend.warnings };
}

/** Who may speak to the kubelet: clients with a certificate, and tokens that the API server vouches for. */
function access(
  { authentication, authorization }: KubeletDocument,
  authority: string,
  recommend: Recommendations,
): Pick<KubeletDocument, 'authentication' | 'authorization'> {
  const { x509, anonymous, webhook } = authentication;
  return {
    authentication: {
      x509: { clientCAFile: recommend.text('authentication.x509.clientCAFile', x509.clientCAFile, authority) },
      anonymous: { enabled: recommend.maybe('authentication.anonymous.enabled', anonymous.enabled, false) },
      webhook: { ...webhook, enabled: recommend.maybe('authentication.webhook.enabled', webhook.enabled, true) },
    },
    authorization: { ...authorization, mode: recommend.text('authorization.mode', authorization.mode, 'Webhook') },
  };
}
