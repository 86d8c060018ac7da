import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { authorityProblem, purposeProblem } from '../../../pkg/pki/certificate-purpose.ts';
import type { LeafSpec } from '../../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES } from '../../../pkg/pki/certificate-table.ts';
import { verifyExistingLeaf } from '../../../pkg/pki/existing-leaf.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { craftedCertificate, type CraftedOptions } from '../../support/crafted-certificate.ts';
import { exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { failureOf } from '../../support/failure.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
const SERVER = '1.3.6.1.5.5.7.3.1';
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const DIGITAL_SIGNATURE = 0x80;
const KEY_ENCIPHERMENT = 0x20;
const CERTIFICATE_SIGN = 0x04;

const key = ecKey();
const crafted = (options: Omit<CraftedOptions, 'key' | 'commonName'>) =>
  craftedCertificate({ key, commonName: 'crafted', ...options });

describe('a certificate that is used as an authority', () => {
  const cases: readonly (readonly [string, Omit<CraftedOptions, 'key' | 'commonName'>, RegExp | undefined])[] = [
    ['is good with CA:TRUE and "certificate sign"', { authority: true, keyUsage: CERTIFICATE_SIGN }, undefined],
    ['is good where it says nothing about key usage', { authority: true }, undefined],
    ['is none without basic constraints', { keyUsage: CERTIFICATE_SIGN }, /no CA:TRUE/],
    ['is none with CA:FALSE', { authority: false, keyUsage: CERTIFICATE_SIGN }, /no CA:TRUE/],
    [
      'is none without "certificate sign": what it has is told',
      { authority: true, keyUsage: DIGITAL_SIGNATURE | KEY_ENCIPHERMENT },
      /lacks the key usage "certificate sign", and has digital signature, key encipherment$/,
    ],
  ];
  for (const [title, options, reason] of cases) {
    it(title, () => {
      const certificate = crafted(options);
      if (reason === undefined) expect(authorityProblem(certificate)).to.equal(undefined);
      else expect(authorityProblem(certificate)).to.match(reason);
      // OpenSSL is of the same mind
      expect(certificate.ca).to.equal(reason === undefined);
    });
  }

  it('is refused before it signs, and nothing is written', async () => {
    const certificate = crafted({ authority: true, keyUsage: DIGITAL_SIGNATURE });
    const machine = new SimulatedMachine({ files: pairFiles(`${PKI}/ca`, { certificate, key }) });
    const context = testContext(machine);
    await runSteps(certsPhase, context, ['ca']);
    expect(context.warnings.join()).to.contain(`${PKI}/ca.crt`).and.contain('lacks the key usage "certificate sign"');
    const error = await failureOf(runSteps(certsPhase, context, ['apiserver']));
    expect(error.code).to.equal('not-a-certificate-authority');
    expect(error.message).to.contain(`${PKI}/ca.crt`).and.contain('and has digital signature');
    expect(error.hint).to.contain('CA:TRUE').and.contain('certificate sign');
    expect(machine.changes).to.deep.equal([]);
  });

  it('is refused above a certificate that exists, whose issuer it claims to be', async () => {
    const certificate = crafted({ authority: true, keyUsage: DIGITAL_SIGNATURE });
    const leafKey = ecKey();
    const leaf = craftedCertificate({
      key: leafKey,
      commonName: 'kube-apiserver',
      signer: { key, commonName: 'crafted' },
    });
    const files = {
      ...pairFiles(`${PKI}/ca`, { certificate, key }),
      ...pairFiles(`${PKI}/apiserver`, { certificate: leaf, key: leafKey }),
    };
    const error = await failureOf(
      verifyExistingLeaf(new SimulatedMachine({ files }), exampleConfig(), specOf('apiserver')),
    );
    expect(error.code).to.equal('not-a-certificate-authority');
  });
});

describe('the purpose of a certificate', () => {
  it('is every one where the certificate says nothing', () => {
    expect(purposeProblem(crafted({}), ['server', 'client'])).to.equal(undefined);
  });

  it('is every one with anyExtendedKeyUsage', () => {
    expect(purposeProblem(crafted({ extended: [CODE_SIGNING, '2.5.29.37.0'] }), ['client'])).to.equal(undefined);
  });

  it('is told with what was expected and what was found', () => {
    expect(purposeProblem(crafted({ extended: [SERVER, CODE_SIGNING] }), ['client'])).to.equal(
      `is not for client authentication, but for server authentication and ${CODE_SIGNING}`,
    );
    expect(purposeProblem(crafted({ extended: [SERVER] }), ['server', 'client'])).to.equal(
      'is not for client authentication, but for server authentication',
    );
  });

  it('needs the key usage "digital signature" for TLS', () => {
    expect(purposeProblem(crafted({ keyUsage: KEY_ENCIPHERMENT }), ['server'])).to.match(
      /lacks the key usage "digital signature".*it has key encipherment$/,
    );
    expect(purposeProblem(crafted({ keyUsage: DIGITAL_SIGNATURE }), ['server'])).to.equal(undefined);
  });

  it('is a reason to refuse a certificate that exists: the file is named', async () => {
    const authority = exampleAuthority();
    const spec = specOf('apiserver-kubelet-client');
    const files = {
      ...pairFiles(`${PKI}/ca`, authority),
      ...pairFiles(`${PKI}/apiserver-kubelet-client`, exampleLeaf(authority, { usages: ['server'] })),
    };
    const error = await failureOf(verifyExistingLeaf(new SimulatedMachine({ files }), exampleConfig(), spec));
    expect(error.code).to.equal('certificate-wrong-purpose');
    expect(error.message).to.equal(
      `the certificate ${PKI}/apiserver-kubelet-client.crt is not for client authentication, but for server authentication`,
    );
    expect(error.hint)
      .to.contain('the API server shows to kubelets')
      .and.contain(`${PKI}/apiserver-kubelet-client.key`);
  });

  it('is fine for every certificate of our own', async () => {
    const machine = new SimulatedMachine();
    await runSteps(certsPhase, testContext(machine));
    for (const spec of CERTIFICATES) {
      if (spec.kind === 'leaf') await verifyExistingLeaf(machine, exampleConfig(), spec);
    }
  });
});

describe('a key that is used as the key of a certificate', () => {
  it('is told apart from the right one by kind and fingerprint', async () => {
    const authority = exampleAuthority();
    const leaf = exampleLeaf(authority);
    const files = {
      ...pairFiles(`${PKI}/ca`, authority),
      [`${PKI}/apiserver.crt`]: certificatePem(leaf.certificate),
      [`${PKI}/apiserver.key`]: privateKeyPem(ecKey('ECDSA-P384')),
    };
    const error = await failureOf(
      verifyExistingLeaf(new SimulatedMachine({ files }), exampleConfig(), specOf('apiserver')),
    );
    expect(error.message).to.match(
      /apiserver\.key does not belong to the certificate \S+apiserver\.crt: that is for ECDSA-P256 with the SHA-256 [0-9a-f]{16}\.\.\., and the key is ECDSA-P384 with the SHA-256 [0-9a-f]{16}\.\.\.$/,
    );
  });
});

function specOf(name: string): LeafSpec {
  return CERTIFICATES.find((spec) => spec.name === name) as LeafSpec;
}
