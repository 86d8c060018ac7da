import type { RenewalConfig } from '../../pkg/pki/certificate-spec.ts';

/**
 * The defaults of a ClusterConfiguration, as far as they matter here. Written down, because what makes them up from the
 * definitions of all fields takes longer to load than a table of certificates to be printed; a test holds the two together.
 */
export const DEFAULT_CLUSTER: RenewalConfig['cluster'] = {
  certificatesDir: '/etc/kubernetes/pki',
  certificateValidityPeriod: 8760 * 3_600_000,
  clusterName: 'kubernetes',
  encryptionAlgorithm: 'RSA-2048',
  etcd: {
    local: {
      imageRepository: '',
      imageTag: '',
      dataDir: '/var/lib/etcd',
      extraArgs: [],
      extraEnvs: [],
      serverCertSANs: [],
      peerCertSANs: [],
    },
  },
  featureGates: {},
};
