import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import { controlPlaneImages } from '../../../pkg/config/images.ts';
import { interruptedRunFile } from '../../../phases/interrupted-run.ts';
import { preflightPhase } from '../../../phases/preflight/preflight.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext, type TestContextOptions } from '../../support/test-context.ts';

const IMAGES = controlPlaneImages(exampleConfig().cluster);
const BROKEN: MachineOptions = { cpus: 1, ports: { 6443: 'EADDRINUSE' }, programs: { cp: false } };

async function preflight(machine: SimulatedMachine, options: TestContextOptions = {}) {
  const context = testContext(machine, options);
  const error: unknown = await preflightPhase.run(context).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined) expect(error).to.be.instanceOf(KubeadmError);
  return { context, error: error as KubeadmError | undefined };
}

const ignoring = (...names: string[]): TestContextOptions => ({ settings: { ignorePreflightErrors: names } });

describe('the preflight phase', () => {
  it('passes on a healthy machine without a word of warning', async () => {
    const { context, error } = await preflight(new SimulatedMachine({ images: IMAGES }));
    expect(error).to.equal(undefined);
    expect(context.warnings).to.deep.equal([]);
  });

  it('tells everything that is wrong at once, in order, each with its fix', async () => {
    const { error } = await preflight(new SimulatedMachine(BROKEN));
    expect(error?.code).to.equal('preflight-failed');
    const lines = error?.message.split('\n') ?? [];
    expect(lines[0]).to.equal('preflight checks failed:');
    expect(
      lines.filter((line) => line.includes('[ERROR')).map((line) => /^\t\[ERROR ([^\]]+)\]: /.exec(line)?.[1]),
    ).to.deep.equal(['NumCPU', 'Port-6443', 'FileExisting-cp']);
    expect(lines.filter((line) => line.startsWith('\t\tfix: '))).to.have.length(3);
    expect(error?.hint).to.contain('--ignore-preflight-errors=NumCPU,Port-6443,FileExisting-cp');
  });

  it('looks at nothing else while the user is not root', async () => {
    const { error } = await preflight(new SimulatedMachine({ ...BROKEN, uid: 1000 }));
    expect(error?.message).to.contain('IsPrivilegedUser').and.not.to.contain('NumCPU');
  });

  it('pulls no image while a check fails', async () => {
    const machine = new SimulatedMachine(BROKEN);
    await preflight(machine);
    expect(machine.changes).to.deep.equal([]);
  });

  it('turns the errors of named checks into warnings, whatever the case', async () => {
    const { context, error } = await preflight(
      new SimulatedMachine({ ...BROKEN, images: IMAGES }),
      ignoring('numcpu', 'port-6443', 'fileexisting-cp'),
    );
    expect(error).to.equal(undefined);
    expect(context.warnings.map((line) => line.split(':')[0])).to.deep.equal([
      '[WARNING NumCPU]',
      '[WARNING Port-6443]',
      '[WARNING FileExisting-cp]',
    ]);
  });

  it('ignores every check by the name all', async () => {
    const { context, error } = await preflight(
      new SimulatedMachine({ ...BROKEN, uid: 1000, images: IMAGES }),
      ignoring('all'),
    );
    expect(error).to.equal(undefined);
    expect(context.warnings).to.have.length(4);
  });

  it('takes names from the configuration too', async () => {
    const config = exampleConfig({ nodeRegistration: { ignorePreflightErrors: ['NumCPU'] } });
    expect((await preflight(new SimulatedMachine({ cpus: 1, images: IMAGES }), { config })).error).to.equal(undefined);
  });

  it('reports a check that cannot be made as an error of that check', async () => {
    const machine = new SimulatedMachine({ images: IMAGES });
    const readFile = machine.readFile.bind(machine);
    Object.assign(machine, {
      readFile: async (path: string) => {
        if (path === '/proc/swaps')
          throw new KubeadmError('file-unreadable', 'permission denied', { hint: 'chmod it' });
        return readFile(path);
      },
    });
    const { error } = await preflight(machine);
    expect(error?.message).to.match(/\[ERROR Swap\]: permission denied\n\t\tfix: chmod it/);
  });

  describe('continuing an interrupted init', () => {
    const manifests = Object.fromEntries(
      ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map((each) => [
        `/etc/kubernetes/manifests/${each}.yaml`,
        'kind: Pod',
      ]),
    );
    const left = { ...manifests, '/var/lib/etcd/member/wal/0.wal': 'x' };
    const ports = Object.fromEntries([6443, 10257, 10259, 10250, 2379, 2380].map((port) => [port, 'EADDRINUSE']));
    const running = { 'systemctl is-active kubelet.service': 'active\n' };
    const mark = { [interruptedRunFile('init')]: '{"startedAt":"2026-01-02T03:04:05Z","command":["init"]}' };

    it('accepts what that run left, and says so', async () => {
      const machine = new SimulatedMachine({ files: { ...left, ...mark }, ports, commands: running, images: IMAGES });
      const { context, error } = await preflight(machine);
      expect(error).to.equal(undefined);
      expect(context.notes.join('\n')).to.match(
        /continuing an interrupted init: port 6443 is held by kube-apiserver, .*\/var\/lib\/etcd has data/,
      );
    });

    it('refuses a finished node: the mark is gone', async () => {
      const { error } = await preflight(
        new SimulatedMachine({ files: left, ports, commands: running, images: IMAGES }),
      );
      for (const name of [
        'Port-6443',
        'Port-10250',
        'DirAvailable--var-lib-etcd',
        'FileAvailable--etc-kubernetes-manifests-etcd.yaml',
      ]) {
        expect(error?.message).to.contain(`[ERROR ${name}]`);
      }
    });

    it('refuses ports of strangers: no manifest, no kubelet', async () => {
      const { error } = await preflight(new SimulatedMachine({ files: mark, ports, images: IMAGES }));
      expect(error?.message.match(/\[ERROR Port-/g)).to.have.length(6);
    });
  });

  describe('images', () => {
    it('pulls what is missing, in order, one after the other', async () => {
      const machine = new SimulatedMachine({ images: IMAGES.slice(0, 2) });
      const { context, error } = await preflight(machine);
      expect(error).to.equal(undefined);
      const criSocket = 'unix:///run/containerd/containerd.sock';
      expect(machine.changes).to.deep.equal(IMAGES.slice(2).map((image) => ({ kind: 'pull-image', image, criSocket })));
      expect(context.notes).to.include('2 of 7 images are present; pulling 5');
      machine.forget();
      await preflight(machine);
      expect(machine.changes).to.deep.equal([]);
    });

    it('pulls all of them with policy Always, none with policy Never', async () => {
      const always = new SimulatedMachine({ images: IMAGES });
      await preflight(always, { config: exampleConfig({ nodeRegistration: { imagePullPolicy: 'Always' } }) });
      expect(always.changes).to.have.length(7);
      const never = new SimulatedMachine();
      expect(
        (await preflight(never, { config: exampleConfig({ nodeRegistration: { imagePullPolicy: 'Never' } }) })).error,
      ).to.equal(undefined);
      expect(never.changes).to.deep.equal([]);
    });

    /** How many pulls go on at once, at most. */
    async function mostAtOnce(imagePullSerial: boolean): Promise<number> {
      const machine = new SimulatedMachine();
      let now = 0;
      let most = 0;
      const change = async (): Promise<void> => {
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
      };
      await preflight(Object.assign(machine, { change }), {
        config: exampleConfig({ nodeRegistration: { imagePullSerial } }),
      });
      return most;
    }

    it('pulls side by side where the configuration allows it', async () => {
      expect(await mostAtOnce(true)).to.equal(1);
      expect(await mostAtOnce(false)).to.equal(7);
    });

    it('tries an image up to five times', async () => {
      let failures = 4;
      const machine = new SimulatedMachine({
        images: IMAGES.slice(1),
        onChange: () => {
          if ((failures -= 1) >= 0) throw new KubeadmError('image-pull-failed', 'registry hiccup');
        },
      });
      expect((await preflight(machine)).error).to.equal(undefined);
      expect(machine.images.has(IMAGES[0]!)).to.equal(true);
    });

    it('names every image that could not be pulled, with the reason and a way out', async () => {
      let tries = 0;
      const machine = new SimulatedMachine({
        images: IMAGES.slice(2),
        onChange: () => {
          tries += 1;
          throw new Error('manifest unknown');
        },
      });
      const { error } = await preflight(machine);
      expect(tries).to.equal(10);
      for (const image of IMAGES.slice(0, 2))
        expect(error?.message).to.contain(`[ERROR ImagePull]: ${image}: manifest unknown`);
      expect(error?.message).to.contain('crictl pull').and.to.contain('--image-repository');
    });

    it('warns when the runtime uses another sandbox image', async () => {
      const status = async () => ({
        conditions: [{ type: 'RuntimeReady', status: true, reason: '', message: '' }],
        sandboxImage: 'registry.k8s.io/pause:3.8',
      });
      const { context, error } = await preflight(new SimulatedMachine({ images: IMAGES, runtime: { status } }));
      expect(error).to.equal(undefined);
      expect(context.warnings).to.have.length(1);
      expect(context.warnings[0]).to.match(/\[WARNING ImagePull\].*pause:3\.8.*pause:3\.10\.2/);
    });

    it('needs no runtime in a dry run that ignores the runtime', async () => {
      const fails = async (): Promise<never> => {
        throw new KubeadmError('cri-socket-missing', 'there is no such socket');
      };
      const machine = new SimulatedMachine({ runtime: { status: fails, runtimeConfig: fails, imageId: fails } });
      const context = testContext(dryRun(machine), ignoring('cri', 'containerruntimeversion'));
      await preflightPhase.run(context);
      expect(machine.changes).to.deep.equal([]);
      expect(context.notes).to.include('0 of 7 images are present; pulling 7');
    });
  });
});
