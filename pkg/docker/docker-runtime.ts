import type Docker from 'dockerode';
import { byAge } from '../cri/container-info.ts';
import { POD_LABELS } from '../cri/pod-labels.ts';
import { pullError } from '../cri/pull-failure.ts';
import type { ContainerInfo, PullProgress, Runtime, RuntimeConfig, RuntimeVersion } from '../cri/runtime.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { followJob, loadImage } from './docker-jobs.ts';
import { DockerFailure, openDocker, type DockerConnection } from './docker-connection.ts';
import { containerInfo, DOCKER_LABELS, sandboxInfo } from './docker-containers.ts';
import { layerProgress } from './docker-progress.ts';

/** Seconds between SIGTERM and SIGKILL when a container is stopped so that it is started anew. */
const STOP_GRACE_S = 2;

/** Docker Engine with what CRI runtimes cannot do through their API. */
export interface DockerRuntime extends Runtime {
  /**
   * Load images from an archive (`docker save`, or OCI layout in a tar).
   *
   * @param archive - path, or the archive's bytes
   * @returns names of the images loaded
   * @throws KubeadmError `image-load-failed`
   */
  loadImage(archive: string | NodeJS.ReadableStream): Promise<readonly string[]>;
}

export interface DockerOptions {
  /** Longest silence while a question is answered, in milliseconds; 2,000 unless given. */
  readonly timeoutMs?: number;
}

/**
 * Docker Engine, for its images and for the containers of Pods that cri-dockerd made. The kubelet itself cannot use
 * this socket. Nothing happens until the first call.
 *
 * @param socket - `unix:///run/docker.sock`, or a path
 */
export function connectDocker(socket: string, { timeoutMs = 2_000 }: DockerOptions = {}): DockerRuntime {
  const connection = openDocker(socket, timeoutMs);
  return {
    version: () => version(connection),
    async status() {
      await connection.ask('answer a ping', (docker) => docker.ping());
      return { conditions: [{ type: 'RuntimeReady', status: true, reason: '', message: '' }], sandboxImage: undefined };
    },
    runtimeConfig: () => runtimeConfig(connection),
    imageId: (image) => imageId(connection, image),
    listContainers: (filter) => listContainers(connection, filter?.component),
    async listSandboxes() {
      const sandboxes = await listed(connection, [`${DOCKER_LABELS.type}=podsandbox`]);
      return sandboxes.map(sandboxInfo);
    },
    pullImage: (image, onProgress) => pullImage(connection, image, onProgress),
    removeSandbox: (id) => removeSandbox(connection, id),
    stopContainer: (id) => stopContainer(connection, id),
    loadImage: (archive) => loadImage(connection, archive),
    // Every question has a connection of its own.
    close: () => undefined,
  };
}

async function version(connection: DockerConnection): Promise<RuntimeVersion> {
  const { Version, ApiVersion } = await connection.ask('tell its version', (docker) => docker.version());
  return { runtimeName: 'docker', runtimeVersion: Version, runtimeApiVersion: ApiVersion };
}

async function runtimeConfig(connection: DockerConnection): Promise<RuntimeConfig> {
  const info: unknown = await connection.ask('describe itself', (docker) => docker.info());
  const driver = typeof info === 'object' && info !== null && 'CgroupDriver' in info ? info.CgroupDriver : undefined;
  return driver === 'systemd' || driver === 'cgroupfs' ? { cgroupDriver: driver } : 'unimplemented';
}

async function imageId(connection: DockerConnection, image: string): Promise<string | undefined> {
  try {
    const { Id } = await connection.ask(`look for image ${image}`, (docker) => docker.getImage(image).inspect());
    return Id;
  } catch (error) {
    if (error instanceof DockerFailure && error.status === 404) return undefined;
    throw error;
  }
}

function listed(connection: DockerConnection, label: readonly string[]): Promise<readonly Docker.ContainerInfo[]> {
  const filters = { label: [...label] };
  return connection.ask('list containers', (docker) => docker.listContainers({ all: true, filters }));
}

async function listContainers(connection: DockerConnection, component?: string): Promise<readonly ContainerInfo[]> {
  const named = component === undefined ? [] : [`${POD_LABELS.container}=${component}`];
  const containers = await listed(connection, [`${DOCKER_LABELS.type}=container`, ...named]);
  const infos = await Promise.all(
    containers.map(async ({ Id }) => {
      try {
        return [
          containerInfo(await connection.ask('describe a container', (docker) => docker.getContainer(Id).inspect())),
        ];
      } catch (error) {
        // Removed between the two calls.
        if (error instanceof DockerFailure && error.status === 404) return [];
        throw error;
      }
    }),
  );
  return infos.flat().sort(byAge);
}

/** Docker takes a missing tag as "all tags"; dockerode gives `latest` then. */
async function pullImage(
  connection: DockerConnection,
  image: string,
  onProgress?: (progress: PullProgress) => void,
): Promise<void> {
  const sumUp = layerProgress();
  try {
    await connection.work(`pull image ${image}`, async (docker) => {
      const stream = await docker.pull(image);
      await followJob(docker, stream, (line) =>
        onProgress?.({ image, detail: sumUp(line) ?? line.status ?? 'pulling' }),
      );
    });
  } catch (error) {
    if (error instanceof DockerFailure) throw pullError(image, error.reason);
    if (error instanceof KubeadmError && error.code === 'docker-failed') throw pullError(image, error.message);
    throw error;
  }
}

/** Docker answers 304 for a container that does not run. */
async function stopContainer(connection: DockerConnection, id: string): Promise<void> {
  try {
    await connection.work(`stop container ${id}`, (docker) => docker.getContainer(id).stop({ t: STOP_GRACE_S }));
  } catch (error) {
    if (!(error instanceof DockerFailure) || ![304, 404].includes(error.status)) throw error;
  }
}

async function removeSandbox(connection: DockerConnection, id: string): Promise<void> {
  const containers = await listed(connection, [`${DOCKER_LABELS.sandboxId}=${id}`]);
  const remove = async (each: string): Promise<void> => {
    try {
      await connection.work(`remove container ${each}`, (docker) =>
        docker.getContainer(each).remove({ force: true, v: true }),
      );
    } catch (error) {
      // gone, or somebody else is removing it
      if (!(error instanceof DockerFailure) || ![404, 409].includes(error.status)) throw error;
    }
  };
  await Promise.all(containers.map(({ Id }) => remove(Id)));
  await remove(id);
}
