import { controlPlaneCommand, workerCommand, type JoinParts } from '../../pkg/token/join-command.ts';

export interface BannerParts extends JoinParts {
  /** The kubeconfig that a person copies. */
  readonly adminKubeconfig: string;
  /** Absent where machines cannot join the control plane, because its address would change with this machine. */
  readonly controlPlane?: {
    readonly certificateKey: string | undefined;
    /** Whether the certificates wait in the cluster. */
    readonly uploaded: boolean;
  };
}

/**
 * What a person reads at the end. Scripts written for the reference look for its lines: hints and commands are those,
 * to the letter; they are a format. The note on the certificate key is ours.
 */
export function banner(parts: BannerParts): string {
  return [
    '',
    'Your Kubernetes control-plane has initialized successfully!',
    '',
    ...useCluster(parts.adminKubeconfig),
    '',
    'You should now deploy a pod network to the cluster.',
    'Run "kubectl apply -f [podnetwork].yaml" with one of the options listed at:',
    '  https://kubernetes.io/docs/concepts/cluster-administration/addons/',
    '',
    ...joinControlPlane(parts),
    'Then you can join any number of worker nodes by running the following on each as root:',
    '',
    workerCommand(parts),
  ].join('\n');
}

function useCluster(adminKubeconfig: string): readonly string[] {
  return [
    'To start using your cluster, you need to run the following as a regular user:',
    '',
    '  mkdir -p $HOME/.kube',
    `  sudo cp -i ${adminKubeconfig} $HOME/.kube/config`,
    '  sudo chown $(id -u):$(id -g) $HOME/.kube/config',
    '',
    'Alternatively, if you are the root user, you can run:',
    '',
    '  export KUBECONFIG=/etc/kubernetes/admin.conf',
  ];
}

function joinControlPlane({ controlPlane, ...parts }: BannerParts): readonly string[] {
  if (controlPlane === undefined) return [];
  const command = ['', `  ${controlPlaneCommand(parts, controlPlane.certificateKey)}`, ''];
  if (!controlPlane.uploaded) {
    return [
      'You can now join any number of control-plane nodes by copying certificate authorities',
      'and service account keys to each node and then running the following as root:',
      ...command,
    ];
  }
  return [
    'You can now join any number of control-plane nodes running the following command on each as root:',
    ...command,
    'The certificate key opens the most sensitive data of this cluster: keep it secret!',
    'The uploaded certificates will be deleted in two hours; to upload them again, run',
    '"kubeadm-ts init phase upload-certs --upload-certs".',
    '',
  ];
}
