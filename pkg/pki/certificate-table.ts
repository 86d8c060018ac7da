import type { Usage } from './certificate-extensions.ts';
import type { AuthorityName, AuthoritySpec, CertificateSpec, LeafSpec } from './certificate-spec.ts';
import { apiServerNames, etcdNames } from './serving-names.ts';
import { NO_ALT_NAMES, subjectAltNames } from './subject-alt-names.ts';

/** The key pair that signs the tokens of ServiceAccounts: no certificate. */
export const SERVICE_ACCOUNT = { name: 'sa', privateKey: 'sa.key', publicKey: 'sa.pub' } as const;

const SERVER: readonly Usage[] = ['server'];
const CLIENT: readonly Usage[] = ['client'];
/** etcd calls its peers and itself, so its serving certificates are for clients too. */
const PEER: readonly Usage[] = ['server', 'client'];

/** Every certificate, in the order in which `init` makes them. Paths, subjects and usages come from here alone. */
export const CERTIFICATES: readonly CertificateSpec[] = [
  authority('ca', 'ca', 'kubernetes', 'vouches for the other parts of Kubernetes'),
  {
    ...leaf('apiserver', 'apiserver', 'ca', SERVER, 'the API server shows to its clients'),
    subject: () => ({ commonName: 'kube-apiserver' }),
    sans: apiServerNames,
  },
  {
    ...leaf('apiserver-kubelet-client', 'apiserver-kubelet-client', 'ca', CLIENT, 'the API server shows to kubelets'),
    subject: () => ({ commonName: 'kube-apiserver-kubelet-client' }),
  },
  authority('front-proxy-ca', 'front-proxy-ca', 'front-proxy-ca', 'vouches for the front proxy'),
  {
    ...leaf(
      'front-proxy-client',
      'front-proxy-client',
      'front-proxy-ca',
      CLIENT,
      'the front proxy shows to extensions',
    ),
    subject: () => ({ commonName: 'front-proxy-client' }),
  },
  authority('etcd-ca', 'etcd/ca', 'etcd-ca', 'vouches for etcd and its clients'),
  {
    ...leaf('etcd-server', 'etcd/server', 'etcd-ca', PEER, 'etcd shows to its clients'),
    subject: ({ nodeRegistration }) => ({ commonName: nodeRegistration.name }),
    sans: (config) => etcdNames(config, 'serverCertSANs'),
  },
  {
    ...leaf('etcd-peer', 'etcd/peer', 'etcd-ca', PEER, 'members of etcd show to one another'),
    subject: ({ nodeRegistration }) => ({ commonName: nodeRegistration.name }),
    sans: (config) => etcdNames(config, 'peerCertSANs'),
  },
  {
    ...leaf('etcd-healthcheck-client', 'etcd/healthcheck-client', 'etcd-ca', CLIENT, 'health checks show to etcd'),
    subject: () => ({ commonName: 'kube-etcd-healthcheck-client' }),
  },
  {
    ...leaf('apiserver-etcd-client', 'apiserver-etcd-client', 'etcd-ca', CLIENT, 'the API server shows to etcd'),
    subject: () => ({ commonName: 'kube-apiserver-etcd-client' }),
  },
];

/** @throws Error when there is no such authority, which the types rule out */
export function authoritySpec(name: AuthorityName): AuthoritySpec {
  const found = CERTIFICATES.find((spec) => spec.kind === 'authority' && spec.name === name);
  if (found?.kind !== 'authority') throw new Error(`no authority ${name}`);
  return found;
}

/** The leaves that an authority signs. */
export function leavesOf(name: AuthorityName): readonly LeafSpec[] {
  return CERTIFICATES.filter((spec) => spec.kind === 'leaf').filter((spec) => spec.authority === name);
}

function authority(name: AuthorityName, base: string, commonName: string, purpose: string): AuthoritySpec {
  const sans = subjectAltNames([commonName]);
  return { kind: 'authority', name, base, purpose, subject: () => ({ commonName }), sans: () => sans };
}

function leaf(
  name: string,
  base: string,
  authorityName: AuthorityName,
  usages: readonly Usage[],
  purpose: string,
): Omit<LeafSpec, 'subject'> {
  return { kind: 'leaf', name, base, authority: authorityName, usages, purpose, sans: () => NO_ALT_NAMES };
}
