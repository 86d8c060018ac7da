import { expect } from 'chai';
import { answeringMachine } from '../../support/answering-machine.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { run } from '../../support/simulated-run.ts';

const token = (...words: readonly string[]) => ['token', ...words];

async function machineWith(...ids: readonly string[]): Promise<SimulatedMachine> {
  const machine = answeringMachine();
  for (const id of ids) await run(token('create', `${id}.0123456789abcdef`), machine);
  machine.forget();
  return machine;
}

const left = async (machine: SimulatedMachine): Promise<string> =>
  (await run(token('list', '-o', 'name'), machine)).stdout;

describe('kubeadm-ts token delete', () => {
  it('deletes tokens by their ids, or whole ones of which the id counts', async () => {
    const machine = await machineWith('aaaaaa', 'bbbbbb', 'cccccc');
    const { code, stdout, stderr } = await run(token('delete', 'aaaaaa', 'bbbbbb.ffffffffffffffff'), machine);
    expect({ code, stderr }).deep.equal({ code: 0, stderr: '' });
    expect(stdout).equal('bootstrap token "aaaaaa" deleted\nbootstrap token "bbbbbb" deleted\n');
    expect(await left(machine)).equal('cccccc\n');
  });

  it('stops at the first that is not there: those before it are gone', async () => {
    const machine = await machineWith('aaaaaa', 'cccccc');
    const { code, stdout, stderr } = await run(token('delete', 'aaaaaa', 'bbbbbb', 'cccccc'), machine);
    expect(code).equal(1);
    expect(stdout).equal('bootstrap token "aaaaaa" deleted\n');
    expect(stderr).include('no token with the id "bbbbbb" (not looked at any more: cccccc)');
    expect(stderr).include('hint: see which tokens there are: kubeadm-ts token list');
    expect(await left(machine)).equal('cccccc\n');
  });

  it('refuses what is no id before it deletes anything, and shows no secret', async () => {
    const machine = await machineWith('aaaaaa');
    for (const [wrong, shown] of [
      ['abc', 'abc'],
      ['AAAAAA', 'AAAAAA'],
      ['aaaaaa.0123456789abcde', 'aaaaaa.***'],
      ['aaaaaa0123456789abcdef', 'aaaaaa.***'],
      ['.0123456789abcdef', '.***'],
    ] as const) {
      const { code, stderr } = await run(token('delete', 'aaaaaa', wrong), machine);
      expect(code).equal(1);
      expect(stderr).include(`"${shown}" is neither the id of a token nor a token`).and.not.include('0123456789');
    }
    expect(await left(machine)).equal('aaaaaa\n');
  });

  it('needs to know which', async () => {
    const { code, stderr } = await run(token('delete'), answeringMachine());
    expect(code).equal(1);
    expect(stderr).include('which token').and.include('hint: name one or several ids');
  });

  it('shows what it would delete in a dry run, deletes nothing, and still tells what is not there', async () => {
    const machine = await machineWith('aaaaaa');
    const { code, stdout, stderr } = await run(token('delete', 'aaaaaa', 'aaaaaa', '--dry-run'), machine);
    expect(stdout).match(/^\[dry-run\] would delete Secret kube-system\/bootstrap-token-aaaaaa/);
    expect(stdout).match(/bootstrap token "aaaaaa" deleted\n$/);
    expect(code).equal(1);
    expect(stderr).include('no token with the id "aaaaaa"');
    expect(machine.changes).deep.equal([]);
  });
});

describe('kubeadm-ts token', () => {
  it('has help with examples and the flags of the reference for each of its commands', async () => {
    for (const [words, flags] of [
      [
        'create',
        'certificate-key config control-plane description dry-run groups kubeconfig print-join-command ttl usages',
      ],
      ['delete', 'dry-run kubeconfig'],
      ['generate', 'dry-run kubeconfig'],
      ['list', 'allow-missing-template-keys dry-run kubeconfig output show-managed-fields'],
    ] as const) {
      const { code, stdout } = await run(token(words, '--help'));
      expect(code, words).equal(0);
      expect(stdout, words).match(/Examples:\n {2}# .+\n {2}kubeadm-ts /);
      const section = /\nFlags:\n([\s\S]*?)\n\nGlobal flags:/.exec(stdout)?.[1] ?? '';
      const found = [...section.matchAll(/^ {2}(?:-\w, |    )--([a-z-]+)/gm)].map(([, name]) => name);
      expect(found, words).deep.equal(flags.split(' '));
    }
  });

  it('makes up tokens with the flags of its group', async () => {
    expect((await run(token('generate', '--dry-run', '--kubeconfig', '/nowhere'))).stdout).match(
      /^[a-z0-9]{6}\.[a-z0-9]{16}\n$/,
    );
  });
});
