import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import Docker from 'dockerode';
import { connectCri } from '../../pkg/cri/cri-client.ts';
import { connectDocker, type DockerRuntime } from '../../pkg/docker/docker-runtime.ts';
import type { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { criProgram, requireDaemon, startDaemon, unmountBelow, type Daemon } from '../support/real-daemon.ts';
import { tinyImage } from '../support/tiny-image.ts';
import { startTinyRegistry, type TinyRegistry } from '../support/tiny-registry.ts';

/** Labels of a container as cri-dockerd makes it. */
function podLabels(
  type: 'container' | 'podsandbox',
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    'io.kubernetes.docker.type': type,
    'io.kubernetes.pod.name': 'etcd-cp1',
    'io.kubernetes.pod.namespace': 'kube-system',
    'io.kubernetes.container.name': type === 'podsandbox' ? 'POD' : 'etcd',
    ...more,
  };
}

describe('Docker Engine, for real', function () {
  this.timeout(60_000);
  let folder: string;
  let socket: string;
  let daemon: Daemon | undefined;
  let docker: DockerRuntime;
  let registry: TinyRegistry;
  const image = tinyImage(Buffer.alloc(256 * 1024, 'y'));
  const remote = tinyImage(Buffer.alloc(512 * 1024, 'z'));

  before(async function () {
    await requireDaemon(this, 'dockerd');
    folder = await mkdtemp(join(tmpdir(), 'docker-'));
    socket = join(folder, 'd.sock');
    docker = connectDocker(`unix://${socket}`);
    registry = await startTinyRegistry({ 'test/tiny:1': remote });
    const command = [
      criProgram('dockerd'),
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid')],
      ...[
        '--host',
        `unix://${socket}`,
        '--storage-driver',
        'vfs',
        '--bridge',
        'none',
        '--iptables=false',
        '--ip6tables=false',
      ],
    ];
    daemon = await startDaemon(command, folder, () => docker.version());
  });

  after(async () => {
    if (folder === undefined) return;
    await daemon?.stop();
    await registry?.close();
    unmountBelow(folder);
    await rm(folder, { recursive: true, force: true });
  });

  it('tells its version and its cgroup driver', async () => {
    expect(await docker.version()).to.include({ runtimeName: 'docker' });
    expect(await docker.runtimeConfig()).to.have.property('cgroupDriver');
    expect((await docker.status()).conditions[0]).to.include({ type: 'RuntimeReady', status: true });
  });

  it('is refused as the endpoint of a kubelet, with the way out', async () => {
    const cri = connectCri(`unix://${socket}`);
    const error: unknown = await cri.version().catch((reason: unknown) => reason);
    cri.close();
    expect((error as KubeadmError).code).to.equal('cri-docker-socket');
    expect((error as KubeadmError).hint).to.contain('cri-dockerd');
  });

  it('loads an archive and finds the image', async () => {
    const name = 'registry.example/test/loaded:1';
    await writeFile(join(folder, 'image.tar'), image.archive(name));
    expect(await docker.imageId(name)).to.equal(undefined);
    expect(await docker.loadImage(join(folder, 'image.tar'))).to.deep.equal([name]);
    expect(await docker.imageId(name)).to.equal(image.id);
  });

  it('refuses what is no archive', async () => {
    await writeFile(join(folder, 'nonsense.tar'), 'nonsense');
    const error: unknown = await docker.loadImage(join(folder, 'nonsense.tar')).catch((reason: unknown) => reason);
    expect((error as KubeadmError).code).to.equal('image-load-failed');
  });

  it('pulls an image from a registry and tells its progress', async () => {
    const name = `${registry.host}/test/tiny:1`;
    const told: string[] = [];
    await docker.pullImage(name, ({ detail }) => told.push(detail));
    expect(await docker.imageId(name)).to.equal(remote.id);
    expect(told.some((line) => line.startsWith('1 of 1 layers'))).to.equal(true);
  });

  it('says why an image cannot be pulled', async () => {
    const error: unknown = await docker.pullImage(`${registry.host}/test/none:1`).catch((reason: unknown) => reason);
    expect((error as KubeadmError).code).to.equal('image-pull-failed');
    expect((error as KubeadmError).hint).to.contain('no such image');
  });

  it('finds the containers of a Pod and cleans them up', async () => {
    const Image = `${registry.host}/test/tiny:1`;
    const client = new Docker({ socketPath: socket });
    const sandbox = await client.createContainer({ Image, Labels: podLabels('podsandbox') });
    const more = { 'io.kubernetes.sandbox.id': sandbox.id, 'annotation.io.kubernetes.container.restartCount': '2' };
    const container = await client.createContainer({ Image, Labels: podLabels('container', more) });
    const stranger = await client.createContainer({ Image });
    expect((await docker.listSandboxes()).map(({ id, podName }) => ({ id, podName }))).to.deep.equal([
      { id: sandbox.id, podName: 'etcd-cp1' },
    ]);
    const [found, ...others] = await docker.listContainers({ component: 'etcd' });
    expect(others).to.deep.equal([]);
    expect(found).to.include({
      id: container.id,
      podName: 'etcd-cp1',
      podNamespace: 'kube-system',
      state: 'created',
      restartCount: 2,
    });
    await docker.removeSandbox(sandbox.id);
    const left = await client.listContainers({ all: true });
    expect(left.map(({ Id }) => Id)).to.deep.equal([stranger.id]);
    // gone already
    await docker.removeSandbox(sandbox.id);
  });
});
