import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { detectExternalCa } from '../../../pkg/pki/external-ca.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { kubeconfigPhase } from '../../../phases/kubeconfig/kubeconfig.ts';
import { exampleAuthority } from '../../support/example-certificates.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { failureOf } from '../../support/failure.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const KD = '/etc/kubernetes';
const settings = { kubeconfigDir: KD, uploadCerts: false };

/** A machine with all certificates and kubeconfig files, without those named. */
async function machineWithout(...missing: readonly string[]): Promise<SimulatedMachine> {
  const machine = new SimulatedMachine();
  await runSteps(certsPhase, testContext(machine));
  await runSteps(kubeconfigPhase, testContext(machine));
  for (const path of missing) await machine.change({ kind: 'remove-file', path: `${KD}/${path}` });
  machine.forget();
  return machine;
}

describe('the detection of external authorities', () => {
  const config = exampleConfig();

  it('finds none on an empty machine, nor where the keys are', async () => {
    const none = { ca: false, frontProxyCa: false, warnings: [] };
    expect(await detectExternalCa(new SimulatedMachine(), config, settings)).to.deep.equal(none);
    expect(await detectExternalCa(await machineWithout(), config, settings)).to.deep.equal(none);
  });

  it('finds authorities without keys when everything they have to sign is there', async () => {
    const machine = await machineWithout('pki/ca.key', 'pki/front-proxy-ca.key');
    expect(await detectExternalCa(machine, config, settings)).to.deep.equal({
      ca: true,
      frontProxyCa: true,
      warnings: [],
    });
  });

  it('then lets every phase keep what is there', async () => {
    const machine = await machineWithout('pki/ca.key', 'pki/front-proxy-ca.key', 'pki/etcd/ca.key');
    const context = testContext(machine);
    await runSteps(certsPhase, context);
    await runSteps(kubeconfigPhase, context);
    expect(machine.changes).to.deep.equal([]);
    expect(context.warnings).to.deep.equal([]);
  });

  it('names everything that is missing at once', async () => {
    const missing = ['pki/apiserver.crt', 'pki/apiserver-kubelet-client.key', 'super-admin.conf', 'scheduler.conf'];
    const error = await failureOf(detectExternalCa(await machineWithout('pki/ca.key', ...missing), config, settings));
    expect(error.code).to.equal('external-ca-incomplete');
    for (const path of missing) expect(error.message).to.contain(`${KD}/${path}`);
    expect(error.message.match(/\n {2}- /g)).to.have.length(4);
    expect(error.message).to.contain('no key in /etc/kubernetes/pki for "ca":');
  });

  it('asks for the client certificate of an external front-proxy authority', async () => {
    const machine = await machineWithout('pki/front-proxy-ca.key', 'pki/front-proxy-client.crt');
    const error = await failureOf(detectExternalCa(machine, config, settings));
    expect(error.message).to.contain('front-proxy-client.crt').and.not.contain('admin.conf');
  });

  it('asks nothing of an etcd authority without a key', async () => {
    expect((await detectExternalCa(await machineWithout('pki/etcd/ca.key'), config, settings)).ca).to.equal(false);
  });

  it('refuses kubeconfig files that trust another authority', async () => {
    const machine = await machineWithout('pki/ca.key');
    const stranger = await machineWithout();
    const admin = stranger.file(`${KD}/admin.conf`)!;
    await machine.change({ kind: 'write-file', path: `${KD}/admin.conf`, content: admin.content, mode: 0o600 });
    const error = await failureOf(detectExternalCa(machine, config, settings));
    expect(error.message).to.contain(`${KD}/admin.conf trusts the authority`);
  });

  it('only warns of another server, and lets the kubelet use either endpoint', async () => {
    const machine = await machineWithout('pki/ca.key');
    const moved = exampleConfig({ cluster: { controlPlaneEndpoint: 'api.example.com:6443' } });
    const { warnings } = await detectExternalCa(machine, moved, settings);
    expect(warnings.map((warning) => /\w[\w-]*\.conf/.exec(warning)?.[0])).to.deep.equal([
      'admin.conf',
      'super-admin.conf',
    ]);
  });

  it('refuses to upload certificates when a key is elsewhere', async () => {
    for (const key of ['pki/ca.key', 'pki/front-proxy-ca.key']) {
      const error = await failureOf(
        detectExternalCa(await machineWithout(key), config, { ...settings, uploadCerts: true }),
      );
      expect(error.code).to.equal('external-ca-upload');
      expect(error.hint).to.contain('--upload-certs');
    }
  });

  it('takes neither a broken certificate nor a leaf for an external authority', async () => {
    const leaf = (await machineWithout()).file(`${KD}/pki/apiserver.crt`)!;
    for (const content of ['garbage', leaf.content]) {
      const machine = new SimulatedMachine({ files: { [`${KD}/pki/ca.crt`]: content } });
      expect((await detectExternalCa(machine, config, settings)).ca).to.equal(false);
    }
  });

  it('looks into the configured folders', async () => {
    const files = { '/srv/pki/ca.crt': certificatePem(exampleAuthority().certificate) };
    const elsewhere = exampleConfig({ cluster: { certificatesDir: '/srv/pki' } });
    const error = await failureOf(
      detectExternalCa(new SimulatedMachine({ files }), elsewhere, { ...settings, kubeconfigDir: '/srv/conf' }),
    );
    expect(error.message).to.contain('/srv/pki/apiserver.crt').and.contain('/srv/conf/admin.conf');
  });
});
