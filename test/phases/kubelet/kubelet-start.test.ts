import { expect } from 'chai';
import { kubeletStart } from '../../../phases/kubelet/kubelet-start.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { readYaml } from '../../../pkg/yaml/read-yaml.ts';
import { exampleConfig, type ExampleOverrides } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

const FLAGS = '/var/lib/kubelet/kubeadm-flags.env';
const INSTANCE = '/var/lib/kubelet/instance-config.yaml';
const CONFIG = '/var/lib/kubelet/config.yaml';

interface Outcome {
  readonly machine: SimulatedMachine;
  readonly context: TestContext;
  text(path: string): string | undefined;
  config(): Record<string, unknown>;
  /** `write-file <path>` and `<action> kubelet`, in order. */
  told(): readonly string[];
}

async function start(options: MachineOptions = {}, overrides: ExampleOverrides = {}): Promise<Outcome> {
  const machine = new SimulatedMachine(options);
  const context = testContext(machine, { config: exampleConfig(overrides) });
  await kubeletStart.run(context);
  return {
    machine,
    context,
    text: (path) => machine.file(path)?.content,
    config: () => readYaml(machine.file(CONFIG)?.content ?? '') as Record<string, unknown>,
    told: () => told(machine),
  };
}

function told(machine: SimulatedMachine): readonly string[] {
  return machine.changes.map((change) => {
    if (change.kind === 'run-service') return `${change.action} ${change.service}`;
    return `${change.kind} ${'path' in change ? change.path : ''}`;
  });
}

const NO_RESOLVED = { 'systemctl is-active systemd-resolved': { code: 3, stdout: 'inactive\n', stderr: '' } };

