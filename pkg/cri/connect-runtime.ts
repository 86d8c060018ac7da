import { connectDocker } from '../docker/docker-runtime.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { connectCri } from './cri-client.ts';
import type { Runtime } from './runtime.ts';

const CRI_DOCKERD = /\/cri-dockerd\.sock$/;

/** Docker cannot be used at all: CRI may know better. */
const NO_DOCKER = ['docker-socket-missing', 'docker-connection-refused', 'docker-permission-denied', 'docker-timeout'];

/**
 * The container runtime behind the endpoint that the kubelet uses: always CRI. Where that is cri-dockerd, images are
 * pulled through the Docker Engine beside it, which tells its progress; CRI does not.
 *
 * @param criSocket - `unix:///run/x.sock`
 */
export function connectRuntime(criSocket: string): Runtime {
  const cri = connectCri(criSocket);
  if (!CRI_DOCKERD.test(criSocket)) return cri;
  const docker = connectDocker(criSocket.replace(CRI_DOCKERD, '/docker.sock'));
  return {
    ...cri,
    async pullImage(image, onProgress) {
      try {
        await docker.pullImage(image, onProgress);
      } catch (error) {
        if (!(error instanceof KubeadmError) || !NO_DOCKER.includes(error.code)) throw error;
        await cri.pullImage(image, onProgress);
      }
    },
  };
}
