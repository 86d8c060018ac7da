import { FEATURE_GATES } from '../feature-gates.ts';
import { bool, duration, field, map, optional, string, struct } from '../schema/schema.ts';
import type { ValueOf } from '../schema/schema-value.ts';
import { didYouMean } from '../suggestion.ts';
import { isDnsSubdomain } from '../validate/dns-subdomain.ts';
import { checkImageRepository } from '../validate/image-repository.ts';
import { apiServer, controlPlaneComponent } from './control-plane-component.ts';
import { checkAbsolutePath, etcd } from './etcd.ts';

const HOUR = 3_600_000;
/** One year and ten years of 365 days, in milliseconds. */
export const DEFAULT_CERTIFICATE_VALIDITY = 8_760 * HOUR;
export const DEFAULT_AUTHORITY_VALIDITY = 87_600 * HOUR;

const networking = struct({
  serviceSubnet: field(string(), 'Addresses of Services: one CIDR, or one of each family', { default: '10.96.0.0/12' }),
  podSubnet: field(string(), 'Addresses of Pods: one CIDR, or one of each family'),
  dnsDomain: field(string(), 'Domain of the cluster', {
    default: 'cluster.local',
    check: (domain) =>
      isDnsSubdomain(domain)
        ? undefined
        : `${JSON.stringify(domain)} is no domain: use lower-case letters, digits, "-" and "." (RFC 1123)`,
  }),
});

const dns = struct({
  imageRepository: field(string(), "Registry and folder of CoreDNS's image", { check: checkImageRepository }),
  imageTag: field(string(), "Tag of CoreDNS's image"),
  disabled: field(bool(), 'Install no CoreDNS'),
});

/** kubeadm.k8s.io/v1beta4 ClusterConfiguration. */
export const clusterConfiguration = struct({
  dns: field(dns, 'The CoreDNS addon'),
  proxy: field(struct({ disabled: field(bool(), 'Install no kube-proxy') }), 'The kube-proxy addon'),
  networking: field(networking, 'Addresses and names in the cluster'),
  apiServer: field(apiServer, 'kube-apiserver'),
  controllerManager: field(controlPlaneComponent, 'kube-controller-manager'),
  scheduler: field(controlPlaneComponent, 'kube-scheduler'),
  certificatesDir: field(string(), 'Folder of the certificates', {
    default: '/etc/kubernetes/pki',
    check: checkAbsolutePath,
  }),
  featureGates: field(map(bool()), 'Switches of this program', { check: checkFeatureGates }),
  controlPlaneEndpoint: field(string(), 'Name or address, and port, of all API servers together'),
  clusterName: field(string(), 'Name of the cluster', { default: 'kubernetes' }),
  kubernetesVersion: field(string(), 'A version, or a label such as stable-1', { default: 'stable-1' }),
  imageRepository: field(string(), 'Registry and folder of the images', {
    default: 'registry.k8s.io',
    check: checkImageRepository,
  }),
  etcd: field(etcd, 'Where etcd runs, and how'),
  encryptionAlgorithm: field(
    string(['RSA-2048', 'RSA-3072', 'RSA-4096', 'ECDSA-P256', 'ECDSA-P384']),
    'Algorithm of new keys',
    { default: 'RSA-2048' },
  ),
  certificateValidityPeriod: field(optional(duration()), 'How long certificates are valid', {
    default: DEFAULT_CERTIFICATE_VALIDITY,
  }),
  caCertificateValidityPeriod: field(optional(duration()), 'How long authorities are valid', {
    default: DEFAULT_AUTHORITY_VALIDITY,
  }),
});

export type ClusterDocument = ValueOf<typeof clusterConfiguration>;

function checkFeatureGates(gates: Readonly<Record<string, boolean>>): string | undefined {
  const known = Object.keys(FEATURE_GATES);
  const unknown = Object.keys(gates).filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  return (
    unknown.map((name) => `there is no feature gate ${name}${didYouMean(name, known)}`).join('; ') +
    `; known: ${known.join(', ')}`
  );
}
