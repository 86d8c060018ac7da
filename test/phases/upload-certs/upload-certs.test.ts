import { expect } from 'chai';
import { uploadCertsPhase } from '../../../phases/upload-certs/upload-certs.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { decryptCopy } from '../../../pkg/kube/certificate-copies.ts';
import { refOf } from '../../../pkg/kube/kube-object.ts';
import type { InitSettings } from '../../../phases/init-context.ts';
import { answeringMachine } from '../../support/answering-machine.ts';
import { applied, appliedObjects, secretText } from '../../support/applied-objects.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const KEY = 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204';
const OTHER_KEY = KEY.replace('e6', '00');

function uploading(machine = answeringMachine(), settings: Partial<InitSettings> = {}, certificateKey = KEY) {
  const context = testContext(machine, {
    config: exampleConfig({ certificateKey }),
    settings: { uploadCerts: true, ...settings },
  });
  return { machine, context };
}

function machineWithout(path: string, options: MachineOptions = {}): SimulatedMachine {
  const machine = answeringMachine(options);
  void machine.change({ kind: 'remove-file', path });
  machine.forget();
  return machine;
}

describe('phase upload-certs', () => {
  it('says why it does nothing unless asked to upload', () => {
    expect(uploadCertsPhase.skipReason?.(testContext(answeringMachine()))).to.contain('--upload-certs');
    expect(uploadCertsPhase.skipReason?.(uploading().context)).to.equal(undefined);
  });

  it('stores the owner, the encrypted files and the right to read them, in this order', async () => {
    const { machine, context } = uploading();
    await uploadCertsPhase.run(context);
    const [owner, ...rest] = applied(machine.changes);
    expect(owner).to.match(/^create Secret kube-system\/bootstrap-token-[a-z0-9]{6}$/);
    expect(rest).to.deep.equal([
      'create Secret kube-system/kubeadm-certs',
      'create Role kube-system/kubeadm:kubeadm-certs',
      'create RoleBinding kube-system/kubeadm:kubeadm-certs',
    ]);
  });

  it('encrypts every file under the certificate key', async () => {
    const { machine, context } = uploading();
    await uploadCertsPhase.run(context);
    const data = appliedObjects(machine.changes)[1]?.['data'] as Record<string, string>;
    const plain = Object.entries(data).map(([name, value]) => [
      name,
      decryptCopy(Buffer.from(value, 'base64'), Buffer.from(KEY, 'hex')).toString(),
    ]);
    expect(Object.fromEntries(plain)).to.deep.equal({
      'ca.crt': 'content of ca.crt\n',
      'ca.key': 'content of ca.key\n',
      'front-proxy-ca.crt': 'content of front-proxy-ca.crt\n',
      'front-proxy-ca.key': 'content of front-proxy-ca.key\n',
      'sa.pub': 'content of sa.pub\n',
      'sa.key': 'content of sa.key\n',
      'etcd-ca.crt': 'content of etcd/ca.crt\n',
      'etcd-ca.key': 'content of etcd/ca.key\n',
    });
  });

  it('lets the Secret go with a token of two hours that nobody can log in with', async () => {
    const { machine, context } = uploading();
    await uploadCertsPhase.run(context);
    const [owner, secret] = appliedObjects(machine.changes);
    expect(Object.keys(owner?.['data'] as object).sort()).to.deep.equal([
      'description',
      'expiration',
      'token-id',
      'token-secret',
    ]);
    expect(secretText(owner, 'expiration')).to.equal('2026-01-02T05:04:05Z');
    const { uid } = machine.object(refOf(owner!))!.metadata;
    expect(uid).to.match(/^[0-9a-f-]{36}$/);
    expect(secret?.metadata.ownerReferences).to.deep.equal([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        name: owner?.metadata.name,
        uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  });

  it('keeps what is uploaded when it runs again with the same key', async () => {
    const { machine, context } = uploading();
    await uploadCertsPhase.run(context);
    machine.forget();
    await uploadCertsPhase.run(context);
    expect(machine.changes).to.be.empty;
    expect(context.notes.join()).to.contain('kept Secret kubeadm-certs');
  });

  it('uploads again under another key', async () => {
    const { machine, context } = uploading();
    await uploadCertsPhase.run(context);
    machine.forget();
    await uploadCertsPhase.run(uploading(machine, {}, OTHER_KEY).context);
    expect(applied(machine.changes)[1]).to.equal('update Secret kube-system/kubeadm-certs');
  });

  it('uploads again when a file has changed', async () => {
    const { machine, context } = uploading();
    await uploadCertsPhase.run(context);
    await machine.change({ kind: 'write-file', path: '/etc/kubernetes/pki/sa.key', content: 'new', mode: 0o600 });
    machine.forget();
    await uploadCertsPhase.run(context);
    expect(applied(machine.changes)[1]).to.equal('update Secret kube-system/kubeadm-certs');
  });

  it('uploads again when the owner has less than an hour left', async () => {
    const { machine, context } = uploading();
    await uploadCertsPhase.run(context);
    const [, uploaded] = appliedObjects(machine.changes);
    const [owner] = appliedObjects(machine.changes);
    const later = answeringMachine({ objects: [owner!, uploaded!], now: new Date('2026-01-02T04:04:06Z') });
    await uploadCertsPhase.run(uploading(later).context);
    expect(applied(later.changes)[1]).to.equal('update Secret kube-system/kubeadm-certs');
  });

  it('refuses, before any change, when the key of an authority is kept elsewhere', async () => {
    for (const name of ['ca.key', 'front-proxy-ca.key']) {
      const { machine, context } = uploading(machineWithout(`/etc/kubernetes/pki/${name}`));
      const error = await uploadCertsPhase.run(context).catch((each: unknown) => each);
      expect(error).to.include({ code: 'certificate-authority-external' });
      expect((error as { hint: string }).hint).to.contain('without --upload-certs');
      expect(machine.changes).to.be.empty;
    }
  });

  it('names a missing file and how to make it', async () => {
    const { context } = uploading(machineWithout('/etc/kubernetes/pki/sa.pub'));
    const error = await uploadCertsPhase.run(context).catch((each: unknown) => each);
    expect(error).to.include({ code: 'certificate-missing' });
    expect((error as Error).message).to.contain('/etc/kubernetes/pki/sa.pub');
  });

  it('uploads an empty value, with a warning, where only the key of the etcd authority is missing', async () => {
    const { machine, context } = uploading(machineWithout('/etc/kubernetes/pki/etcd/ca.key'));
    await uploadCertsPhase.run(context);
    expect(secretText(appliedObjects(machine.changes)[1], 'etcd-ca.key')).to.equal('');
    expect(context.warnings.join()).to.contain('/etc/kubernetes/pki/etcd/ca.key');
  });

  it('hands the key out when it runs alone, unless asked not to', async () => {
    const alone = uploading(answeringMachine(), { fullRun: false });
    await uploadCertsPhase.run(alone.context);
    expect(alone.context.results).to.deep.equal([
      { text: `Using certificate key:\n${KEY}`, data: { certificateKey: KEY } },
    ]);
    const silent = uploading(answeringMachine(), { fullRun: false, skipCertificateKeyPrint: true });
    await uploadCertsPhase.run(silent.context);
    expect(JSON.stringify([silent.context.results, silent.context.notes])).not.to.contain(KEY);
  });

  it('asks for a certificate key when there is none', async () => {
    const { context } = uploading(answeringMachine(), {}, '');
    const error = await uploadCertsPhase.run(context).catch((each: unknown) => each);
    expect(error).to.include({ code: 'certificate-key-missing' });
  });
});
