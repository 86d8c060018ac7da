import { expect } from 'chai';
import { load, loadAll } from 'js-yaml';
import type { MachineOptions } from '../support/healthy-machine.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';

const RESET = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ResetConfiguration\nforce: true\n';
const OLD = `apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
kubernetesVersion: v1.36.2
apiServer: {extraArgs: {v: "2"}, timeoutForControlPlane: 9m}
`;

function machineWith(text: string, options: MachineOptions = {}): SimulatedMachine {
  return new SimulatedMachine({ ...options, files: { '/in/old.yaml': text, '/out/': '', ...options.files } });
}
const migrate = (machine: SimulatedMachine, ...words: readonly string[]) =>
  run(['config', 'migrate', '--old-config', '/in/old.yaml', ...words], machine);

describe('kubeadm-ts config migrate', () => {
  it('prints the file in the newest version', async () => {
    const { code, stdout, stderr } = await migrate(machineWith(OLD));
    expect(code, stderr).equal(0);
    const [init, cluster] = loadAll(stdout);
    expect(init).include({ apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'InitConfiguration' });
    expect(init).nested.include({ 'timeouts.controlPlaneComponentHealthCheck': '9m0s' });
    expect(cluster).deep.nested.include({ 'apiServer.extraArgs': [{ name: 'v', value: '2' }] });
  });

  it('writes it into a file that others may read, in one step', async () => {
    const machine = machineWith(RESET);
    const { code, stdout, stderr } = await migrate(machine, '--new-config', '/out/new.yaml');
    expect({ code, stdout }).deep.equal({ code: 0, stdout: '' });
    expect(stderr).include('/out/new.yaml is written');
    const [change] = machine.changes;
    expect(machine.changes).length(1);
    expect(change).include({ kind: 'write-file', path: '/out/new.yaml', mode: 0o644, secret: true });
    expect(load((await machine.readFile('/out/new.yaml')) ?? '')).include({ kind: 'ResetConfiguration', force: true });
  });

  it('does not make a token readable that was not', async () => {
    for (const [mode, expected] of [
      [0o600, 0o600],
      [0o640, 0o640],
      [0o400, 0o600],
      [0o755, 0o644],
    ] as const) {
      const machine = machineWith('', { files: { '/in/old.yaml': { content: RESET, mode } } });
      await migrate(machine, '--new-config', '/out/new.yaml');
      expect(machine.changes[0], mode.toString(8)).include({ mode: expected });
    }
  });

  it('keeps the mode and the owner of a file that it replaces, be it the old one', async () => {
    const machine = machineWith('', { files: { '/in/old.yaml': { content: RESET, mode: 0o660 } } });
    const { code } = await migrate(machine, '--new-config', '/in/old.yaml');
    expect(code).equal(0);
    expect(machine.changes).length(1);
    expect(machine.changes[0]).deep.include({ path: '/in/old.yaml', mode: 0o660, owner: { uid: 0, gid: 0 } });
  });

  it('leaves the owner alone where it may not be changed', async () => {
    const machine = machineWith(RESET, { uid: 1000 });
    await migrate(machine, '--new-config', '/in/old.yaml');
    expect(machine.changes[0]).not.have.property('owner');
  });

  it('writes through a symbolic link', async () => {
    const machine = machineWith(RESET, { links: { '/out/link.yaml': '/out/real.yaml' } });
    await migrate(machine, '--new-config', '/out/link.yaml');
    expect(machine.changes[0]).include({ path: '/out/real.yaml' });
  });

  it('prints where the new file is standard output', async () => {
    const machine = machineWith(RESET);
    const { stdout } = await migrate(machine, '--new-config', '/dev/stdout');
    expect(stdout).include('kind: ResetConfiguration');
    expect(machine.changes).deep.equal([]);
  });

  it('says before any work why a file cannot be written', async () => {
    for (const [target, why] of [
      ['/out', 'it is a folder'],
      ['/none/new.yaml', 'there is no folder /none'],
      ['/in/old.yaml/new.yaml', 'there is no folder /in/old.yaml'],
    ] as const) {
      const machine = machineWith('not looked at');
      const { code, stderr } = await migrate(machine, '--new-config', target);
      expect(code).equal(1);
      expect(stderr).include(`error: ${target} cannot take the new configuration: ${why}\nhint: `);
      expect(machine.changes).deep.equal([]);
    }
  });

  it('says what to do where the file cannot be written after all', async () => {
    const files = { '/in/old.yaml': RESET, '/out/': '' };
    const machine = new SimulatedMachine({
      files,
      onChange: () => {
        throw new Error('EROFS: read-only file system');
      },
    });
    const { code, stderr } = await migrate(machine, '--new-config', '/out/new.yaml');
    expect(code).equal(1);
    expect(stderr).match(/cannot be written: EROFS.*\nhint: name a file in a folder that exists/);
  });

  it('writes nothing for a file that is wrong', async () => {
    const machine = machineWith(`${RESET}forces: true\n`);
    const { code, stderr } = await migrate(machine, '--new-config', '/out/new.yaml');
    expect(code).equal(1);
    expect(stderr).include('did you mean "force"?');
    expect(machine.changes).deep.equal([]);
  });

  it('takes a warning for an error with --strict', async () => {
    const text = `${RESET}criSocket: /run/x.sock\n`;
    const lax = await migrate(machineWith(text));
    expect(lax.code).equal(0);
    expect(lax.stderr).match(/^warning: .*has no scheme/);
    const strict = await migrate(machineWith(text), '--strict');
    expect(strict).include({ code: 1, stdout: '' });
    expect(strict.stderr).match(/^error: .*has no scheme/);
  });
});
