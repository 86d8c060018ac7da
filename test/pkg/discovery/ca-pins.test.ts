import { expect } from 'chai';
import { parsePins, requirePinned } from '../../../pkg/discovery/ca-pins.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { caCertHashes } from '../../../pkg/pki/ca-cert-hashes.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { exampleAuthority } from '../../support/example-certificates.ts';
import { REAL_CLUSTER_INFO } from './real-cluster-info.ts';

const OTHER = `sha256:${'0'.repeat(64)}`;

function failure(work: () => unknown): KubeadmError {
  try {
    work();
  } catch (error) {
    if (error instanceof KubeadmError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('pins of an authority', () => {
  const { caCertificates, pin } = REAL_CLUSTER_INFO;

  it('are those that a real cluster prints', () => {
    expect(() => requirePinned(caCertificates, parsePins([pin]), 'x')).not.to.throw();
  });

  it('may be several, of which one has to fit', () => {
    expect(() => requirePinned(caCertificates, parsePins([OTHER, pin]), 'x')).not.to.throw();
    expect(() => requirePinned(caCertificates, parsePins([pin, OTHER]), 'x')).not.to.throw();
  });

  it('are compared with every certificate of the authority', () => {
    const first = certificatePem(exampleAuthority().certificate);
    expect(() => requirePinned(`${first}${caCertificates}`, parsePins([pin]), 'x')).not.to.throw();
    expect(() => requirePinned(`${caCertificates}${first}`, parsePins([pin]), 'x')).not.to.throw();
  });

  it('do not mind capitals', () => {
    expect(parsePins([`SHA256:${pin.slice(7).toUpperCase()}`]).map(({ text }) => text)).to.deep.equal([pin]);
  });

  it('that do not fit say what was expected, what was found, and how to get the right one', () => {
    const two = `${caCertificates}${certificatePem(exampleAuthority().certificate)}`;
    const error = failure(() => requirePinned(two, parsePins([OTHER]), 'https://10.0.0.1:6443'));
    expect(error.code).to.equal('discovery-pin-mismatch');
    expect(error.message).to.contain('https://10.0.0.1:6443').and.contain(`expected ${OTHER}`);
    for (const hash of caCertHashes(two)) expect(error.message).to.contain(hash);
    expect(error.hint).to.contain('kubeadm-ts token create --print-join-command').and.contain('do not take over');
  });

  for (const [hash, why] of [
    ['0123', 'does not begin with "sha256:"'],
    [`md5:${'0'.repeat(32)}`, '"md5" is not a kind of hash'],
    [`sha256:${'0'.repeat(63)}`, '63 hex digits instead of 64'],
    [`sha256:${'0'.repeat(65)}`, '65 hex digits instead of 64'],
    ['sha256:', '0 hex digits instead of 64'],
    [`sha256:${'g'.repeat(64)}`, 'not hexadecimal'],
    [`sha256:${'0'.repeat(64)},sha256:${'1'.repeat(64)}`, 'not hexadecimal'],
    ['', 'does not begin with "sha256:"'],
  ] as const) {
    it(`of the form "${hash.slice(0, 20)}" are refused: ${why}`, () => {
      const error = failure(() => parsePins([pin, hash]));
      expect(error.code).to.equal('discovery-pin-malformed');
      expect(error.message).to.contain(`"${hash}"`).and.contain(why);
      expect(error.hint).to.contain('sha256:<64 hex digits>').and.contain('token create --print-join-command');
    });
  }
});
