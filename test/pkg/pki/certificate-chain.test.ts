import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { chainProblem } from '../../../pkg/pki/certificate-chain.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import type { Authority } from '../../../pkg/pki/create-certificate.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { exampleAuthority, exampleLeaf } from '../../support/example-certificates.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';

const HOUR = 3_600_000;
const EXTENSIONS =
  'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n';

/** An authority below another one, signed by openssl, because this program signs leaves only. Valid for an hour. */
function authorityBelow(above: Authority): Promise<Authority> {
  const own = exampleAuthority({ commonName: 'between' });
  const files = {
    'above.crt': certificatePem(above.certificate),
    'above.key': privateKeyPem(above.key),
    'own.crt': certificatePem(own.certificate),
    'own.key': privateKeyPem(own.key),
    extensions: EXTENSIONS,
  };
  return withFiles(files, (folder) => {
    openssl(
      'x509',
      '-x509toreq',
      '-in',
      `${folder}/own.crt`,
      '-signkey',
      `${folder}/own.key`,
      '-out',
      `${folder}/own.csr`,
    );
    const signing = ['-CA', `${folder}/above.crt`, '-CAkey', `${folder}/above.key`, '-CAcreateserial', '-days', '1'];
    const pem = openssl('x509', '-req', '-in', `${folder}/own.csr`, ...signing, '-extfile', `${folder}/extensions`);
    return { key: own.key, certificate: new X509Certificate(pem) };
  });
}

describe('the way from a certificate to its authority', () => {
  const now = new Date();
  const period = { notBefore: new Date(now.getTime() - HOUR), notAfter: new Date(now.getTime() + HOUR) };
  const root = exampleAuthority(period);
  const leaf = exampleLeaf(root, period);

  it('is there when the authority signed it', () => {
    expect(chainProblem([leaf.certificate], root.certificate, now)).to.equal(undefined);
  });

  itWithOpenssl('may lead over intermediates, in any order, and is not there without them', async () => {
    const upper = await authorityBelow(root);
    const lower = await authorityBelow(upper);
    const { certificate } = exampleLeaf(lower, period);
    const later = new Date(now.getTime() + HOUR / 2); // openssl's certificates begin in this very second
    const chain = [certificate, upper.certificate, lower.certificate];
    expect(chainProblem(chain, root.certificate, later)).to.equal(undefined);
    expect(chainProblem(chain.slice(0, 2), root.certificate, later)?.kind).to.equal('wrong-authority');
  });

  it('does not lead over certificates that are no authorities', () => {
    const child = exampleAuthority({ ...period, commonName: 'kube-apiserver', key: leaf.key });
    const forged = exampleLeaf(child, period);
    expect(chainProblem([forged.certificate, leaf.certificate], root.certificate, now)?.kind).to.equal(
      'wrong-authority',
    );
  });

  it('is not there when an impostor has the same name and key id', () => {
    const impostor = exampleAuthority(period);
    const problem = chainProblem([exampleLeaf(impostor, period).certificate], root.certificate, now);
    expect(problem).to.deep.include({ kind: 'wrong-authority' });
    expect(problem?.reason).to.contain('CN=kubernetes');
  });

  it('is judged by the time that is given', () => {
    const kindAt = (offset: number): string | undefined =>
      chainProblem([leaf.certificate], root.certificate, new Date(now.getTime() + offset))?.kind;
    expect([kindAt(-2 * HOUR), kindAt(0), kindAt(2 * HOUR)]).to.deep.equal(['not-yet-valid', undefined, 'expired']);
  });

  it('says so when the authority rather than the certificate is out of time', () => {
    const old = exampleAuthority({ ...period, notAfter: new Date(now.getTime() - 1000) });
    const problem = chainProblem([exampleLeaf(old, period).certificate], old.certificate, now);
    expect(problem?.kind).to.equal('authority-not-valid');
  });
});
