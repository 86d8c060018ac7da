import type { ContainerInfo, SandboxInfo } from './runtime.ts';
import { CONTAINER_STATES, SANDBOX_READY, type ContainerStatusMessage, type SandboxMessage } from './cri-messages.ts';
import { POD_LABELS } from './pod-labels.ts';

/** @param status - the answer to CRI `ContainerStatus` */
export function containerInfo(status: ContainerStatusMessage): ContainerInfo {
  const { labels, annotations } = status;
  const state = CONTAINER_STATES[status.state] ?? 'unknown';
  return {
    id: status.id,
    name: labels[POD_LABELS.container] ?? status.metadata?.name ?? '',
    podName: labels[POD_LABELS.pod] ?? '',
    podNamespace: labels[POD_LABELS.namespace] ?? '',
    state,
    restartCount: Number(annotations[POD_LABELS.restartCount] ?? status.metadata?.attempt ?? 0),
    exitCode: state === 'exited' ? status.exitCode : undefined,
    reason: status.reason,
    message: status.message,
    image: status.image?.image ?? '',
    logPath: status.logPath,
    createdAt: new Date(status.createdAt / 1e6),
  };
}

/** @param sandbox - one item of the answer to CRI `ListPodSandbox` */
export function sandboxInfo({ id, metadata, state, annotations }: SandboxMessage): SandboxInfo {
  const configHash = annotations[POD_LABELS.configHash];
  return {
    id,
    podName: metadata?.name ?? '',
    podNamespace: metadata?.namespace ?? '',
    ready: state === SANDBOX_READY,
    ...(configHash === undefined ? {} : { configHash }),
  };
}

/** Newest first. */
export function byAge(one: ContainerInfo, other: ContainerInfo): number {
  return other.createdAt.getTime() - one.createdAt.getTime();
}
