import { expect } from 'chai';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { exampleAuthority, certificateAt, pairFiles, MACHINE_TIME } from '../../support/example-certificates.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { testKeys } from '../../support/test-keys.ts';
import type { WriteFile } from '../../../pkg/host/change.ts';
import { validFrom, validTo } from '../../../pkg/pki/certificate-period.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';

const PKI = '/etc/kubernetes/pki';
const HOUR = 3_600_000;

/** Path and octal mode of every file written, in order. */
function written(machine: SimulatedMachine): readonly string[] {
  return machine.changes.map((change) => `${(change as WriteFile).path} ${(change as WriteFile).mode.toString(8)}`);
}

describe('init phase certs', () => {
  it('writes every key before its certificate, keys for their owner alone', async () => {
    const machine = new SimulatedMachine();
    await runSteps(certsPhase, testContext(machine));
    const bases = ['ca', 'apiserver', 'apiserver-kubelet-client', 'front-proxy-ca', 'front-proxy-client', 'etcd/ca'];
    bases.push('etcd/server', 'etcd/peer', 'etcd/healthcheck-client', 'apiserver-etcd-client');
    const pairs = bases.flatMap((base) => [`${PKI}/${base}.key 600`, `${PKI}/${base}.crt 644`]);
    expect(written(machine)).to.deep.equal([...pairs, `${PKI}/sa.key 600`, `${PKI}/sa.pub 600`]);
  });

  it('marks private keys, and nothing else, as secret', async () => {
    const machine = new SimulatedMachine();
    await runSteps(certsPhase, testContext(machine));
    for (const change of machine.changes as WriteFile[]) {
      expect(change.secret === true, change.path).to.equal(change.content.includes('PRIVATE KEY'));
      expect(change.path.endsWith('.key'), change.path).to.equal(change.secret === true);
    }
  });

  it('changes nothing the second time, and says what it keeps', async () => {
    const machine = new SimulatedMachine();
    const config = exampleConfig();
    await runSteps(certsPhase, testContext(machine, { config }));
    machine.forget();
    const again = testContext(machine, { config });
    await runSteps(certsPhase, again);
    expect(machine.changes).to.deep.equal([]);
    expect(again.notes).to.have.length(11);
    expect(again.notes.every((note) => note.includes('using the existing'))).to.equal(true);
    expect(again.warnings).to.deep.equal([]);
  });

  it('takes one key of the configured kind for each file pair', async () => {
    const keys = testKeys();
    const config = exampleConfig({ cluster: { encryptionAlgorithm: 'ECDSA-P384' } });
    await runSteps(certsPhase, testContext(new SimulatedMachine(), { keys, config }));
    expect(keys.taken).to.deep.equal(Array.from({ length: 11 }, () => 'ECDSA-P384'));
  });

  it('lets the feature gate decide on the kind of key', async () => {
    const keys = testKeys();
    const config = exampleConfig({ cluster: { featureGates: { PublicKeysECDSA: true } } });
    await runSteps(certsPhase, testContext(new SimulatedMachine(), { keys, config }), ['ca', 'sa']);
    expect(keys.taken).to.deep.equal(['ECDSA-P256', 'ECDSA-P256']);
  });

  it('makes certificates valid from five minutes before the start, as long as configured', async () => {
    const machine = new SimulatedMachine();
    const config = exampleConfig({
      cluster: { certificateValidityPeriod: 100 * HOUR, caCertificateValidityPeriod: 1000 * HOUR },
    });
    await runSteps(certsPhase, testContext(machine, { config }), ['ca', 'apiserver']);
    const period = (base: string): readonly number[] => {
      const certificate = certificateAt(machine, `${PKI}/${base}.crt`);
      return [validFrom(certificate), validTo(certificate)].map(
        (date) => (date.getTime() - MACHINE_TIME.getTime()) / HOUR,
      );
    };
    expect(period('ca')).to.deep.equal([-1 / 12, 1000]);
    expect(period('apiserver')).to.deep.equal([-1 / 12, 100]);
  });

  it('says which names and addresses a serving certificate is good for', async () => {
    const context = testContext(new SimulatedMachine());
    await runSteps(certsPhase, context, ['ca', 'apiserver']);
    expect(context.notes.at(-1))
      .to.contain('"apiserver"')
      .and.contain('kubernetes.default.svc.cluster.local, 10.96.0.1, 192.0.2.10');
  });

  it('writes below the configured folder', async () => {
    const machine = new SimulatedMachine();
    const config = exampleConfig({ cluster: { certificatesDir: '/srv/pki' } });
    await runSteps(certsPhase, testContext(machine, { config }));
    expect((machine.changes as WriteFile[]).every(({ path }) => path.startsWith('/srv/pki/'))).to.equal(true);
  });

  it('makes nothing for etcd when etcd is external', async () => {
    const machine = new SimulatedMachine();
    const external = {
      endpoints: ['https://e:2379'],
      httpEndpoints: [],
      caFile: '/e/ca',
      certFile: '/e/c',
      keyFile: '/e/k',
    };
    const config = exampleConfig({ cluster: { etcd: { external } } });
    const skipped = await runSteps(certsPhase, testContext(machine, { config }));
    expect(skipped).to.deep.equal([
      'etcd-ca',
      'etcd-server',
      'etcd-peer',
      'etcd-healthcheck-client',
      'apiserver-etcd-client',
    ]);
    expect(machine.paths().filter((path) => path.includes('etcd'))).to.deep.equal([]);
  });

  it('runs each leaf alone, given its authority', async () => {
    for (const step of certsPhase.phases) {
      const machine = new SimulatedMachine({ files: authorities() });
      await runSteps(certsPhase, testContext(machine), [step.name]);
      expect(machine.changes.length, step.name).to.equal(step.name.endsWith('ca') ? 0 : 2);
    }
  });

  it('offers the flags of the reference', () => {
    const flags = Object.fromEntries(certsPhase.phases.map((step) => [step.name, step.flags]));
    expect(flags['ca']).to.deep.equal(['cert-dir', 'kubernetes-version']);
    expect(flags['sa']).to.deep.equal(flags['ca']);
    expect(flags['apiserver']).to.have.members([
      ...['cert-dir', 'kubernetes-version', 'apiserver-advertise-address', 'control-plane-endpoint'],
      ...['service-cidr', 'service-dns-domain', 'apiserver-cert-extra-sans'],
    ]);
    expect(certsPhase.flags).to.deep.equal(flags['apiserver']);
  });

  it('writes a public key for ServiceAccounts that belongs to the private one', async () => {
    const machine = new SimulatedMachine();
    await runSteps(certsPhase, testContext(machine), ['sa']);
    const [key, half] = [`${PKI}/sa.key`, `${PKI}/sa.pub`].map((path) => machine.file(path)!.content) as [
      string,
      string,
    ];
    expect(createPublicKey(createPrivateKey(key)).equals(createPublicKey(half))).to.equal(true);
    expect(half).to.match(/^-----BEGIN PUBLIC KEY-----/);
  });
});

/** The three authorities with their keys. */
function authorities(): Record<string, { content: string; mode: number }> {
  const files = ['ca', 'front-proxy-ca', 'etcd/ca'].map((base) =>
    pairFiles(`${PKI}/${base}`, exampleAuthority({ commonName: base })),
  );
  return Object.assign({}, ...files);
}
