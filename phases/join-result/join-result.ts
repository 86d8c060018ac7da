import type { InitConfig, JoinConfig } from '../../pkg/config/types.ts';
import { ADMIN_KUBECONFIG } from '../admin-kubeconfig.ts';
import type { JoinedCluster } from '../join-context.ts';

/** What `join` says at its end. */
export interface JoinResult {
  /** For a person, and for scripts that look for the reference's commands in it. */
  readonly text: string;
  /** The same for `--output json`. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What has happened, and what can be done now. */
export function joinResult(config: JoinConfig, { discovered, config: joined }: JoinedCluster): JoinResult {
  const controlPlane = config.controlPlane !== undefined;
  const { name } = config.nodeRegistration;
  return {
    text: (controlPlane ? controlPlaneText(name, joined) : workerText(name)).join('\n'),
    data: {
      node: name,
      controlPlane,
      apiServer: discovered.server,
      ...(controlPlane && { adminKubeconfig: ADMIN_KUBECONFIG }),
    },
  };
}

function workerText(name: string): readonly string[] {
  return [
    `This machine is now a node of the cluster: ${name}.`,
    '* Its certificate signing request was sent to the API server and answered.',
    '* Its kubelet has got the credentials, and uses them from now on.',
    '',
    "Run 'kubectl get nodes' on a control plane to see it.",
  ];
}

function controlPlaneText(name: string, { cluster, nodeRegistration }: InitConfig): readonly string[] {
  const taint = nodeRegistration.taints.length > 0 ? ' and taints' : '';
  return [
    `This machine is now a node of the cluster, ${name}, and a further control plane of it:`,
    '',
    '* Its certificate signing request was sent to the API server and approved.',
    '* Its kubelet has got the credentials, and uses them from now on.',
    `* The Node has the labels${taint} of a control plane.`,
    '* The control plane runs one more instance of each of its components.',
    ...(cluster.etcd.local === undefined ? [] : ['* The etcd cluster on the control planes has one more member.']),
    '',
    'To administer the cluster from this machine as a regular user, run:',
    '',
    '\tmkdir -p $HOME/.kube',
    `\tsudo cp -i ${ADMIN_KUBECONFIG} $HOME/.kube/config`,
    '\tsudo chown $(id -u):$(id -g) $HOME/.kube/config',
    '',
    "Run 'kubectl get nodes' to see it.",
  ];
}
