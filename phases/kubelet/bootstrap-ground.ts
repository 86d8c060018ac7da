import type { InitConfig } from '../../pkg/config/types.ts';
import { apiServerLook, kubeletLook, type Look } from '../../pkg/diagnosis/health-looks.ts';
import { WatchedWait } from '../../pkg/diagnosis/watched-wait.ts';
import type { ClusterReader, HostView } from '../../pkg/host/host.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import { kubeletHealthzUrl } from '../../pkg/kubelet/healthz-url.ts';
import { kubeletCredentials } from '../../pkg/kubelet/kubelet-credentials.ts';
import { KUBELET_CONFIG_FILE } from '../../pkg/kubelet/kubelet-files.ts';
import { localEndpoint } from '../../pkg/net/endpoint.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import type { JoinContext, JoinedCluster } from '../join-context.ts';

/** Asking the kubelet of this machine costs a millisecond, and a worker waits for little else. */
const LOCAL_LOOK_MS = 20;

/**
 * Wait for what a kubelet needs before it can get a certificate: it is healthy itself, and, on a control plane, the
 * API server of this machine answers, because it is the one that the kubelet asks.
 *
 * @throws KubeadmError `kubelet-not-healthy` or `control-plane-not-healthy`, with a diagnosis
 */
export async function waitForBootstrapGround(
  context: JoinContext,
  { discovered, config }: JoinedCluster,
): Promise<void> {
  const { host, note } = context;
  const local = context.config.controlPlane !== undefined;
  const watched = new WatchedWait(host, {
    criSocket: config.nodeRegistration.criSocket,
    components: local ? apiServerGround(config) : [],
  });
  const said = (what: string, milliseconds: number | undefined): void => {
    if (milliseconds !== undefined) note(`${what} (after ${(milliseconds / 1000).toFixed(1)}s)`);
  };
  const url = kubeletHealthzUrl(await patchedDocument(host, config));
  if (url === undefined) note('the kubelet has no health endpoint (healthzPort is 0): not waiting for it');
  else {
    const { kubeletHealthCheck } = config.timeouts;
    said(
      'kubelet is healthy',
      await watched.wait('kubelet', kubeletLook(host, url), kubeletHealthCheck, LOCAL_LOOK_MS),
    );
  }
  if (!local || !('notYet' in (await kubeletCredentials(host)))) return;
  const reader = host.clusterOf(discovered.kubeconfig, { server: localEndpoint(config), timeoutMs: 0 });
  const { controlPlaneComponentHealthCheck } = config.timeouts;
  const waited = await watched.wait('kube-apiserver', takesRequests(reader), controlPlaneComponentHealthCheck);
  said('kube-apiserver takes requests', waited);
}

/**
 * The API server is ready for a kubelet a second or two before it calls itself healthy: as soon as it knows the
 * bootstrap token and its rights.
 */
function takesRequests(reader: ClusterReader): Look {
  const healthy = apiServerLook(reader);
  return async () => {
    const health = await healthy();
    if (health === true) return true;
    return reader.listObjects('certificates.k8s.io/v1', 'CertificateSigningRequest').then(
      () => true,
      () => health,
    );
  };
}

function apiServerGround({ cluster }: InitConfig): readonly ('etcd' | 'kube-apiserver')[] {
  return cluster.etcd.local === undefined ? ['kube-apiserver'] : ['etcd', 'kube-apiserver'];
}

/** What the kubelet really runs with: patches may have moved its health endpoint. */
async function patchedDocument(view: HostView, config: InitConfig): Promise<JsonObject> {
  try {
    const document = readYaml((await view.readFile(KUBELET_CONFIG_FILE)) ?? '');
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document as JsonObject;
  } catch {
    // the kubelet will say so in its log, and the diagnosis will show it
  }
  return config.kubelet.document;
}
