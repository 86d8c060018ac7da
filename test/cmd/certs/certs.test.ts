import { expect } from 'chai';
import { run } from '../../support/simulated-run.ts';

describe('kubeadm-ts certs', () => {
  it('makes up a certificate key, another one each time', async () => {
    const [first, second] = [await run(['certs', 'certificate-key']), await run(['certificates', 'certificate-key'])];
    expect(first).include({ code: 0, stderr: '' });
    expect(first.stdout).match(/^[0-9a-f]{64}\n$/);
    expect(second.stdout)
      .match(/^[0-9a-f]{64}\n$/)
      .and.not.equal(first.stdout);
  });

  it('asks which command is meant', async () => {
    const { code, stdout, stderr } = await run(['certs']);
    expect(code).equal(1);
    expect(stdout).include('certificate-key');
    expect(stderr).include('"kubeadm-ts certs" needs a subcommand').and.include('hint: one of: ');
  });
});
