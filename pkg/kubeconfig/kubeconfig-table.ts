import { posix } from 'node:path';
import { controlPlaneEndpointUrl, localEndpoint } from '../net/endpoint.ts';
import type { CertificateConfig } from '../pki/certificate-spec.ts';
import type { Subject } from '../pki/distinguished-name.ts';

/** One of the kubeconfig files of a control-plane machine. */
export interface KubeconfigSpec {
  /** As in `init phase kubeconfig <name>`. */
  readonly name: string;
  readonly file: string;
  /** Who uses it, to be read behind "the kubeconfig file for ...". */
  readonly purpose: string;
  readonly subject: (config: CertificateConfig) => Subject;
  /** Whether it talks to the API server of this machine, or to the endpoint of the whole control plane. */
  readonly endpoint: 'local' | 'control-plane';
}

/** Every kubeconfig file that `init` makes, in its order. */
export const KUBECONFIGS: readonly KubeconfigSpec[] = [
  {
    name: 'admin',
    file: 'admin.conf',
    purpose: 'the administrator and for this program',
    subject: () => ({ commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins'] }),
    endpoint: 'control-plane',
  },
  {
    name: 'super-admin',
    file: 'super-admin.conf',
    purpose: 'emergencies: it stands above RBAC',
    subject: () => ({ commonName: 'kubernetes-super-admin', organizations: ['system:masters'] }),
    endpoint: 'control-plane',
  },
  {
    name: 'kubelet',
    file: 'kubelet.conf',
    purpose: 'the kubelet, until it has a certificate of its own',
    subject: ({ nodeRegistration }) => ({
      commonName: `system:node:${nodeRegistration.name}`,
      organizations: ['system:nodes'],
    }),
    endpoint: 'local',
  },
  {
    name: 'controller-manager',
    file: 'controller-manager.conf',
    purpose: 'the controller manager',
    subject: () => ({ commonName: 'system:kube-controller-manager' }),
    endpoint: 'local',
  },
  {
    name: 'scheduler',
    file: 'scheduler.conf',
    purpose: 'the scheduler',
    subject: () => ({ commonName: 'system:kube-scheduler' }),
    endpoint: 'local',
  },
];

/** Those that a further control plane makes: the kubelet gets its own, and the first machine keeps the one for emergencies. */
export const JOIN_KUBECONFIGS: readonly KubeconfigSpec[] = KUBECONFIGS.filter(({ name }) =>
  ['admin', 'controller-manager', 'scheduler'].includes(name),
);

export function kubeconfigPath(kubeconfigDir: string, spec: KubeconfigSpec): string {
  return posix.join(kubeconfigDir, spec.file);
}

/** The server that a new kubeconfig file names. */
export function kubeconfigServer(config: CertificateConfig, spec: KubeconfigSpec): string {
  return spec.endpoint === 'local' ? localEndpoint(config) : controlPlaneEndpointUrl(config);
}
