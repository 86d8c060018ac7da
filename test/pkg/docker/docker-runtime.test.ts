import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { connectDocker } from '../../../pkg/docker/docker-runtime.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';

type Answer = { readonly status?: number; readonly body: unknown } | 'silence';

const LABELS = {
  'io.kubernetes.docker.type': 'container',
  'io.kubernetes.container.name': 'etcd',
  'io.kubernetes.pod.name': 'etcd-cp1',
  'io.kubernetes.pod.namespace': 'kube-system',
  'io.kubernetes.sandbox.id': 's1',
  'annotation.io.kubernetes.container.restartCount': '4',
};
const INSPECTED = {
  Id: 'c1',
  Name: '/k8s_etcd_etcd-cp1',
  Created: '2026-01-02T03:04:05Z',
  RestartCount: 0,
  LogPath: '/var/lib/docker/c1.log',
  State: { Status: 'exited', ExitCode: 2, OOMKilled: false, Error: '' },
  Config: { Image: 'registry.k8s.io/etcd:3.6.8-0', Labels: LABELS },
};

describe('Docker Engine as a runtime', () => {
  let folder: string;
  let server: Server;
  let socket: string;
  let answers: Record<string, Answer>;
  let asked: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docker-'));
    socket = join(folder, 'docker.sock');
    answers = {};
    asked = [];
    server = createServer((request, response) => {
      const line = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
      asked.push(line);
      const answer = Object.entries(answers).find(([prefix]) => line.startsWith(prefix))?.[1] ?? {
        status: 404,
        body: { message: 'no such thing' },
      };
      request.resume();
      if (answer === 'silence') return;
      // like the real one, it answers when it has read what was sent
      request.once('end', () => {
        response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json' });
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  const docker = (timeoutMs?: number) => connectDocker(`unix://${socket}`, { timeoutMs });
  const lines = (...each: object[]): string => each.map((line) => `${JSON.stringify(line)}\r\n`).join('');

  async function refusal(promise: Promise<unknown>): Promise<KubeadmError> {
    const error: unknown = await promise.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KubeadmError);
    return error as KubeadmError;
  }

  it('tells its version and its cgroup driver', async () => {
    answers['GET /version'] = { body: { Version: '28.5.2', ApiVersion: '1.51' } };
    answers['GET /info'] = { body: { CgroupDriver: 'systemd' } };
    expect(await docker().version()).to.deep.equal({
      runtimeName: 'docker',
      runtimeVersion: '28.5.2',
      runtimeApiVersion: '1.51',
    });
    expect(await docker().runtimeConfig()).to.deep.equal({ cgroupDriver: 'systemd' });
    answers['GET /info'] = { body: { CgroupDriver: 'none' } };
    expect(await docker().runtimeConfig()).to.equal('unimplemented');
  });

  it('is ready when it answers a ping', async () => {
    answers['GET /_ping'] = { body: 'OK' };
    expect((await docker().status()).conditions).to.deep.equal([
      { type: 'RuntimeReady', status: true, reason: '', message: '' },
    ]);
  });

  it('finds an image by name, and not another', async () => {
    answers['GET /images/registry.k8s.io/pause:3.10.2/json'] = { body: { Id: 'sha256:1' } };
    expect(await docker().imageId('registry.k8s.io/pause:3.10.2')).to.equal('sha256:1');
    expect(await docker().imageId('registry.k8s.io/pause:1')).to.equal(undefined);
  });

  it('sums up the layers of a pull', async () => {
    const MiB = 1024 ** 2;
    answers['POST /images/create'] = {
      body: lines(
        { status: 'Pulling from kube-apiserver', id: 'v1.36.2' },
        { status: 'Pulling fs layer', id: 'a' },
        { status: 'Already exists', id: 'b' },
        { status: 'Downloading', id: 'a', progressDetail: { current: MiB, total: 4 * MiB } },
        { status: 'Download complete', id: 'a' },
        { status: 'Extracting', id: 'a', progressDetail: { current: 9 * MiB, total: 9 * MiB } },
        { status: 'Pull complete', id: 'a' },
      ),
    };
    const told: string[] = [];
    await docker().pullImage('registry.k8s.io/kube-apiserver:v1.36.2', ({ detail }) => told.push(detail));
    expect(told).to.deep.equal([
      'Pulling from kube-apiserver',
      '0 of 1 layers',
      '1 of 2 layers',
      '1 of 2 layers, 1 MiB of 4 MiB',
      '1 of 2 layers, 4 MiB of 4 MiB',
      '1 of 2 layers, 4 MiB of 4 MiB',
      '2 of 2 layers, 4 MiB of 4 MiB',
    ]);
  });

  it('says why a pull failed before it began, and what to do', async () => {
    answers['POST /images/create'] = { status: 404, body: { message: 'manifest for x:1 not found' } };
    const error = await refusal(docker().pullImage('x:1'));
    expect(error.code).to.equal('image-pull-failed');
    expect(error.hint).to.contain('no such image');
  });

  it('says why a pull failed on its way', async () => {
    answers['POST /images/create'] = {
      body: lines({ status: 'Pulling fs layer', id: 'a' }, { error: 'write /x: no space left on device' }),
    };
    const error = await refusal(docker().pullImage('x:1'));
    expect(error.code).to.equal('image-pull-failed');
    expect(error.message).to.contain('x:1').and.to.contain('no space left');
    expect(error.hint).to.contain('free some space');
  });

  it('loads an archive from a path or from a stream, and names what was in it', async () => {
    answers['POST /images/load'] = {
      body: lines(
        { stream: 'Loaded image: registry.k8s.io/pause:3.10.2\n' },
        { stream: 'Loaded image ID: sha256:2\n' },
      ),
    };
    await writeFile(join(folder, 'x.tar'), 'bytes');
    expect(await docker().loadImage(join(folder, 'x.tar'))).to.deep.equal(['registry.k8s.io/pause:3.10.2', 'sha256:2']);
    expect(await docker().loadImage(Readable.from(['bytes']))).to.have.length(2);
  });

  it('refuses an archive that is missing, broken or empty', async () => {
    const missing = await refusal(docker().loadImage(join(folder, 'none.tar')));
    expect(missing.message).to.contain('none.tar');
    await writeFile(join(folder, 'x.tar'), 'bytes');
    answers['POST /images/load'] = { body: lines({ error: 'unexpected EOF' }) };
    expect((await refusal(docker().loadImage(join(folder, 'x.tar')))).code).to.equal('image-load-failed');
    answers['POST /images/load'] = { body: '' };
    expect((await refusal(docker().loadImage(join(folder, 'x.tar')))).message).to.contain('no image');
  });

  it('lists containers of Pods with why they ended, by the labels of cri-dockerd', async () => {
    answers['GET /containers/json'] = { body: [{ Id: 'c1' }, { Id: 'gone' }] };
    answers['GET /containers/c1/json'] = { body: INSPECTED };
    const containers = await docker().listContainers({ component: 'etcd' });
    expect(asked[0])
      .to.contain('io.kubernetes.docker.type=container')
      .and.to.contain('io.kubernetes.container.name=etcd');
    expect(containers).to.deep.equal([
      {
        id: 'c1',
        name: 'etcd',
        podName: 'etcd-cp1',
        podNamespace: 'kube-system',
        state: 'exited',
        restartCount: 4,
        exitCode: 2,
        reason: 'Error',
        message: '',
        image: 'registry.k8s.io/etcd:3.6.8-0',
        logPath: '/var/lib/docker/c1.log',
        createdAt: new Date('2026-01-02T03:04:05Z'),
      },
    ]);
  });

  for (const [reason, state] of [
    ['OOMKilled', { Status: 'exited', ExitCode: 137, OOMKilled: true, Error: '' }],
    ['StartError', { Status: 'exited', ExitCode: 127, OOMKilled: false, Error: 'no such file' }],
    ['Completed', { Status: 'exited', ExitCode: 0, OOMKilled: false, Error: '' }],
    ['', { Status: 'running', ExitCode: 0, OOMKilled: false, Error: '' }],
  ] as const) {
    it(`calls an end ${reason === '' ? 'nothing while it runs' : reason}, as CRI runtimes do`, async () => {
      answers['GET /containers/json'] = { body: [{ Id: 'c1' }] };
      answers['GET /containers/c1/json'] = { body: { ...INSPECTED, State: state } };
      expect((await docker().listContainers())[0]?.reason).to.equal(reason);
    });
  }

  it('lists sandboxes, and removes one after its containers', async () => {
    const labels = { 'io.kubernetes.docker.type': 'podsandbox', 'annotation.kubernetes.io/config.hash': 'abc' };
    const sandbox = { Id: 's1', State: 'running', Labels: { ...LABELS, ...labels } };
    answers['GET /containers/json'] = { body: [sandbox] };
    expect(await docker().listSandboxes()).to.deep.equal([
      { id: 's1', podName: 'etcd-cp1', podNamespace: 'kube-system', ready: true, configHash: 'abc' },
    ]);
    answers['GET /containers/json'] = { body: [{ Id: 'c1' }] };
    answers['DELETE /containers/'] = { status: 204, body: '' };
    asked.length = 0;
    await docker().removeSandbox('s1');
    expect(asked.slice(1).map((line) => line.split('?')[0])).to.deep.equal([
      'DELETE /containers/c1',
      'DELETE /containers/s1',
    ]);
  });

  it('tells a socket that is missing from a refusal and from silence', async () => {
    const gone = await refusal(connectDocker('unix:///nowhere/docker.sock').version());
    expect(gone.code).to.equal('docker-socket-missing');
    expect(gone.hint).to.contain('systemctl start docker');
    answers['GET /version'] = { status: 500, body: { message: 'out of order' } };
    const refused = await refusal(docker().version());
    expect(refused.code).to.equal('docker-refused');
    expect(refused.message).to.contain('out of order');
    answers['GET /version'] = 'silence';
    expect((await refusal(docker(50).version())).code).to.equal('docker-timeout');
  });
});
