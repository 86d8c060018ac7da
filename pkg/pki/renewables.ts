import type { ComponentName } from '../diagnosis/known-problem.ts';
import { KUBECONFIGS, type KubeconfigSpec } from '../kubeconfig/kubeconfig-table.ts';
import { isEtcdCertificate, type AuthorityName, type RenewalConfig, type LeafSpec } from './certificate-spec.ts';
import { CERTIFICATES } from './certificate-table.ts';

interface Common {
  /** As in `certs renew <name>`: the name of a certificate, or of a kubeconfig file. */
  readonly name: string;
  readonly authority: AuthorityName;
  /** What it is for, to be read behind "the certificate that ...". */
  readonly purpose: string;
  /** The static Pods that have it open. */
  readonly usedBy: readonly ComponentName[];
}

/** A certificate that is renewed on a control-plane machine: one in a file of its own, or one in a kubeconfig. */
export type Renewable =
  | (Common & { readonly kind: 'certificate'; readonly spec: LeafSpec })
  | (Common & { readonly kind: 'kubeconfig'; readonly spec: KubeconfigSpec });

/** The components that run as static Pods, each before those that need it. */
export const STATIC_PODS: readonly ComponentName[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
];

/** Which component reads what; admin.conf and super-admin.conf are read anew by each command that uses them. */
const USED_BY: Readonly<Record<string, readonly ComponentName[]>> = {
  apiserver: ['kube-apiserver'],
  'apiserver-etcd-client': ['kube-apiserver'],
  'apiserver-kubelet-client': ['kube-apiserver'],
  'controller-manager.conf': ['kube-controller-manager'],
  'etcd-healthcheck-client': ['etcd'],
  'etcd-peer': ['etcd'],
  'etcd-server': ['etcd'],
  'front-proxy-client': ['kube-apiserver'],
  'scheduler.conf': ['kube-scheduler'],
};

/** Who shows the certificates in kubeconfig files to the API server. */
const SHOWN_BY: Readonly<Record<string, string>> = {
  'admin.conf': 'the administrator and this program show to the API server',
  'controller-manager.conf': 'the controller manager shows to the API server',
  'scheduler.conf': 'the scheduler shows to the API server',
  'super-admin.conf': 'the administrator shows to the API server in emergencies',
};

/** The kubelet renews its own. */
const RENEWED_KUBECONFIGS = KUBECONFIGS.filter(({ name }) => name !== 'kubelet');

/** Everything that `certs renew` knows, sorted by name. */
export const RENEWABLES: readonly Renewable[] = [
  ...CERTIFICATES.filter((spec) => spec.kind === 'leaf').map(ofLeaf),
  ...RENEWED_KUBECONFIGS.map(ofKubeconfig),
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** What a component has open: an upgrade renews it with the component. */
export function renewablesOf(component: ComponentName): readonly Renewable[] {
  return RENEWABLES.filter(({ usedBy }) => usedBy.includes(component));
}

/** Those of a configuration: an external etcd has certificates of its own. */
export function renewablesIn({ cluster }: RenewalConfig): readonly Renewable[] {
  if (cluster.etcd.external === undefined) return RENEWABLES;
  return RENEWABLES.filter((each) => each.kind === 'kubeconfig' || !isEtcdCertificate(each.spec));
}

function ofLeaf(spec: LeafSpec): Renewable {
  const { name, authority, purpose } = spec;
  return { kind: 'certificate', name, authority, purpose, usedBy: USED_BY[name] ?? [], spec };
}

function ofKubeconfig(spec: KubeconfigSpec): Renewable {
  const purpose = SHOWN_BY[spec.file] ?? `is in ${spec.file}`;
  return { kind: 'kubeconfig', name: spec.file, authority: 'ca', purpose, usedBy: USED_BY[spec.file] ?? [], spec };
}
