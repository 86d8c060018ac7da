import type { HostView } from '../pkg/host/host.ts';

const HASH_ANNOTATION = 'kubernetes.io/config.hash';

/** Which static Pod, and where it runs. */
export interface StaticPodQuestion {
  /** `kube-apiserver-cp1` */
  readonly pod: string;
  readonly criSocket: string;
}

/**
 * What the kubelet made of the manifest of the static Pod that runs now. The container runtime is asked first: it
 * knows while no API server answers.
 *
 * @returns `undefined` while it does not run
 * @throws when neither the runtime nor the API server can be asked
 */
export async function staticPodHash(
  view: Pick<HostView, 'runtime' | 'getObject'>,
  { pod, criSocket }: StaticPodQuestion,
): Promise<string | undefined> {
  const sandboxes = await view.runtime(criSocket).listSandboxes();
  const running = sandboxes.filter(
    ({ podName, podNamespace, ready }) => ready && podName === pod && podNamespace === 'kube-system',
  );
  if (running.length === 0) return undefined;
  const known = running.find(({ configHash }) => configHash !== undefined)?.configHash;
  return known ?? mirrorHash(view, pod);
}

/** As the Pod that the kubelet shows in the cluster has it. */
async function mirrorHash(view: Pick<HostView, 'getObject'>, name: string): Promise<string | undefined> {
  const mirror = await view.getObject({ apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system', name });
  return mirror?.metadata.annotations?.[HASH_ANNOTATION];
}
