import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { certificatePaths } from '../../../pkg/pki/certificate-spec.ts';
import { loadPair } from '../../../pkg/pki/load-pair.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { failureOf } from '../../support/failure.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const PKI = '/etc/kubernetes/pki';
const PATHS = certificatePaths(PKI, { base: 'front-proxy-client' });
const TEMPORARY = `${PKI}/.front-proxy-client.crt.0123456789ab.tmp`;

describe('a renewal that was killed between the key and the certificate', () => {
  const authority = exampleAuthority({ commonName: 'front-proxy-ca' });
  const old = exampleLeaf(authority, { usages: ['client'] });
  const renewed = exampleLeaf(authority, { usages: ['client'] });
  const pem = certificatePem(renewed.certificate);
  const machineWith = (leftovers: Readonly<Record<string, string>>): SimulatedMachine =>
    new SimulatedMachine({
      files: {
        ...pairFiles(`${PKI}/front-proxy-ca`, authority),
        [PATHS.cert]: certificatePem(old.certificate),
        [PATHS.key]: privateKeyPem(renewed.key),
        ...leftovers,
      },
    });

  it('is loaded as what it was about to be', async () => {
    const { chain, interrupted } = await loadPair(machineWith({ [TEMPORARY]: pem }), PATHS);
    expect(chain?.[0].fingerprint256).to.equal(renewed.certificate.fingerprint256);
    expect(interrupted).to.equal(pem);
  });

  it('is finished by the next init or join, which says so', async () => {
    const machine = machineWith({ [TEMPORARY]: pem });
    const context = testContext(machine);
    await runSteps(certsPhase, context, ['front-proxy-client']);
    expect(machine.file(PATHS.cert)?.content).to.equal(pem);
    expect(context.notes[0]).to.contain(`put ${PATHS.cert} in place`);
    machine.forget();
    await runSteps(certsPhase, context, ['front-proxy-client']);
    expect(machine.changes).to.deep.equal([]);
  });

  const useless: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'nothing is left': {},
    'half a certificate is left': { [TEMPORARY]: pem.slice(0, 300) },
    'the certificate of another key is left': { [TEMPORARY]: certificatePem(exampleLeaf(authority).certificate) },
    'the certificate has a name that this program never gives': { [`${PKI}/front-proxy-client.crt.new`]: pem },
  };
  for (const [what, leftovers] of Object.entries(useless)) {
    it(`stays a mismatch where ${what}`, async () => {
      const error = await failureOf(loadPair(machineWith(leftovers), PATHS));
      expect(error.code).to.equal('certificate-key-mismatch');
    });
  }
});
