import { pauseImage } from '../../../pkg/config/images.ts';
import { CLIENT_VERSION } from '../../../pkg/version/client-version.ts';

/** The runtime's socket inside a node. */
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** The configuration of a node's containerd (version 3: containerd 2.0 and later). */
export function containerdConfig(runc: string): string {
  return `version = 3
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '${pauseImage({ imageRepository: 'registry.k8s.io', kubernetesVersion: CLIENT_VERSION })}'
[plugins.'io.containerd.cri.v1.runtime']
  # without CAP_SYS_RESOURCE a container with a negative OOM score does not start
  restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ['/opt/cni/bin']
  conf_dir = '/etc/cni/net.d'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = false
  BinaryName = '${runc}'
`;
}

/** A bridge for the Pods of one node (CNI specification 1.0.0). @param podCidr - IPv4, in CIDR notation */
export function bridgeNetwork(podCidr: string): string {
  const ipam = { type: 'host-local', ranges: [[{ subnet: podCidr }]], routes: [{ dst: '0.0.0.0/0' }] };
  return JSON.stringify({
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      { type: 'bridge', bridge: 'cni0', isGateway: true, ipam },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  });
}
