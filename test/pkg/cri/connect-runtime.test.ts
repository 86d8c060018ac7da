import { rename } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { connectRuntime } from '../../../pkg/cri/connect-runtime.ts';
import { startFakeCri, type FakeCri } from '../../support/fake-cri-server.ts';

describe('the runtime behind cri-dockerd', () => {
  let cri: FakeCri;
  let docker: Server | undefined;

  beforeEach(async () => {
    cri = await startFakeCri({}, undefined, 'cri-dockerd.sock');
  });
  afterEach(async () => {
    docker?.close();
    docker = undefined;
    await cri.close();
  });

  it('pulls through Docker, which tells its progress', async () => {
    const asked: string[] = [];
    docker = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(
        '{"status":"Pulling fs layer","id":"l1"}\n{"status":"Downloading","id":"l1","progressDetail":{"current":1048576,"total":2097152}}\n',
      );
    });
    await new Promise<void>((resolve) =>
      docker?.listen(join(dirname(cri.endpoint.replace('unix://', '')), 'docker.sock'), resolve),
    );
    const told: string[] = [];
    const runtime = connectRuntime(cri.endpoint);
    await runtime.pullImage('a/b:1', ({ detail }) => told.push(detail));
    runtime.close();
    expect(asked).to.deep.equal(['/images/create?fromImage=a%2Fb&tag=1']);
    expect(told).to.deep.equal(['0 of 1 layers', '0 of 1 layers, 1 MiB of 2 MiB']);
    expect(cri.state.images.size).to.equal(0);
  });

  it('removes Pods through CRI', async () => {
    const runtime = connectRuntime(cri.endpoint);
    await runtime.removeSandbox('s1');
    runtime.close();
    expect(cri.state.calls).to.deep.equal(['stop s1', 'remove s1']);
  });

  it('finds and removes Pods through Docker where cri-dockerd is dead', async () => {
    const asked: string[] = [];
    const folder = dirname(cri.endpoint.replace('unix://', ''));
    docker = createServer((request, response) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`);
      const labels = { 'io.kubernetes.pod.name': 'etcd-cp1', 'io.kubernetes.pod.namespace': 'kube-system' };
      response.writeHead(request.method === 'DELETE' ? 204 : 200, { 'Content-Type': 'application/json' });
      response.end(request.method === 'DELETE' ? '' : JSON.stringify([{ Id: 's1', State: 'running', Labels: labels }]));
    });
    await new Promise<void>((resolve) => docker?.listen(join(folder, 'docker.sock'), resolve));
    const runtime = connectRuntime(cri.endpoint);
    await rename(join(folder, 'cri-dockerd.sock'), join(folder, 'gone.sock'));
    expect((await runtime.listSandboxes()).map(({ id, podName }) => `${podName} ${id}`)).to.deep.equal(['etcd-cp1 s1']);
    await runtime.removeSandbox('s1');
    runtime.close();
    expect(asked).to.include('DELETE /containers/s1');
  });

  it('says why CRI does not work where Docker does not either', async () => {
    const runtime = connectRuntime('unix:///nowhere/cri-dockerd.sock');
    const failure: unknown = await runtime.listSandboxes().catch((error: unknown) => error);
    runtime.close();
    expect(failure).to.have.property('code', 'cri-socket-missing');
  });

  it('pulls through CRI where Docker is not to be reached', async () => {
    const runtime = connectRuntime(cri.endpoint);
    await runtime.pullImage('a/b:1');
    runtime.close();
    expect([...cri.state.images.keys()]).to.deep.equal(['a/b:1']);
  });
});
