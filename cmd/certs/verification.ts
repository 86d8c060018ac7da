import { posix } from 'node:path';
import type { ClusterConfiguration } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { InspectionView } from '../../pkg/inspection/expectations.ts';
import { inspectAuthority, type AuthorityLook } from '../../pkg/inspection/inspect-authority.ts';
import { inspectCertificates } from '../../pkg/inspection/inspect-certificates.ts';
import { inspectExternalEtcd } from '../../pkg/inspection/inspect-external-etcd.ts';
import { inspectKubeconfig, type KubeconfigLook } from '../../pkg/inspection/inspect-kubeconfig.ts';
import { inspectKubeletServing } from '../../pkg/inspection/inspect-kubelet.ts';
import type { Inspected } from '../../pkg/inspection/inspected.ts';
import type { KnownKeys } from '../../pkg/inspection/judge.ts';
import { readPair } from '../../pkg/inspection/read-pair.ts';
import { JOIN_AGAIN, kubeconfigRemedies, oneRemedy } from '../../pkg/inspection/remedies.ts';
import { withCauses } from '../../pkg/inspection/causes.ts';
import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { KUBECONFIGS, kubeconfigPath, type KubeconfigSpec } from '../../pkg/kubeconfig/kubeconfig-table.ts';
import { certificatePaths, type RenewalConfig } from '../../pkg/pki/certificate-spec.ts';
import { authoritySpec, CERTIFICATES, SERVICE_ACCOUNT } from '../../pkg/pki/certificate-table.ts';
import { KUBECONFIG_DIR } from './certs-session.ts';
import { expectedNames } from './expected-names.ts';

/** What `certs verify` found. */
export interface Verification {
  /** Whether only the kubelet is here. */
  readonly worker: boolean;
  readonly certificatesDir: string;
  readonly items: readonly Inspected[];
  /** The time of the look. */
  readonly now: Date;
}

interface Sought {
  readonly cluster: RenewalConfig['cluster'];
  readonly known: ClusterConfiguration | undefined;
}

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
/** Files that may be missing: who can administer a cluster is often taken off the machine. */
const MAY_BE_ABSENT: Readonly<Record<string, KubeconfigLook['mayBeAbsent']>> = {
  'admin.conf': 'warning',
  'super-admin.conf': { reason: 'only the first control plane has it, and it may be kept elsewhere' },
};

/**
 * Look at everything that this machine has to show and to verify, as a control plane or as a worker.
 *
 * @throws KubeadmError `nothing-to-verify` on a machine that has none of it
 */
export async function verification(view: InspectionView, { cluster, known }: Sought): Promise<Verification> {
  const { certificatesDir } = cluster;
  const found = { certificatesDir, now: view.now() };
  if (await isControlPlane(view, certificatesDir)) {
    const items = await controlPlaneItems(view, { cluster, known });
    return { ...found, worker: false, items: withCauses(items) };
  }
  const { cert } = certificatePaths(certificatesDir, authoritySpec('ca'));
  if ((await isThere(view, cert)) || (await isThere(view, KUBELET_KUBECONFIG)))
    return { ...found, worker: true, items: withCauses(await workerItems(view, certificatesDir)) };
  throw new KubeadmError(
    'nothing-to-verify',
    `this machine has no certificates: there is nothing in ${certificatesDir}, and no ${KUBELET_KUBECONFIG}`,
    {
      hint: 'run it on a node of a cluster; where the certificates stand elsewhere, say where: --cert-dir <dir>, or --config <file>',
    },
  );
}

async function controlPlaneItems(view: InspectionView, { cluster, known }: Sought): Promise<readonly Inspected[]> {
  const { certificatesDir, etcd } = cluster;
  const names = await expectedNames(view, known, KUBECONFIG_DIR);
  const expected = { certificatesDir, externalEtcd: etcd.external !== undefined, names };
  const { items, authorities, known: keys } = await inspectCertificates(view, expected);
  const ca = authorities.get('ca');
  if (ca === undefined) return items;
  const kubeconfigs = await Promise.all(KUBECONFIGS.map((spec) => kubeconfigItem(view, spec, ca, keys)));
  const external = etcd.external === undefined ? [] : await inspectExternalEtcd(view, etcd.external, keys);
  const ofKubelet = kubeconfigs.filter(({ kind }) => kind === 'kubelet');
  return [
    ...[...items, ...external],
    ...kubeconfigs.filter(({ kind }) => kind === 'kubeconfig'),
    ...[...ofKubelet, await inspectKubeletServing(view, ca, keys)],
  ];
}

async function kubeconfigItem(
  view: InspectionView,
  spec: KubeconfigSpec,
  ca: AuthorityLook,
  known: KnownKeys,
): Promise<Inspected> {
  const path = kubeconfigPath(KUBECONFIG_DIR, spec);
  const absent = MAY_BE_ABSENT[spec.file];
  return inspectKubeconfig(view, {
    ...{ kind: spec.name === 'kubelet' ? 'kubelet' : 'kubeconfig', spec, path, ca, known },
    remedies: kubeconfigRemedies(path, spec, ca.external),
    ...(absent === undefined ? {} : { mayBeAbsent: absent }),
  });
}

/** A worker has the certificate of the authority, and what its kubelet has. */
async function workerItems(view: InspectionView, certificatesDir: string): Promise<readonly Inspected[]> {
  const spec = authoritySpec('ca');
  const none: KnownKeys = new Map();
  const ca = await inspectAuthority(view, spec, await readPair(view, certificatesDir, spec), none);
  const kubelet = KUBECONFIGS.filter(({ name }) => name === 'kubelet').map(async (each) => {
    const remedies = oneRemedy(JOIN_AGAIN);
    const path = kubeconfigPath(KUBECONFIG_DIR, each);
    return inspectKubeconfig(view, { kind: 'kubelet', spec: each, path, ca, known: none, remedies });
  });
  return [ca.inspected, ...(await Promise.all(kubelet)), await inspectKubeletServing(view, ca, none)];
}

/** Whether anything is here that only control planes have. */
async function isControlPlane(view: InspectionView, certificatesDir: string): Promise<boolean> {
  const pairs = CERTIFICATES.map((spec) => certificatePaths(certificatesDir, spec));
  const { cert: shared } = certificatePaths(certificatesDir, authoritySpec('ca'));
  const paths = [
    MANIFEST,
    ...pairs.flatMap(({ cert, key }) => [cert, key]).filter((path) => path !== shared),
    posix.join(certificatesDir, SERVICE_ACCOUNT.privateKey),
    ...KUBECONFIGS.map((spec) => kubeconfigPath(KUBECONFIG_DIR, spec)).filter((path) => path !== KUBELET_KUBECONFIG),
  ];
  return (await Promise.all(paths.map((path) => isThere(view, path)))).includes(true);
}

/** What may not be looked at is there. */
async function isThere(view: InspectionView, path: string): Promise<boolean> {
  try {
    return (await view.stat(path)) !== undefined;
  } catch {
    return true;
  }
}
