import { expect } from 'chai';
import { connectCri, type CriOptions } from '../../../pkg/cri/cri-client.ts';
import type { ContainerStatusMessage } from '../../../pkg/cri/cri-messages.ts';
import type { Runtime } from '../../../pkg/cri/runtime.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { startFakeCri, type FakeCri, type FakeRuntime } from '../../support/fake-cri-server.ts';

const API_SERVER: ContainerStatusMessage = {
  id: 'c1',
  metadata: { name: 'kube-apiserver', attempt: 2 },
  state: 2,
  createdAt: 1_767_323_045_000_000_000,
  exitCode: 137,
  image: { image: 'registry.k8s.io/kube-apiserver:v1.36.2' },
  reason: 'OOMKilled',
  message: '',
  labels: {
    'io.kubernetes.container.name': 'kube-apiserver',
    'io.kubernetes.pod.name': 'kube-apiserver-cp1',
    'io.kubernetes.pod.namespace': 'kube-system',
  },
  annotations: { 'io.kubernetes.container.restartCount': '3' },
  logPath: '/var/log/pods/x/2.log',
};
const ETCD: ContainerStatusMessage = {
  ...API_SERVER,
  id: 'c2',
  state: 1,
  createdAt: API_SERVER.createdAt + 60e9,
  labels: { ...API_SERVER.labels, 'io.kubernetes.container.name': 'etcd' },
};

