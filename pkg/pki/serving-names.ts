import { controlPlaneHost } from '../net/endpoint.ts';
import { apiServerServiceIP } from '../net/service-address.ts';
import type { ClusterConfiguration, InitConfig } from '../config/types.ts';
import { subjectAltNames, type SubjectAltNames } from './subject-alt-names.ts';

/** What the names of serving certificates depend on. Texts that are not known may be empty. */
export interface NamingConfig {
  readonly cluster: Pick<ClusterConfiguration, 'controlPlaneEndpoint' | 'etcd'> & {
    readonly networking: Pick<ClusterConfiguration['networking'], 'dnsDomain' | 'serviceSubnet'>;
    readonly apiServer: Pick<ClusterConfiguration['apiServer'], 'certSANs'>;
  };
  readonly nodeRegistration: Pick<InitConfig['nodeRegistration'], 'name'>;
  readonly localAPIEndpoint: Pick<InitConfig['localAPIEndpoint'], 'advertiseAddress'>;
}

/** Everything by which clients may call the API server: inside the cluster, on this machine, and from outside. */
export function apiServerNames({ cluster, nodeRegistration, localAPIEndpoint }: NamingConfig): SubjectAltNames {
  return subjectAltNames(
    [
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      `kubernetes.default.svc.${cluster.networking.dnsDomain}`,
      apiServerServiceIP(cluster.networking.serviceSubnet) ?? '',
      localAPIEndpoint.advertiseAddress,
      controlPlaneHost({ cluster }) ?? '',
      ...cluster.apiServer.certSANs,
    ],
    [nodeRegistration.name],
  );
}

/**
 * Everything by which a member of etcd may be called.
 *
 * @param extraNames - which list of the configuration adds to it
 */
export function etcdNames(
  { cluster, nodeRegistration, localAPIEndpoint }: NamingConfig,
  extraNames: 'serverCertSANs' | 'peerCertSANs',
): SubjectAltNames {
  return subjectAltNames(
    ['localhost', localAPIEndpoint.advertiseAddress, '127.0.0.1', '::1', ...(cluster.etcd.local?.[extraNames] ?? [])],
    [nodeRegistration.name],
  );
}
