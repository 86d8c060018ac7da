import { newestEntry, type ConfigKind, type KindEntry } from '../kinds/registry.ts';

/** What documentation says of a kind. Its fields are documented where they are defined. */
export interface KindDoc {
  /** What documents of the kind are for. */
  readonly summary: string;
  /** Commands that read them. */
  readonly readBy: string;
  /** Fields that its example shows. */
  readonly example: readonly string[];
  /** Fields without which a document is not valid. */
  readonly needed: readonly string[];
  /** Where the kind is documented, if Kubernetes owns it. */
  readonly url?: string;
}

const COMPONENT_READERS =
  'kubeadm-ts init, beside an InitConfiguration or a ClusterConfiguration; kubeadm-ts join takes the one in the cluster';

/** Every kind. */
export const KIND_DOCS: Readonly<Record<ConfigKind, KindDoc>> = {
  InitConfiguration: {
    summary:
      'How init sets up this machine as the first control plane: its Node, its API server, and the tokens for the machines that join later. It concerns this run only and is not kept in the cluster.',
    readBy: 'kubeadm-ts init, kubeadm-ts token create',
    example: ['localAPIEndpoint.advertiseAddress', 'nodeRegistration.name', 'bootstrapTokens', 'skipPhases'],
    needed: [],
  },
  ClusterConfiguration: {
    summary:
      'What all control planes of the cluster share: versions, addresses, certificates, and how the components run. It is kept in the cluster, in the ConfigMap kubeadm-config of kube-system, where joining and upgrades read it.',
    readBy: 'kubeadm-ts init and the commands that work on its files and images',
    example: [
      'kubernetesVersion',
      'controlPlaneEndpoint',
      'networking.podSubnet',
      'apiServer.certSANs',
      'apiServer.extraArgs',
      'controllerManager.extraArgs',
    ],
    needed: [],
  },
  JoinConfiguration: {
    summary:
      'How join finds the cluster, why it trusts it, and what this machine becomes: a worker, or with controlPlane another control plane.',
    readBy: 'kubeadm-ts join',
    example: ['discovery.bootstrapToken', 'nodeRegistration.name', 'nodeRegistration.kubeletExtraArgs'],
    needed: ['discovery.bootstrapToken'],
  },
  ResetConfiguration: {
    summary: 'How reset takes away what init or join made on this machine.',
    readBy: 'kubeadm-ts reset',
    example: ['cleanupTmpDir', 'unmountFlags'],
    needed: [],
  },
  UpgradeConfiguration: {
    summary: 'How each of the upgrade commands works; every command reads its own part, and all read the timeouts.',
    readBy: 'kubeadm upgrade apply, node, plan, diff',
    example: ['apply', 'node', 'diff.contextLines'],
    needed: [],
  },
  KubeletConfiguration: {
    summary:
      'The configuration of the kubelets, the same for every Node: kept in the cluster, in the ConfigMap kubelet-config of kube-system, and written to /var/lib/kubelet/config.yaml.',
    readBy: COMPONENT_READERS,
    example: ['cgroupDriver', 'maxPods'],
    needed: [],
    url: 'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
  },
  KubeProxyConfiguration: {
    summary:
      'The configuration of kube-proxy, the same for every Node: kept in the cluster, in the ConfigMap kube-proxy of kube-system.',
    readBy: COMPONENT_READERS,
    example: ['mode'],
    needed: [],
    url: 'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/',
  },
};

/** What a document of this kind and version is for. */
export function describeDocument(entry: KindEntry): string {
  const { summary, url } = KIND_DOCS[entry.kind];
  const parts = [summary, ...(url === undefined ? [] : [documentedAt(url)]), ...deprecation(entry)];
  return parts.join(' ');
}

/** For fields without a text of their own. */
export function documentedAt(url: string): string {
  return `Kubernetes owns this kind and documents its fields: ${url}`;
}

function deprecation({ kind, version, conversion }: KindEntry): readonly string[] {
  if (conversion === undefined) return [];
  const newest = newestEntry(kind).version;
  return [`${version} is deprecated: "kubeadm-ts config migrate" rewrites a file as ${newest}.`];
}
