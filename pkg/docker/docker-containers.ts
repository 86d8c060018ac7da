import type { ContainerInspectInfo } from 'dockerode';
import { POD_LABELS } from '../cri/pod-labels.ts';
import type { ContainerInfo, ContainerState, SandboxInfo } from '../cri/runtime.ts';

/** What cri-dockerd (and dockershim before it) writes on containers besides the kubelet's labels. */
export const DOCKER_LABELS = {
  /** `container` or `podsandbox`. */
  type: 'io.kubernetes.docker.type',
  sandboxId: 'io.kubernetes.sandbox.id',
  logPath: 'io.kubernetes.container.logpath',
  /** Docker has no annotations: they are labels with this in front. */
  annotation: 'annotation.',
} as const;

const STATES: Readonly<Record<string, ContainerState>> = {
  created: 'created',
  running: 'running',
  restarting: 'running',
  paused: 'running',
  removing: 'exited',
  exited: 'exited',
  dead: 'exited',
};

/** @param inspected - Docker's answer about one container of a Pod */
export function containerInfo(inspected: ContainerInspectInfo): ContainerInfo {
  const { State: state, Config: config } = inspected;
  const labels = config.Labels;
  const standing = STATES[state.Status] ?? 'unknown';
  return {
    id: inspected.Id,
    name: labels[POD_LABELS.container] ?? inspected.Name.replace(/^\//, ''),
    podName: labels[POD_LABELS.pod] ?? '',
    podNamespace: labels[POD_LABELS.namespace] ?? '',
    state: standing,
    restartCount: Number(labels[DOCKER_LABELS.annotation + POD_LABELS.restartCount] ?? inspected.RestartCount),
    exitCode: standing === 'exited' ? state.ExitCode : undefined,
    reason: reasonOf(standing, state),
    message: state.Error,
    image: config.Image,
    logPath: labels[DOCKER_LABELS.logPath] ?? inspected.LogPath,
    createdAt: new Date(inspected.Created),
  };
}

/** The words that CRI runtimes use for the same. */
function reasonOf(standing: ContainerState, state: ContainerInspectInfo['State']): string {
  if (standing !== 'exited') return '';
  if (state.OOMKilled) return 'OOMKilled';
  if (state.Error !== '') return 'StartError';
  return state.ExitCode === 0 ? 'Completed' : 'Error';
}

/** @param listed - one sandbox container of Docker's list */
export function sandboxInfo(listed: { Id: string; State: string; Labels: Record<string, string> }): SandboxInfo {
  const { Id: id, State: state, Labels: labels } = listed;
  const configHash = labels[DOCKER_LABELS.annotation + POD_LABELS.configHash];
  return {
    id,
    podName: labels[POD_LABELS.pod] ?? '',
    podNamespace: labels[POD_LABELS.namespace] ?? '',
    ready: state === 'running',
    ...(configHash === undefined ? {} : { configHash }),
  };
}
