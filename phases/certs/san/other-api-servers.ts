import { X509Certificate } from 'node:crypto';
import { API_SERVER_ENDPOINT_ANNOTATION } from '../../../pkg/cluster/read-api-endpoint.ts';
import { describeError } from '../../../pkg/errors/kubeadm-error.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { joinHostPort } from '../../../pkg/net/host-port.ts';
import { certificatePaths } from '../../../pkg/pki/certificate-spec.ts';
import { authoritySpec } from '../../../pkg/pki/certificate-table.ts';
import { presentNames } from '../../../pkg/pki/missing-names.ts';
import { lackingNames } from './renamed-certificate.ts';
import type { SanContext } from './san-context.ts';

const LOOK_TIMEOUT_MS = 3_000;

/** An API server of another control plane, and what its certificate lacks. */
export interface OtherApiServer {
  readonly node: string;
  /** `host:port` */
  readonly endpoint: string;
  /** Names that it lacks; all of them where it could not be asked. */
  readonly lacking: readonly string[];
  /** Why it could not be asked. */
  readonly unasked?: string;
}

/**
 * The API servers of other control planes whose certificates lack some of the names: each is asked for the certificate
 * that it shows.
 *
 * @throws KubeadmError when the cluster does not tell of its Pods
 */
export async function otherApiServers(context: SanContext): Promise<readonly OtherApiServer[]> {
  const { host, endpoint } = context;
  const own = endpoint === undefined ? '' : joinHostPort(endpoint.advertiseAddress, endpoint.bindPort);
  const options = { namespace: 'kube-system', labelSelector: 'component=kube-apiserver' };
  const pods = (await host.listObjects('v1', 'Pod', options)) as readonly ApiServerPod[];
  const others = pods
    .map(({ metadata, spec }) => ({
      node: spec?.nodeName ?? metadata.name.replace(/^kube-apiserver-/, ''),
      endpoint: metadata.annotations?.[API_SERVER_ENDPOINT_ANNOTATION] ?? '',
    }))
    .filter((each) => each.endpoint !== own && each.endpoint !== '');
  const asked = await Promise.all(others.map((each) => askOne(context, each)));
  return asked.filter(({ lacking }) => lacking.length > 0);
}

interface ApiServerPod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
}

async function askOne(
  { host, cluster, names }: SanContext,
  { node, endpoint }: Pick<OtherApiServer, 'node' | 'endpoint'>,
): Promise<OtherApiServer> {
  try {
    const ca = (await host.readFile(certificatePaths(cluster.certificatesDir, authoritySpec('ca')).cert)) ?? '';
    const answer = await host.httpGet(`https://${endpoint}/livez`, { timeoutMs: LOOK_TIMEOUT_MS, tls: { ca } });
    if (answer.serverCertificate === undefined) return { node, endpoint, lacking: names };
    const { dns, ips } = presentNames(new X509Certificate(answer.serverCertificate));
    return { node, endpoint, lacking: lackingNames(names, [...dns, ...ips]) };
  } catch (error) {
    return { node, endpoint, lacking: names, unasked: describeError(error) };
  }
}
