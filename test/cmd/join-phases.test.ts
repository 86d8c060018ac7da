import { expect } from 'chai';
import { joinWorkflow } from '../../phases/workflows/join.ts';
import { allSteps } from '../../pkg/workflow/select-steps.ts';
import { SimulatedCluster } from '../support/simulated-cluster.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import { run, type Outcome } from '../support/simulated-run.ts';

describe('kubeadm-ts join phase', () => {
  let cluster: SimulatedCluster;
  beforeEach(async () => {
    cluster = await SimulatedCluster.start();
  });
  afterEach(() => cluster?.close());

  const phase = (machine: SimulatedMachine, name: string, ...words: readonly string[]): Promise<Outcome> =>
    cluster.run(machine, ['join', 'phase', ...name.split('/'), ...words]);
  const succeeds = async (machine: SimulatedMachine, name: string, ...words: readonly string[]): Promise<string> => {
    const { code, stderr } = await phase(machine, name, ...words);
    expect(code, `${name}: ${stderr}`).equal(0);
    return stderr;
  };
  const newMachine = (): SimulatedMachine => cluster.machine('cp2', { address: '192.0.2.11' });
  const files = (machine: SimulatedMachine): readonly string[] =>
    machine.paths().filter((path) => /^\/(etc\/kubernetes|var\/lib)\//.test(path));

  it('makes a worker, phase by phase', async () => {
    const whole = cluster.machine('worker1');
    expect((await cluster.join(whole)).code).equal(0);
    const machine = cluster.machine('worker2');
    await succeeds(machine, 'preflight', ...cluster.words);
    expect(machine.changes).deep.equal([]);
    await succeeds(machine, 'kubelet-start', ...cluster.words);
    await succeeds(machine, 'kubelet-wait-bootstrap');
    expect(files(machine)).deep.equal(files(whole));
  });

  for (const [how, prepare] of [
    ['group by group', ['all']],
    ['phase by phase', ['download-certs', 'certs', 'kubeconfig', 'control-plane']],
  ] as const) {
    it(`makes a control plane, ${how}`, async () => {
      const machine = newMachine();
      const [flag] = cluster.controlPlaneFlags;
      await succeeds(machine, 'preflight', ...cluster.words, ...cluster.controlPlaneFlags);
      for (const name of prepare) {
        const words = name === 'control-plane' ? [] : cluster.words;
        const key = ['all', 'download-certs'].includes(name) ? cluster.controlPlaneFlags : [String(flag)];
        await succeeds(machine, `control-plane-prepare/${name}`, ...words, ...key);
      }
      await succeeds(machine, 'kubelet-start', ...cluster.words);
      await succeeds(machine, 'etcd-join', '--control-plane');
      await succeeds(machine, 'kubelet-wait-bootstrap');
      await succeeds(
        machine,
        `control-plane-join/${how === 'group by group' ? 'all' : 'mark-control-plane'}`,
        '--control-plane',
      );
      expect(await succeeds(machine, 'wait-control-plane', '--control-plane')).include('kube-apiserver is healthy');
      expect(cluster.voters).deep.equal(['cp1', 'cp2']);

      const whole = cluster.machine('cp3', { address: '192.0.2.12' });
      expect((await cluster.join(whole, ...cluster.controlPlaneFlags)).code).equal(0);
      expect(files(machine)).deep.equal(files(whole));
    });
  }

  it('changes nothing when a phase is run a second time', async () => {
    const machine = newMachine();
    expect((await cluster.join(machine, ...cluster.controlPlaneFlags)).code).equal(0);
    machine.forget();
    for (const [name, ...words] of [
      ['control-plane-prepare/all', ...cluster.words, ...cluster.controlPlaneFlags],
      ['etcd-join', '--control-plane'],
      ['kubelet-wait-bootstrap'],
      ['control-plane-join/all', '--control-plane'],
      ['wait-control-plane', '--control-plane'],
    ] as const)
      await succeeds(machine, name, ...words);
    expect(machine.changes).deep.equal([]);
  });

  it('says what would be done by --dry-run', async () => {
    const machine = newMachine();
    const words = [...cluster.words, ...cluster.controlPlaneFlags, '--dry-run'];
    const { code, stdout } = await phase(machine, 'control-plane-prepare/download-certs', ...words);
    expect(code).equal(0);
    expect(stdout).include('would write /etc/kubernetes/pki/ca.key (0600): content is secret');
    expect(machine.changes).deep.equal([]);
  });

  it('takes a phase of control planes without --control-plane for a mistake, and says so', async () => {
    const machine = newMachine();
    for (const name of ['control-plane-prepare/all', 'control-plane-prepare/certs']) {
      const stderr = await succeeds(machine, name, ...cluster.words);
      expect(stderr).match(/warning: nothing is done: this machine joins as a worker, and .*: --control-plane, or/);
    }
    expect(machine.changes).deep.equal([]);
  });

  it('needs what earlier phases wrote, and names them', async () => {
    for (const [name, ...flags] of [['etcd-join', '--control-plane'], ['kubelet-wait-bootstrap']] as const) {
      const { code, stderr } = await phase(newMachine(), name, ...flags);
      expect(code).equal(1);
      expect(stderr).include('/etc/kubernetes/admin.conf is missing, and this phase finds the cluster with it');
      expect(stderr).include('join phase control-plane-prepare kubeconfig <host:port>');
      if (flags.length === 0) expect(stderr).include('on a worker, "kubeadm-ts join phase kubelet-start <host:port>');
    }
  });

  it('needs a subcommand for a group, and shows the help', async () => {
    for (const words of [[], ['control-plane-prepare'], ['control-plane-join']]) {
      const { code, stdout, stderr } = await run(['join', 'phase', ...words]);
      expect(code).equal(1);
      expect(stdout).include('Commands:');
      expect(stderr).match(/needs a subcommand\nhint: one of: /);
    }
  });

  it('has help with an example that can be called as it stands', async () => {
    const groups = joinWorkflow.flatMap(({ name, phases }) => (phases === undefined ? [] : [`${name}/all`]));
    const steps = allSteps(joinWorkflow).flatMap(({ path, step }) => (step.hidden === true ? [] : [path]));
    for (const path of [...groups, ...steps]) {
      const { code, stdout } = await run(['join', 'phase', ...path.split('/'), '--help']);
      expect(code, path).equal(0);
      const [, example = ''] = /Examples:\n {2}# .+\n {2}kubeadm-ts (.+)\n/.exec(stdout) ?? [];
      expect(example, path).match(new RegExp(`^join phase ${path.replace('/', ' ')}( |$)`));
      // every flag of the example is one of the command
      for (const [flag] of example.matchAll(/--[a-z-]+/g)) expect(stdout).match(new RegExp(`^ {6}${flag}\\b`, 'm'));
      const takesToken = /^ {6}--token /m.test(stdout);
      expect(example.includes('--discovery-token-ca-cert-hash'), path).equal(takesToken);
    }
  });

  it('hides check-etcd', async () => {
    expect((await run(['join', 'phase', '--help'])).stdout).not.include('check-etcd');
    expect((await run(['join', 'phase', 'check-etcd'])).code).equal(1);
  });
});
