import { FEATURE_GATES } from '../feature-gates.ts';
import { bool, duration, field, map, optional, string, struct } from '../schema/schema.ts';
import type { PartialOf, ValueOf } from '../schema/schema-value.ts';
import { didYouMean } from '../suggestion.ts';
import { isDnsSubdomain } from '../validate/dns-subdomain.ts';
import { apiServer, controlPlaneComponent } from './control-plane-component.ts';
import { absolutePath, etcd } from './etcd.ts';
import { imageRepository } from './image-repository.ts';

const HOUR = 3_600_000;
/** One year and ten years of 365 days, in milliseconds. */
export const DEFAULT_CERTIFICATE_VALIDITY = 8_760 * HOUR;
export const DEFAULT_AUTHORITY_VALIDITY = 87_600 * HOUR;

/** A version or a label, after `release/` or `ci/`. What it means is found out when it is resolved. */
const VERSION_PATTERN = '^(((release|ci)/)?(v?\\d+\\.\\d+\\.\\d+[-\\w.+]*|(latest|stable)+(-\\d[.\\d]*)?))?$';

const GATES = Object.fromEntries(
  Object.entries(FEATURE_GATES).map(([name, gate]) => [
    name,
    { doc: `${gate.doc} Stage: ${gate.stage}.`, default: gate.default },
  ]),
);

const networking = struct({
  serviceSubnet: field(
    string(),
    'Addresses that Services get: one CIDR, or one of each family with a comma between them (dual stack). The API server has the first address, the DNS the tenth.',
    {
      default: '10.96.0.0/12',
      rule: 'It has at least 10 addresses, is no wider than /12 (IPv4) or /108 (IPv6), and has no blanks.',
    },
  ),
  podSubnet: field(
    string(),
    'Addresses that Pods get: one CIDR, or one of each family. Each Node is given a part of it; leave it out where the network plugin hands out the addresses.',
    {
      rule: 'It is not smaller than the part of one Node (/24, /64 for IPv6, or node-cidr-mask-size-ipv4 and -ipv6 in controllerManager.extraArgs), and at most 16 bits larger, unless the argument allocate-node-cidrs is false.',
      example: '10.244.0.0/16',
    },
  ),
  dnsDomain: field(string(), 'Domain in which Services and Pods have their names.', {
    default: 'cluster.local',
    rule: 'It has lower-case letters, digits, "-" and "." (RFC 1123).',
    shape: { pattern: '^[-a-z0-9.]*$' },
    check: (domain) =>
      isDnsSubdomain(domain)
        ? undefined
        : `${JSON.stringify(domain)} is no domain: use lower-case letters, digits, "-" and "." (RFC 1123)`,
  }),
});

const dns = struct({
  imageRepository: field(string(), 'Registry and folder of the image of CoreDNS.', {
    ...imageRepository,
    defaultDoc: 'imageRepository of the cluster',
  }),
  imageTag: field(string(), 'Tag of the image of CoreDNS.', {
    defaultDoc: 'the version that belongs to kubernetesVersion',
    example: 'v1.14.2',
  }),
  disabled: field(bool(), 'Whether CoreDNS is left out. Something else then answers at the tenth address of Services.'),
});

/** kubeadm.k8s.io/v1beta4 ClusterConfiguration. */
export const clusterConfiguration = struct({
  dns: field(dns, 'The addon CoreDNS, the DNS of the cluster.'),
  proxy: field(
    struct({ disabled: field(bool(), 'Whether kube-proxy is left out, for network plugins that do its work.') }),
    'The addon kube-proxy, which leads Services to their Pods.',
  ),
  networking: field(networking, 'Addresses and names inside of the cluster.'),
  apiServer: field(apiServer, 'How kube-apiserver runs, on every control plane.'),
  controllerManager: field(controlPlaneComponent, 'How kube-controller-manager runs, on every control plane.'),
  scheduler: field(controlPlaneComponent, 'How kube-scheduler runs, on every control plane.'),
  certificatesDir: field(
    string(),
    'Folder of the certificates and keys of the control plane. An authority that is there already is used.',
    { default: '/etc/kubernetes/pki', ...absolutePath },
  ),
  featureGates: field(map(bool()), 'Switches for what this program does; those of Kubernetes go into extraArgs.', {
    check: checkFeatureGates,
    rule: 'Other names are refused.',
    shape: { keys: GATES },
    example: { RootlessControlPlane: true },
  }),
  controlPlaneEndpoint: field(
    string(),
    'Name or address at which all API servers together are reached, such as that of a load balancer, and its port. A cluster with several control planes needs it, and it is hard to change later.',
    {
      rule: 'It is host or host:port, the host an IP address or a domain in lower case; localAPIEndpoint.bindPort stands in for the port.',
      example: 'api.example.com:6443',
    },
  ),
  clusterName: field(string(), 'Name of the cluster, for kubeconfig files and kube-controller-manager.', {
    default: 'kubernetes',
    example: 'staging',
  }),
  kubernetesVersion: field(
    string(),
    'Version of the control plane. Labels such as stable-1, latest and ci/latest are asked of the release server; where it does not answer, the version of this program is taken, with a warning.',
    {
      default: 'stable-1',
      rule: 'It is a version such as v1.36.2, not older than the minor release before that of this program, or a label such as stable-1.36.',
      shape: { pattern: VERSION_PATTERN },
      example: 'v1.36.2',
    },
  ),
  imageRepository: field(string(), 'Registry and folder that images come from, where a component names no other.', {
    default: 'registry.k8s.io',
    ...imageRepository,
  }),
  etcd: field(etcd, 'Where etcd runs, and how: local or external.', {
    rule: 'Only one of the two may be given.',
    shape: { exclusive: ['local', 'external'] },
  }),
  encryptionAlgorithm: field(
    string(['RSA-2048', 'RSA-3072', 'RSA-4096', 'ECDSA-P256', 'ECDSA-P384']),
    'Algorithm of keys that are made from now on. The feature gate PublicKeysECDSA decides where it is set.',
    { default: 'RSA-2048' },
  ),
  certificateValidityPeriod: field(optional(duration()), 'How long certificates that are made are valid.', {
    default: DEFAULT_CERTIFICATE_VALIDITY,
    rule: 'More than a year, or than the authorities, is warned about.',
  }),
  caCertificateValidityPeriod: field(
    optional(duration()),
    'How long certificate authorities that are made are valid.',
    {
      default: DEFAULT_AUTHORITY_VALIDITY,
      rule: 'More than ten years is warned about.',
    },
  ),
});

export type ClusterDocument = ValueOf<typeof clusterConfiguration>;
export type GivenClusterDocument = PartialOf<typeof clusterConfiguration>;

function checkFeatureGates(gates: Readonly<Record<string, boolean>>): string | undefined {
  const known = Object.keys(FEATURE_GATES);
  const unknown = Object.keys(gates).filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  return (
    unknown.map((name) => `there is no feature gate ${name}${didYouMean(name, known)}`).join('; ') +
    `; known: ${known.join(', ')}`
  );
}