describe('kubelet-start', () => {
  it('writes its three files, then restarts the kubelet', async () => {
    const { told, machine } = await start();
    expect(told()).to.deep.equal([
      `write-file ${FLAGS}`,
      `write-file ${INSTANCE}`,
      `write-file ${CONFIG}`,
      'restart kubelet',
    ]);
    for (const path of [FLAGS, INSTANCE, CONFIG]) expect(machine.file(path)?.mode, path).to.equal(0o644);
    expect((await machine.stat('/var/lib/kubelet'))?.mode).to.equal(0o700);
  });

  it('changes nothing the second time, and says so', async () => {
    const { machine, context } = await start();
    machine.forget();
    await kubeletStart.run(context);
    expect(machine.changes).to.deep.equal([]);
    expect(context.notes.at(-1)).to.match(/^kept/);
  });

  it('only restarts a kubelet that does not run with the right files', async () => {
    const { machine, context } = await start();
    machine.services.set('kubelet', false);
    machine.forget();
    await kubeletStart.run(context);
    expect(told(machine)).to.deep.equal(['restart kubelet']);
  });

  it('stops a running kubelet before its files change', async () => {
    const { machine } = await start();
    machine.forget();
    await kubeletStart.run(
      testContext(machine, {
        config: exampleConfig({ nodeRegistration: { criSocket: 'unix:///run/crio/crio.sock' } }),
      }),
    );
    expect(told(machine)).to.deep.equal([
      'stop kubelet',
      `write-file ${INSTANCE}`,
      `write-file ${CONFIG}`,
      'restart kubelet',
    ]);
  });

  it('sets the right mode on a file whose content is right', async () => {
    const { machine, context, text } = await start();
    await machine.change({ kind: 'write-file', path: CONFIG, content: text(CONFIG) ?? '', mode: 0o600 });
    machine.forget();
    await kubeletStart.run(context);
    expect(told(machine)).to.deep.equal(['stop kubelet', `write-file ${CONFIG}`, 'restart kubelet']);
  });

  describe('a running kubelet that is older than its credentials', () => {
    const stat = (pid: number, name: string, ticks: number): string =>
      `${pid} (${name}) S ${'1 '.repeat(18)}${ticks} 0 0\n`;
    const machineWith = (changed: number): MachineOptions => ({
      commands: { stat: `1000\n${changed}\n` },
      files: {
        '/proc/stat': 'cpu  1 2 3\nbtime 5000\n',
        '/proc/12/stat': stat(12, 'bash (x) y', 1),
        '/proc/712/stat': stat(712, 'kubelet', 100_000),
      },
    });

    it('is restarted, because it read older ones at its start', async () => {
      const { machine, context } = await start(machineWith(6_100));
      machine.forget();
      await kubeletStart.run(context);
      expect(told(machine)).to.deep.equal(['restart kubelet']);
    });

    it('is kept when it is younger than they are', async () => {
      const { machine, context } = await start(machineWith(5_999));
      machine.forget();
      await kubeletStart.run(context);
      expect(machine.changes).to.deep.equal([]);
    });
  });

  describe('kubeadm-flags.env', () => {
    it('is empty where the node name is the host name', async () => {
      expect((await start()).text(FLAGS)).to.equal('KUBELET_KUBEADM_ARGS=""\n');
    });

    it('takes the host name in lower case', async () => {
      expect((await start({ hostname: 'CP1' })).text(FLAGS)).to.equal('KUBELET_KUBEADM_ARGS=""\n');
    });

    it('overrides another host name', async () => {
      expect((await start({ hostname: 'box' })).text(FLAGS)).to.equal(
        'KUBELET_KUBEADM_ARGS="--hostname-override=cp1"\n',
      );
    });

    it('lets kubeletExtraArgs win, and keeps their order and duplicates', async () => {
      const kubeletExtraArgs = [
        { name: 'v', value: '2' },
        { name: 'hostname-override', value: 'other' },
        { name: 'v', value: '3' },
      ];
      const { text } = await start({ hostname: 'box' }, { nodeRegistration: { kubeletExtraArgs } });
      expect(text(FLAGS)).to.equal('KUBELET_KUBEADM_ARGS="--v=2 --hostname-override=other --v=3"\n');
    });

    it('quotes as Go does', async () => {
      const kubeletExtraArgs = [{ name: 'x', value: 'a"b\\c\td\u007fe\u00a0ü' }];
      const { text } = await start({}, { nodeRegistration: { kubeletExtraArgs } });
      expect(text(FLAGS)).to.equal('KUBELET_KUBEADM_ARGS="--x=a\\"b\\\\c\\td\\x7fe\\u00a0ü"\n');
    });

    it('carries the CRI socket when NodeLocalCRISocket is off, and there is no instance file then', async () => {
      const outcome = await start({ hostname: 'box' }, { cluster: { featureGates: { NodeLocalCRISocket: false } } });
      expect(outcome.text(FLAGS)).to.equal(
        'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock --hostname-override=cp1"\n',
      );
      expect(outcome.text(INSTANCE)).to.equal(undefined);
      expect(outcome.config()['containerRuntimeEndpoint']).to.equal('');
    });
  });

  describe('config.yaml', () => {
    it("names the node's CRI socket, as instance-config.yaml does in one line", async () => {
      const { text, config } = await start();
      expect(text(INSTANCE)).to.equal('containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock"\n');
      expect(config()['containerRuntimeEndpoint']).to.equal('unix:///run/containerd/containerd.sock');
    });

    it("uses systemd-resolved's resolvers where that runs", async () => {
      const { config } = await start({ commands: { 'systemctl is-active systemd-resolved': 'active\n' } });
      expect(config()['resolvConf']).to.equal('/run/systemd/resolve/resolv.conf');
    });

    it('says nothing of resolvers where it does not run', async () => {
      expect((await start({ commands: NO_RESOLVED })).config()).to.not.have.property('resolvConf');
    });

    it('keeps the resolvers that the user gave', async () => {
      const base = exampleConfig().kubelet.document;
      const kubelet = { userSupplied: true, document: { ...base, resolvConf: '/etc/my-resolv.conf' } };
      const { config } = await start({ commands: { 'systemctl is-active systemd-resolved': 'active\n' } }, { kubelet });
      expect(config()['resolvConf']).to.equal('/etc/my-resolv.conf');
    });

    it("is patched by the user, but the node's CRI socket stays", async () => {
      const files = {
        '/patches/': '',
        '/patches/kubeletconfiguration+merge.yaml': 'maxPods: 42\ncontainerRuntimeEndpoint: unix:///elsewhere\n',
      };
      const { config, context } = await start({ files }, { patchesDirectory: '/patches' });
      expect(config()).to.include({ maxPods: 42, containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock' });
      expect(context.notes.join('\n')).to.contain('kubeletconfiguration');
    });
  });

  describe('without systemd and OpenRC', () => {
    const options: MachineOptions = { programs: { systemctl: false } };

    it('writes the files, and asks to start the kubelet by hand', async () => {
      const { told, context } = await start(options);
      expect(told()).to.deep.equal([`write-file ${FLAGS}`, `write-file ${INSTANCE}`, `write-file ${CONFIG}`]);
      expect(context.warnings).to.have.lengthOf(1);
      expect(context.warnings[0]).to.contain('restart the kubelet yourself');
    });

    it('changes and asks nothing the second time', async () => {
      const { machine, context } = await start(options);
      machine.forget();
      await kubeletStart.run(context);
      expect(machine.changes).to.deep.equal([]);
      expect(context.warnings).to.have.lengthOf(1);
    });
  });

  it('goes on with a warning when the service cannot be started: the wait will say why', async () => {
    const onChange = (change: { readonly kind: string }): void => {
      if (change.kind === 'run-service')
        throw new KubeadmError('service-failed', 'Unit kubelet.service not found', { hint: 'install it' });
    };
    const { context } = await start({ onChange });
    expect(context.warnings).to.deep.equal([
      'could not restart the kubelet: Unit kubelet.service not found (install it)',
    ]);
  });
});
