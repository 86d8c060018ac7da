import type { ClusterConfiguration } from '../../pkg/config/types.ts';
import type { FileView } from '../../pkg/host/host.ts';
import type { ExpectedNames } from '../../pkg/inspection/expectations.ts';
import { KUBELET_CONFIG_FILE, KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { loadConnection } from '../../pkg/kubeconfig/load-kubeconfig.ts';
import { parseCertificates } from '../../pkg/pki/certificate-pem.ts';
import type { LeafSpec } from '../../pkg/pki/certificate-spec.ts';
import { apiServerServiceIP } from '../../pkg/net/service-address.ts';
import { apiServerNames, etcdNames, type NamingConfig } from '../../pkg/pki/serving-names.ts';
import { NO_ALT_NAMES, subjectAltNames, type SubjectAltNames } from '../../pkg/pki/subject-alt-names.ts';
import { localServer } from './local-server.ts';
import { manifestFacts } from './manifest-facts.ts';

const KUBECONFIGS = ['admin.conf', 'controller-manager.conf', 'scheduler.conf', 'kubelet.conf'];
const ETCD_LISTENS_ON = '127.0.0.1';

/**
 * By which names the serving certificates of this machine are called: what uses them here tells what is needed, and the
 * configuration, where there is one, what is wanted beyond that. What is not known is not asked for.
 *
 * @param known - all that was configured
 * @param kubeconfigDir - whose files name the API server by its address, or by that of a load balancer
 */
export async function expectedNames(
  view: FileView,
  known: ClusterConfiguration | undefined,
  kubeconfigDir: string,
): Promise<(spec: LeafSpec) => ExpectedNames> {
  const config = await namingConfig(view, known);
  const servers = await Promise.all(KUBECONFIGS.map((file) => serverHost(view, `${kubeconfigDir}/${file}`)));
  const address = config.localAPIEndpoint.advertiseAddress;
  const service = apiServerServiceIP(config.cluster.networking.serviceSubnet) ?? '';
  const table: Readonly<Record<string, ExpectedNames>> = {
    apiserver: { needed: subjectAltNames([service, address, ...servers]), wanted: whole(apiServerNames(config)) },
    'etcd-server': {
      needed: subjectAltNames([ETCD_LISTENS_ON, address]),
      wanted: whole(etcdNames(config, 'serverCertSANs')),
    },
    'etcd-peer': { needed: subjectAltNames([address]), wanted: whole(etcdNames(config, 'peerCertSANs')) },
  };
  return ({ name }) => table[name] ?? { needed: NO_ALT_NAMES, wanted: NO_ALT_NAMES };
}

async function namingConfig(view: FileView, known: ClusterConfiguration | undefined): Promise<NamingConfig> {
  const { serviceSubnet = '' } = await manifestFacts(view);
  const kubelet = (await view.readFile(KUBELET_CONFIG_FILE).catch(() => undefined)) ?? '';
  const [, dnsDomain = ''] = /^clusterDomain: *"?([^"\s]+)"?\s*$/m.exec(kubelet) ?? [];
  const local = await localServer(view);
  return {
    cluster: known ?? {
      controlPlaneEndpoint: '',
      etcd: { local: { ...NO_LOCAL_ETCD } },
      networking: { dnsDomain, serviceSubnet },
      apiServer: { certSANs: [] },
    },
    nodeRegistration: { name: await nodeName(view) },
    localAPIEndpoint: { advertiseAddress: local === undefined ? '' : hostIn(local) },
  };
}

const NO_LOCAL_ETCD = {
  ...{ imageRepository: '', imageTag: '', dataDir: '' },
  ...{ extraArgs: [], extraEnvs: [], serverCertSANs: [], peerCertSANs: [] },
};

/** Names of which a part is not known are none. */
function whole({ dns, ips }: SubjectAltNames): SubjectAltNames {
  return { dns: dns.filter((name) => name !== '' && !name.endsWith('.')), ips };
}

/** As the kubelet is called in its cluster. */
async function nodeName(view: FileView): Promise<string> {
  try {
    const pem = (await loadConnection(view, KUBELET_KUBECONFIG))?.clientCertPem;
    if (pem === undefined) return '';
    return /^CN=system:node:(.+)$/m.exec(parseCertificates(pem, KUBELET_KUBECONFIG)[0].subject)?.[1] ?? '';
  } catch {
    // told when the file itself is looked at
    return '';
  }
}

/** The name that a client expects in the certificate. */
async function serverHost(view: FileView, path: string): Promise<string> {
  try {
    const connection = await loadConnection(view, path);
    const named = connection?.cluster['tls-server-name'];
    return typeof named === 'string' && named !== '' ? named : hostIn(connection?.server ?? '');
  } catch {
    return '';
  }
}

/** The host of a URL, without the brackets of an IPv6 address; empty where there is none. */
function hostIn(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}
