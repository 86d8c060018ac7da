import { expect } from 'chai';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';

const EVERY_COMMAND = [
  'print init-defaults',
  'print join-defaults',
  'print reset-defaults',
  'print upgrade-defaults',
  'validate',
  'migrate',
  'images list',
  'images pull',
  'schema',
  'explain',
].map((words) => ['config', ...words.split(' ')]);

describe('kubeadm-ts config', () => {
  it('has help with an example for every command, broken to the width of the terminal', async () => {
    for (const words of [['config'], ['config', 'print'], ['config', 'images'], ...EVERY_COMMAND]) {
      const { code, stdout } = await run([...words, '--help'], undefined, { columns: 80 });
      expect(code, words.join(' ')).equal(0);
      expect(stdout, words.join(' ')).match(/Examples:\n {2}# .+\n {2}kubeadm-ts config /);
      const long = stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  kubeadm-ts '));
      expect(long, words.join(' ')).deep.equal([]);
    }
  });

  it('fits its help and its explanations into narrow terminals', async () => {
    const narrow = { columns: 50, stdoutIsTTY: true };
    for (const words of [...EVERY_COMMAND.map((each) => [...each, '--help']), ['config', 'explain', 'networking']]) {
      const { stdout } = await run(words, undefined, narrow);
      const long = stdout
        .split('\n')
        .filter((line) => line.length > 50 && !/kubeadm-ts |^ {2}# |https:|^ +\S+$/.test(line));
      expect(long, words.join(' ')).deep.equal([]);
    }
  });

  for (const [words, message, hint] of [
    ['config', 'needs a subcommand', 'one of: print, validate, migrate, images, explain, schema'],
    ['config print', 'needs a subcommand', 'init-defaults, join-defaults, reset-defaults, upgrade-defaults'],
    ['config images', 'needs a subcommand', 'one of: list, pull'],
    ['config prin', 'unknown command "prin"', '`kubeadm-ts config print`'],
    ['config print init-default', 'unknown command "init-default"', '`kubeadm-ts config print init-defaults`'],
    ['config images lst', 'unknown command "lst"', '`kubeadm-ts config images list`'],
    ['config print reset-defaults x', 'does not take the argument "x"', '--help'],
    ['config print join-defaults --component-configs KubeletConfiguration', 'unknown flag: --component-configs', ''],
    ['config validate', 'needs to know which file', 'kubeadm-ts config validate --config cluster.yaml'],
    ['config validate --config=', 'needs to know which file', '--config cluster.yaml'],
    [
      'config validate c.yaml',
      'does not take the argument "c.yaml"',
      'a file is named by its flag: `kubeadm-ts config validate --config c.yaml`',
    ],
    ['config validate --config /none.yaml', '/none.yaml cannot be read: there is no such file', 'check the path'],
    ['config validate --config /etc/ssl/certs', '/etc/ssl/certs cannot be read: it is a folder', 'name a file'],
    ['config migrate', 'needs to know which file', 'kubeadm-ts config migrate --old-config cluster.yaml'],
    ['config migrate --old-config /none.yaml', 'there is no such file', 'given with --old-config'],
    ['config images list --config /none.yaml', '/none.yaml cannot be read: there is no such file', 'check the path'],
    ['config images list --cri-socket x', 'unknown flag: --cri-socket', ''],
  ] as const) {
    it(`refuses \`${words}\` with one clear error`, async () => {
      const { code, stderr } = await run(words.split(' '), new SimulatedMachine());
      expect(code).equal(1);
      expect(stderr).match(/^error: .+\n(hint: .+\n)?$/);
      expect(stderr).include(message).and.include(hint);
    });
  }

  it('takes --kubeconfig everywhere, as scripts for the reference give it, and asks no cluster', async () => {
    for (const words of [
      ['config', '--kubeconfig', '/none', 'print', 'reset-defaults'],
      ['config', 'images', 'list', '--kubernetes-version', 'v1.36.2', '--kubeconfig=/none'],
    ]) {
      expect(await run(words, new SimulatedMachine())).include({ code: 0, stderr: '' });
    }
  });

  it('is completed', async () => {
    const { stdout } = await run(['completion', 'bash']);
    expect(stdout).match(/'config print'\) candidates='init-defaults join-defaults reset-defaults upgrade-defaults /);
    expect(stdout).match(/'config images list'\) candidates='[^']*--image-repository/);
  });

  it('explains fields and prints the schema for editors', async () => {
    const { code, stdout } = await run(['config', 'explain', 'ClusterConfiguration.networking.podSubnet']);
    expect(code).equal(0);
    expect(stdout).match(/podSubnet[\s\S]*\n$/);
    const schema = JSON.parse((await run(['config', 'schema', 'ClusterConfiguration'])).stdout);
    expect(JSON.stringify(schema)).include('"podSubnet"');
  });
});
