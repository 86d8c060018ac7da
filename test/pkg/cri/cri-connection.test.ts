import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectCri } from '../../../pkg/cri/cri-client.ts';
import { connectionError } from '../../../pkg/cri/cri-error.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { DOCKER_HEADERS, startHttpServer, startSilentServer, type FakeServer } from '../../support/fake-cri-server.ts';

async function failureOf(endpoint: string, call: 'version' | 'status' = 'version'): Promise<KubeadmError> {
  const runtime = connectCri(endpoint);
  try {
    await runtime[call]();
  } catch (error) {
    if (error instanceof KubeadmError) return error;
    throw error;
  } finally {
    runtime.close();
  }
  throw new Error('the call went through');
}

describe('a CRI socket that does not work', () => {
  let server: FakeServer | undefined;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'socket-'));
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await rm(folder, { recursive: true });
  });

  it('is missing', async () => {
    const error = await failureOf(`unix://${folder}/none.sock`);
    expect(error.code).to.equal('cri-socket-missing');
    expect(error.message).to.contain(`unix://${folder}/none.sock`);
    expect(error.hint).to.contain('systemctl start containerd').and.to.contain('--cri-socket');
  });

  it('is a plain file', async () => {
    await writeFile(join(folder, 'file.sock'), '');
    expect((await failureOf(`unix://${folder}/file.sock`)).code).to.equal('cri-connection-refused');
  });

  it('was left behind by a runtime that is gone', async () => {
    const path = join(folder, 'old.sock');
    // A process that is killed cannot remove its socket.
    const program = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', program]);
    expect((await failureOf(`unix://${path}`)).code).to.equal('cri-connection-refused');
  });

  it('is not for this user', async function () {
    if (process.getuid?.() === 0) {
      expect(connectionError('unix:///x', { kind: 'denied' }, '').hint).to.contain('sudo');
      return;
    }
    server = await startSilentServer();
    await chmod(server.endpoint.replace('unix://', ''), 0o000);
    expect((await failureOf(server.endpoint)).code).to.equal('cri-permission-denied');
  });

  it('is Docker Engine, which needs cri-dockerd', async () => {
    server = await startHttpServer(DOCKER_HEADERS);
    const error = await failureOf(server.endpoint);
    expect(error.code).to.equal('cri-docker-socket');
    expect(error.hint).to.contain('cri-dockerd');
  });

  it('is some web server', async () => {
    server = await startHttpServer({ Server: 'nginx' });
    const error = await failureOf(server.endpoint);
    expect(error.code).to.equal('cri-not-cri');
    expect(error.hint).not.to.contain('Docker');
  });

  it('hangs: questions are given up after two seconds, and it says so', async () => {
    server = await startSilentServer();
    const { endpoint } = server;
    const begin = performance.now();
    const errors = await Promise.all([failureOf(endpoint, 'version'), failureOf(endpoint, 'status')]);
    expect(performance.now() - begin).to.be.within(1900, 2600);
    expect(errors.map(({ code }) => code)).to.deep.equal(['cri-timeout', 'cri-timeout']);
    expect(errors[1]?.message).to.contain('did not answer Status within 2 s');
  });
});
