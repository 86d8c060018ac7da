import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection, type CriConnection } from './cri-connection.ts';
import { CriCallError, GRPC_STATUS, statusOf } from './cri-error.ts';
import { CGROUP_DRIVERS, CRI } from './cri-messages.ts';
import { byAge, containerInfo, sandboxInfo } from './container-info.ts';
import { POD_LABELS } from './pod-labels.ts';
import { pullError } from './pull-failure.ts';
import { watchPull } from './pull-watch.ts';
import { sandboxImageIn } from './sandbox-image.ts';
import type { ContainerInfo, PullProgress, Runtime, RuntimeConfig, RuntimeStatus } from './runtime.ts';

/** How long calls may take, in milliseconds. */
export interface CriOptions {
  /** Questions. 2,000 unless given: what the kubelet's own tools allow for connecting. */
  readonly timeoutMs?: number;
  /** One image pull. 30 minutes unless given; a stalled pull is ended by the runtimes themselves, far earlier. */
  readonly pullTimeoutMs?: number;
  /** Stopping or removing one sandbox. 10,000 unless given. */
  readonly removeTimeoutMs?: number;
}

/** How often a sandbox's removal is tried (source: the reference), and milliseconds between two tries. */
const REMOVE_ATTEMPTS = 5;
const REMOVE_PAUSE_MS = 100;

interface Client {
  readonly connection: CriConnection;
  readonly timeouts: Required<CriOptions>;
}

/** Seconds between SIGTERM and SIGKILL when a container is stopped so that it is started anew. */
const STOP_GRACE_S = 2;
const TIMEOUTS: Required<CriOptions> = { timeoutMs: 2_000, pullTimeoutMs: 30 * 60_000, removeTimeoutMs: 10_000 };

/**
 * A container runtime that speaks CRI v1. Nothing happens until the first call.
 *
 * @param socket - `unix:///run/x.sock`, or a path
 * @returns a runtime whose methods throw KubeadmError (`cri-*`) saying what is wrong and what to do
 */
export function connectCri(socket: string, options: CriOptions = {}): Runtime {
  const client: Client = { connection: openConnection(socket), timeouts: { ...TIMEOUTS, ...options } };
  const { connection, timeouts } = client;
  return {
    version: () => connection.call(CRI.version, {}, timeouts.timeoutMs),
    status: () => status(client),
    runtimeConfig: () => runtimeConfig(client),
    async imageId(image) {
      const answer = await connection.call(CRI.imageStatus, { image: { image } }, timeouts.timeoutMs);
      return answer.image?.id === '' ? undefined : answer.image?.id;
    },
    listContainers: (filter) => listContainers(client, filter?.component),
    async listSandboxes() {
      const { items } = await connection.call(CRI.listPodSandbox, {}, timeouts.timeoutMs);
      return items.map(sandboxInfo);
    },
    pullImage: (image, onProgress) => pullImage(client, image, onProgress),
    removeSandbox: (id) => removeSandbox(client, id),
    async stopContainer(containerId) {
      await connection.call(CRI.stopContainer, { containerId, timeout: STOP_GRACE_S }, timeouts.removeTimeoutMs);
    },
    close: () => connection.close(),
  };
}

async function status({ connection, timeouts }: Client): Promise<RuntimeStatus> {
  const answer = await connection.call(CRI.status, { verbose: true }, timeouts.timeoutMs);
  return { conditions: answer.status?.conditions ?? [], sandboxImage: sandboxImageIn(answer.info) };
}

async function runtimeConfig({ connection, timeouts }: Client): Promise<RuntimeConfig> {
  try {
    const { linux } = await connection.call(CRI.runtimeConfig, {}, timeouts.timeoutMs);
    return { cgroupDriver: CGROUP_DRIVERS[linux?.cgroupDriver ?? 0] ?? 'systemd' };
  } catch (error) {
    if (statusOf(error) === GRPC_STATUS.unimplemented) return 'unimplemented';
    throw error;
  }
}

async function listContainers({ connection, timeouts }: Client, component?: string): Promise<readonly ContainerInfo[]> {
  const labelSelector: Record<string, string> = component === undefined ? {} : { [POD_LABELS.container]: component };
  const { containers } = await connection.call(CRI.listContainers, { filter: { labelSelector } }, timeouts.timeoutMs);
  const infos = await Promise.all(
    containers.map(async ({ id }) => {
      try {
        const answer = await connection.call(CRI.containerStatus, { containerId: id }, timeouts.timeoutMs);
        return answer.status === undefined ? [] : [containerInfo(answer.status)];
      } catch (error) {
        // Removed between the two calls.
        if (statusOf(error) === GRPC_STATUS.notFound) return [];
        throw error;
      }
    }),
  );
  return infos.flat().sort(byAge);
}

/** A sandbox that is gone is fine. A runtime that is still taking it down, or its network, may refuse at first. */
async function removeSandbox({ connection, timeouts }: Client, id: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await connection.call(CRI.stopPodSandbox, { podSandboxId: id }, timeouts.removeTimeoutMs);
      await connection.call(CRI.removePodSandbox, { podSandboxId: id }, timeouts.removeTimeoutMs);
      return;
    } catch (error) {
      if (statusOf(error) === GRPC_STATUS.notFound) return;
      if (!(error instanceof CriCallError) || attempt === REMOVE_ATTEMPTS) throw error;
      await sleep(REMOVE_PAUSE_MS);
    }
  }
}

async function pullImage(client: Client, image: string, onProgress?: (progress: PullProgress) => void): Promise<void> {
  const { connection, timeouts } = client;
  const stop =
    onProgress &&
    watchPull(
      () => imageStoreBytes(client),
      (detail) => onProgress({ image, detail }),
    );
  try {
    await connection.call(CRI.pullImage, { image: { image } }, timeouts.pullTimeoutMs);
  } catch (error) {
    if (!(error instanceof CriCallError)) throw error;
    throw pullError(image, error.details);
  } finally {
    stop?.();
  }
}

async function imageStoreBytes({ connection, timeouts }: Client): Promise<number | undefined> {
  try {
    const { imageFilesystems } = await connection.call(CRI.imageFsInfo, {}, timeouts.timeoutMs);
    return imageFilesystems.reduce((sum, { usedBytes }) => sum + (usedBytes?.value ?? 0), 0);
  } catch {
    return undefined;
  }
}
