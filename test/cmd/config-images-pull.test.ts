import { expect } from 'chai';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Change, PullImage } from '../../pkg/host/change.ts';
import { startFakeCri } from '../support/fake-cri-server.ts';
import { clusterYaml, initYaml } from '../support/config-loading.ts';
import type { MachineOptions } from '../support/healthy-machine.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';

const VERSION = ['--kubernetes-version', 'v1.36.2'];
const CRIO = 'unix:///var/run/crio/crio.sock';
const pull = (machine: SimulatedMachine, ...words: readonly string[]) =>
  run(['config', 'images', 'pull', ...words], machine);
const pullsOf = ({ changes }: SimulatedMachine) =>
  changes.filter((change): change is PullImage => change.kind === 'pull-image');
const failing =
  (...names: readonly string[]): NonNullable<MachineOptions['onChange']> =>
  (change: Change) => {
    if (change.kind !== 'pull-image' || !names.some((name) => change.image.includes(name))) return;
    throw new KubeadmError('image-pull-failed', `the image ${change.image} could not be pulled: no such host`, {
      hint: 'look at DNS',
    });
  };

describe('kubeadm-ts config images pull', () => {
  it('pulls every image, one after the other, and tells each on stdout', async () => {
    const machine = new SimulatedMachine();
    const { code, stdout, stderr } = await pull(machine, ...VERSION);
    expect(code, stderr).equal(0);
    const pulls = pullsOf(machine);
    expect(pulls).length(7);
    expect(machine.changes).deep.equal(pulls);
    expect(pulls[0]).include({
      image: 'registry.k8s.io/kube-apiserver:v1.36.2',
      criSocket: 'unix:///var/run/containerd/containerd.sock',
    });
    expect(stdout).equal(pulls.map(({ image }) => `[config/images] Pulled ${image}\n`).join(''));
  });

  it('asks the registry also for images that are there', async () => {
    const machine = new SimulatedMachine({ images: ['registry.k8s.io/pause:3.10.2'] });
    await pull(machine, ...VERSION);
    expect(pullsOf(machine)).length(7);
  });

  it('pulls those of a file, side by side where the file says so', async () => {
    const text = initYaml('nodeRegistration: {imagePullSerial: false, criSocket: "unix:///run/x.sock"}').replace(
      /$/,
      'imageRepository: m.io\n',
    );
    const machine = new SimulatedMachine({ files: { '/c.yaml': text } });
    const { code, stderr } = await pull(machine, '--config', '/c.yaml');
    expect(code, stderr).equal(0);
    expect(pullsOf(machine).every(({ image }) => image.startsWith('m.io/'))).equal(true);
    expect(new Set(pullsOf(machine).map(({ criSocket }) => criSocket))).deep.equal(new Set(['unix:///run/x.sock']));
  });

  it('goes to the runtime that answers', async () => {
    const machine = new SimulatedMachine({ sockets: ['/var/run/crio/crio.sock'] });
    await pull(machine, ...VERSION);
    expect(pullsOf(machine)[0]?.criSocket).equal(CRIO);
  });

  it('needs to be told which runtime where two answer, and takes the flag beside a file too', async () => {
    const options = {
      sockets: ['/var/run/crio/crio.sock', '/var/run/containerd/containerd.sock'],
      files: { '/c.yaml': clusterYaml() },
    };
    for (const words of [VERSION, ['--config', '/c.yaml']]) {
      const { code, stderr } = await pull(new SimulatedMachine(options), ...words);
      expect(code).equal(1);
      expect(stderr).match(/several container runtimes answer[\s\S]*--cri-socket/);
      const machine = new SimulatedMachine(options);
      const told = await pull(machine, ...words, '--cri-socket', CRIO);
      expect(told.code, told.stderr).equal(0);
      expect(pullsOf(machine)[0]?.criSocket).equal(CRIO);
    }
  });

  it('refuses a socket that is none', async () => {
    const { code, stderr } = await pull(new SimulatedMachine(), ...VERSION, '--cri-socket', 'tcp://x');
    expect(code).equal(1);
    expect(stderr).match(/--cri-socket: "tcp:\/\/x" is no CRI socket.*\nhint: /);
    expect((await pull(new SimulatedMachine(), ...VERSION, '--cri-socket', '/run/x.sock')).stderr).match(
      /^warning: .*has no scheme/,
    );
  });

  it('gives one reason where no runtime answers', async () => {
    const version = () =>
      Promise.reject(new KubeadmError('cri-socket-missing', 'nothing listens there', { hint: 'start containerd' }));
    const machine = new SimulatedMachine({ runtime: { version } });
    const { code, stderr } = await pull(machine, ...VERSION);
    expect({ code, stderr }).deep.equal({ code: 1, stderr: 'error: nothing listens there\nhint: start containerd\n' });
    expect(machine.changes).deep.equal([]);
  });

  it('tries again after a hiccup', async () => {
    let hiccups = 4;
    const machine = new SimulatedMachine({
      onChange: (change) => {
        if (change.kind === 'pull-image' && (hiccups -= 1) >= 0) throw new Error('EOF');
      },
    });
    expect(await pull(machine, ...VERSION)).include({ code: 0 });
    expect(pullsOf(machine)).length(7);
  });

  it('pulls what it can, and names what it cannot', async () => {
    const machine = new SimulatedMachine({ onChange: failing('kube-proxy', 'etcd') });
    const { code, stdout, stderr } = await pull(machine, ...VERSION);
    expect(code).equal(1);
    expect(stdout.match(/Pulled/g)).length(5);
    expect(stderr).match(
      /error: 2 images could not be pulled:\n {2}- .*kube-proxy:v1\.36\.2 .*no such host\n {2}- .*etcd/,
    );
    expect(stderr).match(/hint: look at DNS\n$/);
    const one = await pull(new SimulatedMachine({ onChange: failing('pause') }), ...VERSION);
    expect(one.stderr).match(
      /error: the image registry\.k8s\.io\/pause:3\.10\.2 could not be pulled: no such host\nhint: look at DNS\n$/,
    );
  });

  it('begins no further pull when it is interrupted', async () => {
    const stopper = new AbortController();
    const machine = new SimulatedMachine({ onChange: () => stopper.abort() });
    const { code } = await run(['config', 'images', 'pull', ...VERSION], machine, { signal: stopper.signal });
    expect(code).equal(130);
    expect(pullsOf(machine)).length(1);
  });

  it('pulls through CRI', async () => {
    const cri = await startFakeCri({ broken: new Map([['m.io/etcd:3.6.8-0', 'manifest unknown']]) });
    try {
      const words = [...VERSION, '--image-repository', 'm.io', '--cri-socket', cri.endpoint];
      const { code, stdout, stderr } = await run(['config', 'images', 'pull', ...words]);
      expect(code).equal(1);
      expect([...cri.state.images.keys()])
        .include('m.io/pause:3.10.2')
        .and.length(6);
      expect(stdout).include('[config/images] Pulled m.io/pause:3.10.2\n').and.not.include('etcd');
      expect(stderr).match(/error: .*m\.io\/etcd:3\.6\.8-0.*manifest unknown[\s\S]*hint: .*--image-repository/);
    } finally {
      await cri.close();
    }
  });
});
