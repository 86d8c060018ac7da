import { expect } from 'chai';
import { caCertHashes } from '../../../pkg/pki/ca-cert-hashes.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { exampleAuthority } from '../../support/example-certificates.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';

describe('the pins of an authority', () => {
  itWithOpenssl('are what the documented openssl commands print', async () => {
    const pem = certificatePem(exampleAuthority().certificate);
    const expected = await withFiles({ 'ca.crt': pem }, (folder) => {
      openssl('x509', '-pubkey', '-noout', '-in', `${folder}/ca.crt`, '-out', `${folder}/ca.pub`);
      openssl('pkey', '-pubin', '-in', `${folder}/ca.pub`, '-outform', 'der', '-out', `${folder}/ca.der`);
      return openssl('dgst', '-sha256', '-hex', `${folder}/ca.der`);
    });
    expect(caCertHashes(pem)).to.deep.equal([`sha256:${/[0-9a-f]{64}/.exec(expected)?.[0]}`]);
  });

  it('are one for each certificate, text between them notwithstanding', () => {
    const [one, other] = [exampleAuthority(), exampleAuthority()].map(({ certificate }) =>
      certificatePem(certificate),
    ) as [string, string];
    expect(caCertHashes(`# first\n${one}\n# second\n${other}`)).to.deep.equal([
      ...caCertHashes(one),
      ...caCertHashes(other),
    ]);
  });

  it('are not made of anything else', () => {
    expect(() => caCertHashes('nothing here', '/etc/kubernetes/admin.conf')).to.throw(
      KubeadmError,
      '/etc/kubernetes/admin.conf',
    );
  });
});
