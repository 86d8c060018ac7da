import type { HostView } from '../host/host.ts';
import type { RenewalConfig } from '../pki/certificate-spec.ts';
import { certificatePem } from '../pki/certificate-pem.ts';
import { validFrom } from '../pki/certificate-period.ts';
import { createLeafCertificate } from '../pki/create-certificate.ts';
import { freshKey, validityPeriod } from '../pki/issuing.ts';
import { privateKeyPem } from '../pki/key-pem.ts';
import type { KeySource } from '../pki/key-source.ts';
import { loadAuthority } from '../pki/load-authority.ts';
import { loadAuthorityCertificates } from '../pki/authority-certificates.ts';
import { NO_ALT_NAMES } from '../pki/subject-alt-names.ts';
import { buildKubeconfig, buildTokenKubeconfig, type Kubeconfig } from './kubeconfig.ts';

/** For whom a kubeconfig is made. */
export interface UserRequest {
  readonly view: HostView;
  readonly keys: KeySource;
  readonly cluster: RenewalConfig['cluster'];
  /** `https://host:port` */
  readonly server: string;
  readonly name: string;
  /** Groups, to Kubernetes. */
  readonly organizations: readonly string[];
  /** Empty for a certificate. */
  readonly token: string;
  /** Milliseconds. */
  readonly validity: number;
  readonly startedAt: Date;
}

/**
 * A kubeconfig for a user: with a certificate that the authority on this machine signs, or with a token, for which its
 * key is not needed.
 *
 * @throws KubeadmError what `loadAuthority` throws
 */
export async function createUserKubeconfig(request: UserRequest): Promise<Kubeconfig> {
  const { view, cluster, server, name, token } = request;
  const names = { server, clusterName: cluster.clusterName, userName: name };
  if (token !== '') {
    const [certificate] = await loadAuthorityCertificates(view, cluster.certificatesDir, 'ca');
    return buildTokenKubeconfig({ ...names, caPem: certificatePem(certificate), token });
  }
  const authority = await loadAuthority(view, cluster.certificatesDir, 'ca');
  const key = await freshKey({ config: { cluster }, keys: request.keys });
  // as in other kubeconfig files, it begins with its authority
  const period = {
    ...validityPeriod(request.startedAt, request.validity),
    notBefore: validFrom(authority.certificate),
  };
  const subject = { commonName: name, organizations: request.organizations };
  const contents = { subject, sans: NO_ALT_NAMES, usages: ['client'] as const, ...period };
  const certificate = createLeafCertificate(key, contents, authority);
  return buildKubeconfig({
    ...names,
    caPem: certificatePem(authority.certificate),
    clientCertPem: certificatePem(certificate),
    clientKeyPem: privateKeyPem(key),
  });
}
