import { expect } from 'chai';
import { children, content, fromDer } from '../../../pkg/pki/asn1.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { periodProblem, validTo } from '../../../pkg/pki/certificate-period.ts';
import { missingNames, namesProblem, presentNames } from '../../../pkg/pki/missing-names.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { subjectAltNames } from '../../../pkg/pki/subject-alt-names.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { certificateAt, exampleAuthority, exampleLeaf } from '../../support/example-certificates.ts';
import { failureOf } from '../../support/failure.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { handshake } from '../../support/tls-handshake.ts';

const PKI = '/etc/kubernetes/pki';
const NAMES = Array.from({ length: 1_000 }, (_, index) =>
  index % 10 === 0 ? `10.1.${Math.floor(index / 250)}.${(index / 10) % 250}` : `node-${index}.example.com`,
);

describe('a certificate with a thousand names', () => {
  const now = new Date();
  const period = { notBefore: new Date(now.getTime() - 60_000), notAfter: new Date(now.getTime() + 3_600_000) };
  const authority = exampleAuthority(period);
  const leaf = exampleLeaf(authority, { names: NAMES, ...period });

  it('has every one of them, in their order', () => {
    expect(presentNames(leaf.certificate)).to.deep.equal(subjectAltNames(NAMES));
    expect(missingNames(leaf.certificate, subjectAltNames(NAMES))).to.deep.equal([]);
  });

  it('is accepted in a TLS handshake by its first name, its last one, and an address', async () => {
    const server = { cert: certificatePem(leaf.certificate), key: privateKeyPem(leaf.key) };
    const user = exampleLeaf(authority, { usages: ['client'], ...period });
    const client = { cert: certificatePem(user.certificate), key: privateKeyPem(user.key) };
    const ca = certificatePem(authority.certificate);
    for (const host of ['node-1.example.com', 'node-999.example.com', NAMES[990]!]) {
      expect(await handshake({ server, client, ca, host }), host).to.deep.include({ authorized: true });
    }
    const outcome = await handshake({ server, client, ca, host: 'node-1000.example.com' });
    expect(outcome.error).to.equal('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('is told about in a line that a person can read', () => {
    const told = namesProblem(leaf.certificate, ['a.example.com']);
    expect(told).to.match(/^is not good for a\.example\.com; it is good for node-1\.example\.com, .* and 988 more$/);
    expect(told.length).below(400);
  });

  itWithOpenssl('is read by openssl', async () => {
    await withFiles({ 'leaf.crt': certificatePem(leaf.certificate) }, (folder) => {
      const shown = openssl('x509', '-in', `${folder}/leaf.crt`, '-noout', '-ext', 'subjectAltName');
      expect(shown.match(/(DNS|IP Address):/g)).to.have.length(1_000);
    });
  });

  it('is what init makes where the configuration asks for it', async () => {
    const machine = new SimulatedMachine();
    const apiServer = { ...exampleConfig().cluster.apiServer, certSANs: NAMES };
    const context = testContext(machine, { config: exampleConfig({ cluster: { apiServer } }) });
    await runSteps(certsPhase, context, ['ca', 'apiserver']);
    const made = certificateAt(machine, `${PKI}/apiserver.crt`);
    expect(missingNames(made, subjectAltNames(NAMES))).to.deep.equal([]);
    await runSteps(certsPhase, context, ['ca', 'apiserver']);
    expect(context.warnings).to.deep.equal([]);
  });
});

describe('names beyond ASCII', () => {
  it('stand in a subject as UTF-8', async () => {
    const leaf = exampleLeaf(exampleAuthority({ commonName: 'Behörde' }), { commonName: 'Zoë' });
    expect(leaf.certificate.subject).to.equal('CN=Zoë');
    expect(leaf.certificate.issuer).to.equal('CN=Behörde');
  });

  it('are refused as names of a server, with the form in which they would work, before a certificate is written', async () => {
    const machine = new SimulatedMachine();
    const apiServer = { ...exampleConfig().cluster.apiServer, certSANs: ['münchen.example'] };
    const context = testContext(machine, { config: exampleConfig({ cluster: { apiServer } }) });
    await runSteps(certsPhase, context, ['ca']);
    const error = await failureOf(runSteps(certsPhase, context, ['apiserver']));
    expect(error.code).to.equal('subject-alt-name-not-ascii');
    expect(error.message).to.contain('münchen.example');
    expect(error.hint).to.contain('xn--mnchen-3ya.example');
    expect(machine.file(`${PKI}/apiserver.crt`)).to.equal(undefined);
  });
});

/** RFC 5280 section 4.1.2.5: UTCTime (tag 23) until 2049, GeneralizedTime (tag 24) from 2050. */
describe('dates around 2050', () => {
  const timesOf = (machine: SimulatedMachine, base: string): readonly string[] => {
    const fields = children(children(fromDer(certificateAt(machine, `${PKI}/${base}.crt`).raw))[0]);
    return children(fields[4]).map((time) => `${String(time.type)} ${content(time).toString()}`);
  };
  const made = async (now: string): Promise<SimulatedMachine> => {
    const machine = new SimulatedMachine({ now: new Date(now) });
    await runSteps(certsPhase, testContext(machine), ['ca', 'apiserver']);
    return machine;
  };

  it('change their form between the two dates of one certificate', async () => {
    const machine = await made('2049-06-01T00:00:00Z');
    expect(timesOf(machine, 'apiserver')).to.deep.equal(['23 490531235500Z', '24 20500601000000Z']);
    expect(timesOf(machine, 'ca')).to.deep.equal(['23 490531235500Z', '24 20590530000000Z']);
  });

  it('have the old form in the last second of 2049, and the new one in the first of 2050', () => {
    const machineOf = (notBefore: string, notAfter: string) => {
      const dates = { notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
      const fields = children(children(fromDer(exampleAuthority(dates).certificate.raw))[0]);
      return children(fields[4]).map((time) => content(time).toString());
    };
    expect(machineOf('2049-12-31T23:59:58Z', '2049-12-31T23:59:59Z')).to.deep.equal(['491231235958Z', '491231235959Z']);
    expect(machineOf('2049-12-31T23:59:59Z', '2050-01-01T00:00:00Z')).to.deep.equal([
      '491231235959Z',
      '20500101000000Z',
    ]);
    expect(machineOf('2050-01-01T00:00:00Z', '9999-12-31T23:59:59Z')).to.deep.equal([
      '20500101000000Z',
      '99991231235959Z',
    ]);
  });

  it('are read again as they were written, and kept on the second run', async () => {
    const machine = await made('2049-12-31T23:59:59Z');
    expect(validTo(certificateAt(machine, `${PKI}/apiserver.crt`)).toISOString()).to.equal('2050-12-31T23:59:59.000Z');
    machine.forget();
    await runSteps(certsPhase, testContext(machine), ['ca', 'apiserver']);
    expect(machine.changes).to.deep.equal([]);
    const { certificate } = exampleAuthority({ notAfter: new Date('2050-01-01T00:00:00Z') });
    expect(periodProblem(certificate, new Date('2050-01-01T00:00:00Z'))).to.equal(undefined);
    expect(periodProblem(certificate, new Date('2050-01-01T00:00:01Z'))).to.contain(
      'expired on 2050-01-01 00:00:00 UTC',
    );
  });

  itWithOpenssl('are understood by openssl verify', async () => {
    const machine = await made('2049-12-31T23:59:59Z');
    const files = {
      'ca.crt': machine.file(`${PKI}/ca.crt`)!.content,
      'leaf.crt': machine.file(`${PKI}/apiserver.crt`)!.content,
    };
    await withFiles(files, (folder) => {
      const verify = (time: string): string =>
        openssl(
          ...['verify', '-x509_strict', '-purpose', 'sslserver', '-attime', String(Date.parse(time) / 1000)],
          ...['-CAfile', `${folder}/ca.crt`, `${folder}/leaf.crt`],
        );
      expect(verify('2049-12-31T23:59:59Z')).to.match(/OK$/m);
      expect(verify('2050-12-31T23:59:58Z')).to.match(/OK$/m);
      expect(() => verify('2051-01-01T00:00:01Z')).to.throw(/expired/);
    });
  });
});