describe('the CRI client', () => {
  let server: FakeCri;
  let runtime: Runtime;

  async function connect(state: Partial<FakeRuntime> = {}, options: CriOptions = {}): Promise<Runtime> {
    server = await startFakeCri(state);
    runtime = connectCri(server.endpoint, options);
    return runtime;
  }

  async function refusal(promise: Promise<unknown>): Promise<KubeadmError> {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(KubeadmError);
    return error as KubeadmError;
  }

  afterEach(async () => {
    runtime.close();
    await server.close();
  });

  it('asks for the version', async () => {
    await connect();
    expect(await runtime.version()).to.deep.equal({
      runtimeName: 'fake',
      runtimeVersion: '1.2.3',
      runtimeApiVersion: 'v1',
    });
  });

  it('finds conditions and the sandbox image in the status', async () => {
    await connect({ info: { config: '{"sandboxImage":"registry.k8s.io/pause:3.10"}' }, runtimeReady: false });
    const { conditions, sandboxImage } = await runtime.status();
    expect(conditions).to.deep.equal([{ type: 'RuntimeReady', status: false, reason: '', message: '' }]);
    expect(sandboxImage).to.equal('registry.k8s.io/pause:3.10');
  });

  for (const config of ['{"other":1}', 'sandbox_image = "x"', '{"sandboxImage":""}', '7']) {
    it(`knows no sandbox image where the configuration is ${config}`, async () => {
      await connect({ info: { config } });
      expect((await runtime.status()).sandboxImage).to.equal(undefined);
    });
  }

  it('reads the cgroup driver, and says when the runtime cannot tell', async () => {
    await connect({ cgroupDriver: 0 });
    expect(await runtime.runtimeConfig()).to.deep.equal({ cgroupDriver: 'systemd' });
    server.state.cgroupDriver = 1;
    expect(await runtime.runtimeConfig()).to.deep.equal({ cgroupDriver: 'cgroupfs' });
    server.state.cgroupDriver = undefined;
    expect(await runtime.runtimeConfig()).to.equal('unimplemented');
  });

  it('finds an image by name, and not another', async () => {
    await connect({ images: new Map([['registry.k8s.io/pause:3.10.2', 'sha256:1']]) });
    expect(await runtime.imageId('registry.k8s.io/pause:3.10.2')).to.equal('sha256:1');
    expect(await runtime.imageId('registry.k8s.io/pause:1')).to.equal(undefined);
  });

  it('lists containers newest first, with why they ended', async () => {
    await connect({ containers: [API_SERVER, ETCD] });
    const [etcd, apiServer] = await runtime.listContainers();
    expect(etcd).to.include({ id: 'c2', name: 'etcd', state: 'running', exitCode: undefined });
    expect(apiServer).to.deep.equal({
      id: 'c1',
      name: 'kube-apiserver',
      podName: 'kube-apiserver-cp1',
      podNamespace: 'kube-system',
      state: 'exited',
      restartCount: 3,
      exitCode: 137,
      reason: 'OOMKilled',
      message: '',
      image: 'registry.k8s.io/kube-apiserver:v1.36.2',
      logPath: '/var/log/pods/x/2.log',
      createdAt: new Date('2026-01-02T03:04:05Z'),
    });
  });

  it('narrows the list to one component', async () => {
    await connect({ containers: [API_SERVER, ETCD] });
    expect((await runtime.listContainers({ component: 'etcd' })).map(({ id }) => id)).to.deep.equal(['c2']);
  });

  it('leaves out a container that goes away while it looks', async () => {
    await connect({ containers: [{ ...API_SERVER, message: 'gone' }, ETCD] });
    expect((await runtime.listContainers()).map(({ id }) => id)).to.deep.equal(['c2']);
  });

  it('lists sandboxes, and stops one before removing it', async () => {
    await connect({
      sandboxes: [
        {
          id: 's1',
          metadata: { name: 'etcd-cp1', namespace: 'kube-system' },
          state: 1,
          annotations: { 'kubernetes.io/config.hash': 'abc' },
        },
      ],
    });
    expect(await runtime.listSandboxes()).to.deep.equal([
      { id: 's1', podName: 'etcd-cp1', podNamespace: 'kube-system', ready: false, configHash: 'abc' },
    ]);
    await runtime.removeSandbox('s1');
    expect(server.state.calls).to.deep.equal(['stop s1', 'remove s1']);
  });

  it('tries to remove a sandbox again while the runtime is still at it', async () => {
    await connect({ stubborn: new Map([['s1', [2, 2]]]) });
    await runtime.removeSandbox('s1');
    expect(server.state.calls).to.deep.equal(['stop s1', 'stop s1', 'stop s1', 'remove s1']);
  });

  it('gives up a sandbox that the runtime refuses to remove five times, with its words', async () => {
    await connect({ stubborn: new Map([['s1', [2, 2, 2, 2, 2, 2]]]) });
    const error = await refusal(runtime.removeSandbox('s1'));
    expect(error.message).to.contain('sandbox s1 is not ready to go');
    expect(server.state.calls).to.have.length(5);
  });

  it('takes a sandbox that is gone for removed', async () => {
    await connect({ stubborn: new Map([['s1', [5]]]) });
    await runtime.removeSandbox('s1');
    expect(server.state.calls).to.deep.equal(['stop s1']);
  });

  it('pulls an image and tells that it does', async () => {
    await connect();
    const told: string[] = [];
    await runtime.pullImage('a/b:1', ({ image, detail }) => told.push(`${image} ${detail}`));
    expect(server.state.images.has('a/b:1')).to.equal(true);
    expect(told).to.deep.equal(['a/b:1 pulling']);
  });

  const REASONS: readonly (readonly [string, string, string])[] = [
    ['an unknown image', 'failed to resolve reference "x": x: not found', 'no such image'],
    ['a name that does not resolve', 'dial tcp: lookup registry.k8s.io: no such host', '/etc/resolv.conf'],
    ['an untrusted registry', 'x509: certificate signed by unknown authority', 'certs.d'],
    [
      'an unknown image of a registry whose port looks like a status',
      'failed to resolve reference "10.0.0.1:40312/x": x: not found',
      'no such image',
    ],
    ['a registry that wants a login', 'unexpected status from HEAD request: 401 Unauthorized', 'wants a login'],
    ['a full disk', 'write /var/lib/x: no space left on device', 'free some space'],
    ['something new', 'the moon is in the wrong house', "runtime's log"],
  ];
  for (const [what, reason, hint] of REASONS) {
    it(`says what to do about ${what}`, async () => {
      await connect({ broken: new Map([['a/b:1', reason]]) });
      const error = await refusal(runtime.pullImage('a/b:1'));
      expect(error.code).to.equal('image-pull-failed');
      expect(error.message).to.contain('a/b:1').and.to.contain(reason);
      expect(error.hint).to.contain(hint);
    });
  }

  it('points at disabled_plugins when the CRI service is not there', async () => {
    await connect({ criDisabled: true });
    const error = await refusal(runtime.version());
    expect(error.code).to.equal('cri-unimplemented');
    expect(error.hint).to.contain('disabled_plugins');
  });

  it('gives up a pull after its own time', async () => {
    await connect({ pullMs: 400 }, { pullTimeoutMs: 50 });
    expect((await refusal(runtime.pullImage('a/b:1'))).code).to.equal('cri-timeout');
  });

  it('finds the runtime again as soon as it is back', async () => {
    await connect();
    const { endpoint } = server;
    expect((await runtime.version()).runtimeName).to.equal('fake');
    await server.close();
    expect((await refusal(runtime.version())).code).to.equal('cri-socket-missing');
    server = await startFakeCri({}, endpoint);
    expect((await runtime.version()).runtimeName).to.equal('fake');
  });
});
