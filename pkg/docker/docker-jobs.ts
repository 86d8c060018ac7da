import { open } from 'node:fs/promises';
import type Docker from 'dockerode';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import type { DockerConnection } from './docker-connection.ts';
import type { DockerProgress } from './docker-progress.ts';

/**
 * Wait for the end of a job whose progress Docker streams.
 *
 * @param told - gets every line of the stream
 * @throws Error with Docker's words: it tells failures of a running job inside of the stream
 */
export function followJob(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  told: (line: DockerProgress) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onLine = (line: DockerProgress): void => {
      if (line.error !== undefined) reject(new Error(line.error));
      else told(line);
    };
    docker.modem.followProgress(stream, (error: Error | null) => (error === null ? resolve() : reject(error)), onLine);
  });
}

/** See `DockerRuntime.loadImage`. */
export async function loadImage(
  connection: DockerConnection,
  archive: string | NodeJS.ReadableStream,
): Promise<readonly string[]> {
  const bytes = typeof archive === 'string' ? await openArchive(archive) : archive;
  const loaded: string[] = [];
  try {
    await connection.work('load images', async (docker) => {
      const stream = await docker.loadImage(bytes, { quiet: true });
      await followJob(docker, stream, ({ stream: line = '' }) => {
        const name = /^Loaded image(?: ID)?: (\S+)/.exec(line)?.[1];
        if (name !== undefined) loaded.push(name);
      });
    });
  } catch (cause) {
    throw loadError('the image archive could not be loaded', cause);
  }
  if (loaded.length === 0) throw loadError('the archive holds no image');
  return loaded;
}

async function openArchive(path: string): Promise<NodeJS.ReadableStream> {
  try {
    return (await open(path)).createReadStream();
  } catch (cause) {
    throw loadError(`the image archive ${path} cannot be read`, cause);
  }
}

function loadError(message: string, cause?: unknown): KubeadmError {
  return new KubeadmError('image-load-failed', message, {
    hint: 'give the path of an archive made by docker save, or of an OCI image in a tar',
    cause,
  });
}
