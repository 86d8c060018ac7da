import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectCri } from '../../pkg/cri/cri-client.ts';
import type { Runtime } from '../../pkg/cri/runtime.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { criProgram, requireDaemon, startDaemon, unmountBelow, type Daemon } from '../support/real-daemon.ts';
import { packImage } from '../support/node/image-archive.ts';
import { pauseProgram, pauseProgramMissing } from '../support/node/pause-program.ts';
import { skipSuite } from '../support/parts.ts';
import { runSandbox } from '../support/run-sandbox.ts';
import { tinyImage } from '../support/tiny-image.ts';
import { startTinyRegistry, type TinyRegistry } from '../support/tiny-registry.ts';

/** Both generations read version 2 of the file; everything lives in the test's folder. */
function config(folder: string, disabledPlugins: readonly string[]): string {
  return `
version = 2
root = "${folder}/root"
state = "${folder}/state"
disabled_plugins = ${JSON.stringify(disabledPlugins)}
[grpc]
  address = "${folder}/c.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/opt"
[plugins."io.containerd.nri.v1.nri"]
  disable = true
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10.2"
  # without CAP_SYS_RESOURCE a container with a negative OOM score does not start
  restrict_oom_score_adj = true
`;
}

describe('containerd, for real', function () {
  this.timeout(60_000);
  let folder: string;
  let daemon: Daemon | undefined;
  let runtime: Runtime;
  let registry: TinyRegistry;
  const image = tinyImage(Buffer.alloc(64 * 1024, 'x'));
  const remote = tinyImage(Buffer.alloc(512 * 1024, 'z'));

  async function start(disabledPlugins: readonly string[], ready: () => Promise<unknown>): Promise<void> {
    await writeFile(join(folder, 'config.toml'), config(folder, disabledPlugins));
    daemon = await startDaemon([criProgram('containerd'), '--config', join(folder, 'config.toml')], folder, ready);
  }

  function importImage(archive: string): void {
    const words = ['-a', `${folder}/c.sock`, '-n', 'k8s.io', 'images', 'import', archive];
    execFileSync(criProgram('ctr'), words, { stdio: 'pipe' });
  }

  before(async function () {
    await requireDaemon(this, 'containerd');
    folder = await mkdtemp(join(tmpdir(), 'containerd-'));
    registry = await startTinyRegistry({ 'test/tiny:1': remote });
    runtime = connectCri(`unix://${folder}/c.sock`);
    await start([], () => runtime.version());
  });

  after(async () => {
    if (folder === undefined) return;
    runtime?.close();
    await daemon?.stop();
    await registry?.close();
    unmountBelow(folder);
    await rm(folder, { recursive: true, force: true });
  });

  it('tells its version', async () => {
    const version = await runtime.version();
    expect(version.runtimeName).to.equal('containerd');
    expect(version.runtimeVersion).to.match(/^v?\d+\.\d+/);
    expect(version.runtimeApiVersion).to.equal('v1');
  });

  it('tells its conditions, ready but for a network', async () => {
    const { conditions, sandboxImage } = await runtime.status();
    expect(conditions.find(({ type }) => type === 'RuntimeReady')?.status).to.equal(true);
    expect(conditions.map(({ type }) => type)).to.include('NetworkReady');
    // containerd 2.0 and 2.1 do not tell it.
    expect(sandboxImage).to.be.oneOf(['registry.k8s.io/pause:3.10.2', undefined]);
  });

  it('tells its cgroup driver, or that it cannot', async () => {
    const answer = await runtime.runtimeConfig();
    expect(answer === 'unimplemented' ? answer : answer.cgroupDriver).to.be.oneOf([
      'cgroupfs',
      'systemd',
      'unimplemented',
    ]);
  });

  it('finds an image that was imported, and not another', async () => {
    const name = 'registry.example/test/imported:1';
    await writeFile(join(folder, 'image.tar'), image.archive(name));
    expect(await runtime.imageId(name)).to.equal(undefined);
    importImage(join(folder, 'image.tar'));
    // The import is told to CRI by an event.
    for (let tries = 0; tries < 50 && (await runtime.imageId(name)) === undefined; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await runtime.imageId(name)).to.equal(image.id);
  });

  it('pulls an image from a registry and tells that it does', async () => {
    const name = `${registry.host}/test/tiny:1`;
    const told: string[] = [];
    await runtime.pullImage(name, ({ detail }) => told.push(detail));
    expect(told[0]).to.equal('pulling');
    expect(await runtime.imageId(name)).to.equal(remote.id);
  });

  it('says why an image cannot be pulled, and what to do', async () => {
    const error: unknown = await runtime.pullImage(`${registry.host}/test/none:1`).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KubeadmError);
    expect((error as KubeadmError).code).to.equal('image-pull-failed');
    expect((error as KubeadmError).message).to.contain('test/none:1');
    expect((error as KubeadmError).hint).to.contain('no such image');
  });

  it('has neither containers nor sandboxes yet', async () => {
    expect(await runtime.listContainers()).to.deep.equal([]);
    expect(await runtime.listContainers({ component: 'etcd' })).to.deep.equal([]);
    expect(await runtime.listSandboxes()).to.deep.equal([]);
  });

  it('ends Pods that run, several at the same time, and does not mind one that is gone', async function () {
    const missing = pauseProgramMissing();
    if (missing !== undefined) skipSuite(this, missing);
    const archive = join(folder, 'pause.tar');
    await packImage(archive, {
      reference: 'registry.k8s.io/pause:3.10.2',
      files: { '/pause': pauseProgram() },
      entrypoint: ['/pause'],
    });
    importImage(archive);
    const names = ['etcd-cp1', 'kube-apiserver-cp1', 'kube-scheduler-cp1'];
    const ids = await Promise.all(names.map((name) => runSandbox(`unix://${folder}/c.sock`, name)));
    const running = await runtime.listSandboxes();
    expect(running.map(({ podName }) => podName).sort()).to.deep.equal(names);
    expect(running.every(({ ready, podNamespace }) => ready && podNamespace === 'kube-system')).to.equal(true);
    await Promise.all(ids.map((id) => runtime.removeSandbox(id)));
    expect(await runtime.listSandboxes()).to.deep.equal([]);
    await runtime.removeSandbox(ids[0]!);
  });

  it('is told from one whose CRI plugin is disabled', async () => {
    await daemon?.stop();
    const error = async (): Promise<unknown> => runtime.version().catch((reason: unknown) => reason);
    await start(
      ['io.containerd.grpc.v1.cri', 'io.containerd.cri.v1.runtime', 'io.containerd.cri.v1.images'],
      async () => {
        const { code } = (await error()) as KubeadmError;
        if (code !== 'cri-unimplemented') throw new Error(code);
      },
    );
    expect(((await error()) as KubeadmError).hint).to.contain('disabled_plugins');
  });
});
