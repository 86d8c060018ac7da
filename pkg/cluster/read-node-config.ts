import { deepFreeze } from '../config/deep-freeze.ts';
import { criSocket } from '../config/defaults/cri-socket.ts';
import { DEFAULT_BIND_PORT } from '../config/kinds/init-configuration.ts';
import type { ImagePullPolicy, InitConfig, NodeRegistration, Taint, Timeouts } from '../config/types.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { HostView } from '../host/host.ts';
import type { KubeObject } from '../kube/kube-object.ts';
import { INSTANCE_CONFIG_FILE } from '../kubelet/kubelet-files.ts';
import { ownNodeName } from '../kubelet/own-node-name.ts';
import { readAPIEndpoint } from './read-api-endpoint.ts';
import { readClusterConfig } from './read-cluster-config.ts';

export const SOCKET_ANNOTATION = 'kubeadm.alpha.kubernetes.io/cri-socket';

/** What a run on an existing node brings along; the rest is the cluster's and the Node's. */
export interface NodeConfigOptions {
  /** Whether this machine runs an API server: workers have no endpoint, theirs is empty. */
  readonly controlPlane: boolean;
  readonly patchesDirectory: string;
  readonly ignorePreflightErrors: readonly string[];
  readonly imagePullPolicy: ImagePullPolicy;
  readonly imagePullSerial: boolean;
  readonly timeouts: Timeouts;
  readonly dryRun: boolean;
}

/**
 * The configuration that a node of a cluster was made with, as far as cluster and machine still tell: the
 * ClusterConfiguration and the components' configurations from the cluster's ConfigMaps, name, socket and taints from
 * the Node, the endpoint from the static Pod. What only a first start needs (tokens, kubelet arguments) is empty.
 *
 * @throws KubeadmError `node-unknown`, `cluster-too-old`, `cluster-config-*`, `api-endpoint-unknown`, `several-runtimes`
 */
export async function readNodeConfig(view: HostView, options: NodeConfigOptions): Promise<InitConfig> {
  const name = await requiredNodeName(view);
  const [stored, node, localAPIEndpoint] = await Promise.all([
    readClusterConfig(view, 'upgraded'),
    requiredNode(view, name),
    options.controlPlane ? readAPIEndpoint(view, name) : { advertiseAddress: '', bindPort: DEFAULT_BIND_PORT },
  ]);
  return deepFreeze({
    bootstrapTokens: [],
    nodeRegistration: await registrationOf(view, node, options),
    localAPIEndpoint,
    certificateKey: '',
    skipPhases: [],
    patchesDirectory: options.patchesDirectory,
    timeouts: options.timeouts,
    dryRun: options.dryRun,
    ...stored,
  });
}

async function requiredNodeName(view: HostView): Promise<string> {
  const name = await ownNodeName(view);
  if (name !== undefined) return name;
  throw new KubeadmError('node-unknown', 'this machine is no node of a cluster: no kubelet.conf names its Node', {
    hint: 'run this on a node of the cluster; a machine becomes one with `kubeadm-ts init` or `kubeadm-ts join`',
  });
}

interface Node extends KubeObject {
  readonly spec?: { readonly taints?: readonly Taint[] };
}

async function requiredNode(view: HostView, name: string): Promise<Node> {
  const node = await view.getObject({ apiVersion: 'v1', kind: 'Node', name });
  if (node !== undefined) return node;
  throw new KubeadmError('node-unknown', `the cluster has no Node ${name}, as which kubelet.conf knows this machine`, {
    hint: 'see that the kubelet runs and registers (journalctl -u kubelet), then run this again',
  });
}

async function registrationOf(view: HostView, node: Node, options: NodeConfigOptions): Promise<NodeRegistration> {
  return {
    name: node.metadata.name,
    criSocket: await socketOf(view, node),
    taints: node.spec?.taints ?? [],
    kubeletExtraArgs: [],
    ignorePreflightErrors: options.ignorePreflightErrors,
    imagePullPolicy: options.imagePullPolicy,
    imagePullSerial: options.imagePullSerial,
  };
}

/** As the Node's annotation has it, or the kubelet's own file, or the runtime that answers. */
async function socketOf(view: HostView, node: Node): Promise<string> {
  const annotated = node.metadata.annotations?.[SOCKET_ANNOTATION] ?? '';
  if (annotated !== '') return annotated;
  const text = (await view.readFile(INSTANCE_CONFIG_FILE)) ?? '';
  const [, named = ''] = /^\s*"?containerRuntimeEndpoint"?:\s*"?([^\s",]+)/m.exec(text) ?? [];
  const found = await criSocket(view, named, true);
  if (found.wrong === undefined) return found.value;
  throw new KubeadmError('several-runtimes', found.wrong, {
    hint: `write the one that the kubelet uses into ${INSTANCE_CONFIG_FILE}, as containerRuntimeEndpoint: unix:///run/containerd/containerd.sock`,
  });
}
