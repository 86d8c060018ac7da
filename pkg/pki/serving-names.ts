import { controlPlaneHost } from '../net/endpoint.ts';
import { apiServerServiceIP } from '../net/service-address.ts';
import type { CertificateConfig } from './certificate-spec.ts';
import { subjectAltNames, type SubjectAltNames } from './subject-alt-names.ts';

/** Everything by which clients may call the API server: inside the cluster, on this machine, and from outside. */
export function apiServerNames({ cluster, nodeRegistration, localAPIEndpoint }: CertificateConfig): SubjectAltNames {
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
  { cluster, nodeRegistration, localAPIEndpoint }: CertificateConfig,
  extraNames: 'serverCertSANs' | 'peerCertSANs',
): SubjectAltNames {
  return subjectAltNames(
    ['localhost', localAPIEndpoint.advertiseAddress, '127.0.0.1', '::1', ...(cluster.etcd.local?.[extraNames] ?? [])],
    [nodeRegistration.name],
  );
}
