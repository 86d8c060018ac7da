import { posix } from 'node:path';
import type { InitConfig } from '../config/types.ts';
import type { Usage } from './certificate-extensions.ts';
import type { Subject } from './distinguished-name.ts';
import type { SubjectAltNames } from './subject-alt-names.ts';

/** The part of the configuration that certificates depend on. */
export type CertificateConfig = Pick<InitConfig, 'cluster' | 'nodeRegistration' | 'localAPIEndpoint'>;

/** What of a configuration matters for certificates that exist already, and for keys. */
export interface RenewalConfig {
  readonly cluster: Pick<
    InitConfig['cluster'],
    'certificatesDir' | 'certificateValidityPeriod' | 'clusterName' | 'encryptionAlgorithm' | 'etcd' | 'featureGates'
  >;
}

export type AuthorityName = 'ca' | 'front-proxy-ca' | 'etcd-ca';

interface Named {
  /** As in `init phase certs <name>` and `certs renew <name>`. */
  readonly name: string;
  /** Path below the certificates' folder, without `.crt` or `.key`. */
  readonly base: string;
  /** What it is for, to be read behind "the certificate that ...". */
  readonly purpose: string;
  readonly subject: (config: CertificateConfig) => Subject;
  readonly sans: (config: CertificateConfig) => SubjectAltNames;
}

/** A certificate that signs others; it signs itself too. */
export interface AuthoritySpec extends Named {
  readonly kind: 'authority';
  readonly name: AuthorityName;
}

/** A certificate for TLS, signed by one of the authorities. */
export interface LeafSpec extends Named {
  readonly kind: 'leaf';
  readonly authority: AuthorityName;
  readonly usages: readonly Usage[];
}

export type CertificateSpec = AuthoritySpec | LeafSpec;

/** Absolute paths of a certificate and its private key. */
export interface PairPaths {
  readonly cert: string;
  readonly key: string;
}

/** Where a certificate and its key stand. */
export function certificatePaths(certificatesDir: string, spec: { readonly base: string }): PairPaths {
  const path = posix.join(certificatesDir, spec.base);
  return { cert: `${path}.crt`, key: `${path}.key` };
}

/** Whether a certificate belongs to etcd, so that it is of no use with an external etcd. */
export function isEtcdCertificate(spec: CertificateSpec): boolean {
  return (spec.kind === 'leaf' ? spec.authority : spec.name) === 'etcd-ca';
}
