import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import type { LeafSpec } from '../../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES } from '../../../pkg/pki/certificate-table.ts';
import type { Authority } from '../../../pkg/pki/create-certificate.ts';
import { verifyExistingLeaf } from '../../../pkg/pki/existing-leaf.ts';
import { exampleAuthority, exampleLeaf, pairFiles, type ExampleOptions } from '../../support/example-certificates.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { failureOf } from '../../support/failure.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const PKI = '/etc/kubernetes/pki';
const config = exampleConfig();
const spec = CERTIFICATES.find(({ name }) => name === 'apiserver') as LeafSpec;
const { dns, ips } = spec.sans(config);
const ALL_NAMES = [...dns, ...ips];

describe('a certificate that exists already', () => {
  const authority = exampleAuthority();
  const good = exampleLeaf(authority, { names: ALL_NAMES });
  const machineWith = (
    leaf: Authority,
    above: Authority = authority,
    more: Record<string, string> = {},
  ): SimulatedMachine =>
    new SimulatedMachine({
      files: { ...pairFiles(`${PKI}/ca`, above), ...pairFiles(`${PKI}/apiserver`, leaf), ...more },
    });
  const verify = (machine: SimulatedMachine) => verifyExistingLeaf(machine, config, spec);
  const leafWith = (options: ExampleOptions): Authority => exampleLeaf(authority, { names: ALL_NAMES, ...options });

  it('is good when it leads to its authority, has its key, all names, and is valid now', async () => {
    expect((await verify(machineWith(good))).missingNames).to.deep.equal([]);
  });

  it('names what it should be good for and is not', async () => {
    const leaf = exampleLeaf(authority, { names: ['cp1', 'kubernetes', '10.96.0.1'] });
    expect((await verify(machineWith(leaf))).missingNames).to.deep.equal([
      ...dns.filter((name) => name.startsWith('kubernetes.')),
      '192.0.2.10',
    ]);
  });

  it('counts a wildcard for one label, and takes no notice of capitals', async () => {
    const leaf = exampleLeaf(authority, {
      names: [...ALL_NAMES.filter((name) => name !== 'kubernetes.default' && name !== 'cp1'), '*.default', 'CP1'],
    });
    expect((await verify(machineWith(leaf))).missingNames).to.deep.equal([]);
  });

  it('is refused under another authority of the same name', async () => {
    const error = await failureOf(verify(machineWith(good, exampleAuthority())));
    expect(error.code).to.equal('certificate-wrong-authority');
    expect(error.message).to.contain(`${PKI}/apiserver.crt`).and.contain('CN=kubernetes').and.contain(`${PKI}/ca.crt`);
    expect(error.hint).to.contain(`remove ${PKI}/apiserver.crt and ${PKI}/apiserver.key`);
  });

  it('is refused once expired, with the date and how to renew it', async () => {
    const error = await failureOf(verify(machineWith(leafWith({ notAfter: new Date('2026-01-01T00:00:00Z') }))));
    expect(error.code).to.equal('certificate-expired');
    expect(error.message).to.contain('expired on 2026-01-01 00:00:00 UTC');
    expect(error.hint).to.contain('kubeadm-ts certs renew apiserver');
  });

  it('is refused before its time, with a look at the clock', async () => {
    const error = await failureOf(verify(machineWith(leafWith({ notBefore: new Date('2026-01-03T00:00:00Z') }))));
    expect(error.code).to.equal('certificate-not-yet-valid');
    expect(error.hint).to.contain('date and time');
  });

  it('is refused when its authority has expired', async () => {
    const expired = exampleAuthority({ notAfter: new Date('2026-01-01T00:00:00Z') });
    const error = await failureOf(verify(machineWith(exampleLeaf(expired), expired)));
    expect(error.code).to.equal('certificate-authority-not-valid');
    expect(error.message).to.contain('CN=kubernetes').and.contain('expired on 2026-01-01');
  });

  it('is refused without its key', async () => {
    const files = { ...pairFiles(`${PKI}/ca`, authority), [`${PKI}/apiserver.crt`]: certificatePem(good.certificate) };
    const error = await failureOf(verify(new SimulatedMachine({ files })));
    expect(error.code).to.equal('certificate-key-missing');
    expect(error.message).to.contain(`${PKI}/apiserver.key`);
  });

  it('is refused with the key of another certificate', async () => {
    const error = await failureOf(verify(machineWith({ ...good, key: exampleAuthority().key })));
    expect(error.code).to.equal('certificate-key-mismatch');
    expect(error.message).to.contain(`${PKI}/apiserver.key`).and.contain(`${PKI}/apiserver.crt`);
  });

  it('is refused when its file holds something else', async () => {
    for (const [content, reason] of [
      ['', 'empty'],
      ['hello', 'no certificate'],
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'block number 1'],
    ] as const) {
      const error = await failureOf(verify(machineWith(good, authority, { [`${PKI}/apiserver.crt`]: content })));
      expect(error.code).to.equal('certificate-unreadable');
      expect(error.message).to.contain(`${PKI}/apiserver.crt`).and.contain(reason);
    }
  });

  it('is refused without its authority', async () => {
    const error = await failureOf(verify(new SimulatedMachine({ files: pairFiles(`${PKI}/apiserver`, good) })));
    expect(error.code).to.equal('certificate-authority-missing');
    expect(error.hint).to.contain('kubeadm-ts init phase certs ca');
  });
});
