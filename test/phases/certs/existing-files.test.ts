import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { WriteFile } from '../../../pkg/host/change.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { privateKeyPem, publicKeyPem } from '../../../pkg/pki/key-pem.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { certificateAt, exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { failureOf } from '../../support/failure.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { ecKey, testKeys } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';

type Files = NonNullable<ConstructorParameters<typeof SimulatedMachine>[0]>['files'];

function setUp(files: Files) {
  const machine = new SimulatedMachine({ files: files ?? {} });
  const keys = testKeys();
  const context = testContext(machine, { keys });
  const paths = (): readonly string[] => (machine.changes as WriteFile[]).map(({ path }) => path);
  return { machine, keys, context, paths, run: (...names: readonly string[]) => runSteps(certsPhase, context, names) };
}

/** All files of a finished run. */
async function finished(): Promise<Record<string, { content: string; mode: number }>> {
  const machine = new SimulatedMachine();
  await runSteps(certsPhase, testContext(machine));
  const files = machine.paths().filter((path) => path.startsWith(PKI));
  return Object.fromEntries(files.map((path) => [path, machine.file(path)!]));
}

describe('certificates, when files are there already', () => {
  const authority = exampleAuthority();
  const ca = pairFiles(`${PKI}/ca`, authority);

  it('keeps an authority that already exists, and signs with it', async () => {
    const { machine, context, run } = setUp(ca);
    await run('ca', 'apiserver');
    expect(certificateAt(machine, `${PKI}/apiserver.crt`).verify(authority.certificate.publicKey)).to.equal(true);
    expect(context.notes[0]).to.contain('using the existing certificate authority');
  });

  it('keeps an authority without a key, and says so', async () => {
    const { context, paths, run } = setUp({ [`${PKI}/ca.crt`]: certificatePem(authority.certificate) });
    await run('ca');
    expect(paths()).to.deep.equal([]);
    expect(context.notes[0]).to.contain('without a key').and.contain(`${PKI}/ca.key`);
  });

  it('continues after a crash between a key and its certificate: the key is used', async () => {
    const key = ecKey();
    for (const base of ['ca', 'apiserver']) {
      const { machine, keys, context, run } = setUp({
        ...(base === 'ca' ? {} : ca),
        [`${PKI}/${base}.key`]: privateKeyPem(key),
      });
      await run(base);
      expect(keys.taken, 'no new key').to.deep.equal([]);
      expect(certificateAt(machine, `${PKI}/${base}.crt`).checkPrivateKey(key)).to.equal(true);
      expect(context.notes[0]).to.contain(`using the existing key ${PKI}/${base}.key`);
    }
  });

  it('completes a run that was interrupted before any of its writes', async () => {
    const complete = Object.keys(await finished());
    for (let writes = 0; writes < complete.length; writes += 1) {
      let left = writes;
      const interrupt = (): void => {
        left -= 1;
        if (left < 0) throw new KubeadmError('disk-full', 'no space');
      };
      const interrupted = { active: true };
      const machine = new SimulatedMachine({ onChange: () => (interrupted.active ? interrupt() : undefined) });
      const error = await failureOf(runSteps(certsPhase, testContext(machine)));
      expect(error.code).to.equal('disk-full');
      interrupted.active = false;
      await runSteps(certsPhase, testContext(machine));
      expect(machine.paths().filter((path) => path.startsWith(PKI))).to.deep.equal(complete);
      expect(machine.changes, 'nothing is written twice').to.have.length(complete.length);
    }
  });

  it('stops at a key without a certificate that is no key', async () => {
    const { paths, run } = setUp({ [`${PKI}/ca.key`]: 'garbage' });
    const error = await failureOf(run('ca'));
    expect(error.code).to.equal('private-key-unreadable');
    expect(paths()).to.deep.equal([]);
  });

  it('refuses an authority whose key belongs to another', async () => {
    const { paths, run } = setUp({ ...ca, [`${PKI}/ca.key`]: privateKeyPem(ecKey()) });
    const error = await failureOf(run('ca'));
    expect(error.code).to.equal('certificate-key-mismatch');
    expect(error.message).to.contain(`${PKI}/ca.key`);
    expect(paths()).to.deep.equal([]);
  });

  it('refuses to sign without the authority, and names the command that makes it', async () => {
    const error = await failureOf(setUp({}).run('etcd-server'));
    expect(error.code).to.equal('certificate-authority-missing');
    expect(error.hint).to.contain('kubeadm-ts init phase certs etcd-ca').and.contain(`${PKI}/etcd/ca.crt`);
  });

  it('refuses to sign without the authority’s key, before it writes a key', async () => {
    const { paths, run } = setUp({ [`${PKI}/ca.crt`]: certificatePem(authority.certificate) });
    const error = await failureOf(run('apiserver'));
    expect(error.code).to.equal('certificate-authority-key-missing');
    expect(error.message).to.contain(`${PKI}/ca.key`);
    expect(paths()).to.deep.equal([]);
  });

  it('warns of an authority that is none, and refuses to sign with it', async () => {
    const { context, paths, run } = setUp(pairFiles(`${PKI}/ca`, exampleLeaf(authority)));
    await run('ca');
    expect(context.warnings.join()).to.contain('not a certificate authority');
    const error = await failureOf(run('apiserver'));
    expect(error.code).to.equal('not-a-certificate-authority');
    expect(error.message).to.contain(`${PKI}/ca.crt`);
    expect(paths()).to.deep.equal([]);
  });

  it('warns of an authority that has expired, and still signs', async () => {
    const old = exampleAuthority({ notAfter: new Date('2026-01-01T00:00:00Z') });
    const { context, paths, run } = setUp(pairFiles(`${PKI}/ca`, old));
    await run('ca');
    expect(context.warnings).to.have.length(1);
    expect(context.warnings[0]).to.contain('expired on 2026-01-01').and.contain(`${PKI}/ca.crt`);
    await run('apiserver');
    expect(paths()).to.deep.equal([`${PKI}/apiserver.key`, `${PKI}/apiserver.crt`]);
    expect(context.warnings[1]).to.contain('"apiserver"');
  });

  it('keeps a certificate with fewer names than it should have, and warns', async () => {
    const { context, paths, run } = setUp({
      ...ca,
      ...pairFiles(`${PKI}/apiserver`, exampleLeaf(authority, { names: ['cp1'] })),
    });
    await run('apiserver');
    expect(paths()).to.deep.equal([]);
    expect(context.warnings[0]).to.contain('not good for kubernetes').and.contain('192.0.2.10');
    expect(context.warnings[0]).to.contain('kubeadm-ts init phase certs apiserver');
  });

  it('uses the first certificate of an authority’s file', async () => {
    const other = exampleAuthority();
    const bundle = certificatePem(authority.certificate) + certificatePem(other.certificate);
    const { machine, run } = setUp({ ...ca, [`${PKI}/ca.crt`]: bundle });
    await run('apiserver');
    expect(certificateAt(machine, `${PKI}/apiserver.crt`).verify(authority.certificate.publicKey)).to.equal(true);
  });

  it('stops at the first bad file of a finished run', async () => {
    const files = await finished();
    const stranger = exampleAuthority({ commonName: 'kubernetes' });
    const { paths, context, machine } = setUp({ ...files, ...pairFiles(`${PKI}/ca`, stranger) });
    const error = await failureOf(runSteps(certsPhase, context));
    expect(error.code).to.equal('certificate-wrong-authority');
    expect(new X509Certificate(machine.file(`${PKI}/apiserver.crt`)!.content).subject).to.equal('CN=kube-apiserver');
    expect(paths()).to.deep.equal([]);
  });
});

describe('the keys of ServiceAccounts, when files are there already', () => {
  const key = ecKey();

  it('are kept', async () => {
    const { context, paths, run } = setUp({
      [`${PKI}/sa.key`]: privateKeyPem(key),
      [`${PKI}/sa.pub`]: publicKeyPem(key),
    });
    await run('sa');
    expect(paths()).to.deep.equal([]);
    expect(context.notes[0]).to.contain('using the existing key');
  });

  it('get a missing public half made again', async () => {
    const { machine, context, run } = setUp({ [`${PKI}/sa.key`]: privateKeyPem(key) });
    await run('sa');
    expect(machine.file(`${PKI}/sa.pub`)).to.deep.include({ content: publicKeyPem(key), mode: 0o600 });
    expect(machine.changes).to.have.length(1);
    expect(context.notes.join()).to.contain('made again');
  });

  it('are both made again, with a warning, when only the public half is left', async () => {
    const { machine, context, run } = setUp({ [`${PKI}/sa.pub`]: publicKeyPem(key) });
    await run('sa');
    expect(machine.file(`${PKI}/sa.pub`)!.content).to.not.equal(publicKeyPem(key));
    expect(context.warnings[0]).to.contain(`${PKI}/sa.pub`);
  });

  it('may keep older public keys beside the current one', async () => {
    const { paths, run } = setUp({
      [`${PKI}/sa.key`]: privateKeyPem(key),
      [`${PKI}/sa.pub`]: publicKeyPem(ecKey()) + publicKeyPem(key),
    });
    await run('sa');
    expect(paths()).to.deep.equal([]);
  });

  it('are refused when they do not belong together', async () => {
    const { run } = setUp({ [`${PKI}/sa.key`]: privateKeyPem(key), [`${PKI}/sa.pub`]: publicKeyPem(ecKey()) });
    const error = await failureOf(run('sa'));
    expect(error.code).to.equal('service-account-key-mismatch');
    expect(error.message).to.contain(`${PKI}/sa.key`).and.contain(`${PKI}/sa.pub`);
  });

  it('are refused when the private one is garbage', async () => {
    const error = await failureOf(setUp({ [`${PKI}/sa.key`]: 'garbage' }).run('sa'));
    expect(error.code).to.equal('private-key-unreadable');
    expect(error.message).to.contain(`${PKI}/sa.key`);
  });

  it('are not made while the authority is external, with a warning for what is missing', async () => {
    const { context, paths, run } = setUp({ [`${PKI}/ca.crt`]: certificatePem(exampleAuthority().certificate) });
    await run('sa');
    expect(paths()).to.deep.equal([]);
    expect(context.warnings.map((warning) => warning.split(' ')[0])).to.deep.equal([`${PKI}/sa.key`, `${PKI}/sa.pub`]);
  });
});
