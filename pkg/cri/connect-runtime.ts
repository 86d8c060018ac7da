import { connectDocker } from '../docker/docker-runtime.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { connectCri } from './cri-client.ts';
import type { Runtime } from './runtime.ts';

const CRI_DOCKERD = /\/cri-dockerd\.sock$/;

/** Docker cannot be used at all: CRI may know better. */
const NO_DOCKER = ['docker-socket-missing', 'docker-connection-refused', 'docker-permission-denied', 'docker-timeout'];
/** cri-dockerd does not run: Docker, which does the work, may. */
const NO_CRI = ['cri-socket-missing', 'cri-connection-refused', 'cri-timeout'];

/**
 * The container runtime behind the endpoint that the kubelet uses: always CRI. Where that is cri-dockerd, images are
 * pulled through the Docker Engine beside it, which tells its progress; CRI does not. Pods whose cri-dockerd is dead
 * are found and removed through Docker Engine as well.
 *
 * @param criSocket - `unix:///run/x.sock`
 */
export function connectRuntime(criSocket: string): Runtime {
  const cri = connectCri(criSocket);
  if (!CRI_DOCKERD.test(criSocket)) return cri;
  const docker = connectDocker(criSocket.replace(CRI_DOCKERD, '/docker.sock'));
  const docked = <T>(viaCri: () => Promise<T>, viaDocker: () => Promise<T>): Promise<T> =>
    either(viaCri, NO_CRI, (why) => either(viaDocker, NO_DOCKER, () => Promise.reject(why)));
  return {
    ...cri,
    pullImage: (image, onProgress) =>
      either(
        () => docker.pullImage(image, onProgress),
        NO_DOCKER,
        () => cri.pullImage(image, onProgress),
      ),
    listSandboxes: () => docked(cri.listSandboxes, docker.listSandboxes),
    removeSandbox: (id) =>
      docked(
        () => cri.removeSandbox(id),
        () => docker.removeSandbox(id),
      ),
  };
}

/** The first way, or the second where the first cannot be gone: with one of these codes. */
async function either<T>(
  first: () => Promise<T>,
  impassable: readonly string[],
  second: (why: KubeadmError) => Promise<T>,
): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (!(error instanceof KubeadmError) || !impassable.includes(error.code)) throw error;
    return second(error);
  }
}
