import { createHash } from 'node:crypto';
import { expect } from 'chai';
import {
  certificateCopies,
  decryptCopy,
  encryptCopy,
  parseCertificateKey,
} from '../../../pkg/kube/certificate-copies.ts';
import { exampleConfig } from '../../support/example-config.ts';

/** McGrew and Viega, "The Galois/Counter Mode of Operation", test case 15: AES-256, 96-bit nonce, no associated data. */
const VECTOR = {
  key: Buffer.from('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308', 'hex'),
  nonce: Buffer.from('cafebabefacedbaddecaf888', 'hex'),
  plain: Buffer.from(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
      '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
    'hex',
  ),
  cipherText:
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
    '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad',
  tag: 'b094dac5d93471bdec1a502270e3cc6c',
};

/** A public key that kubeadm 1.36.2 itself sealed, and the SHA-256 of the file. */
const REFERENCE = {
  key: Buffer.from('e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204', 'hex'),
  sha256: 'b4a58ef42f97c35efc71afc2a1777dbf8fc791cca223f98012087d8618e0d5c2',
  sealed:
    'kmAgDRzY7WiGFO70JPF4KFGMe54VTjwLmRQ72B+8tur79BncOHl47oudIaaeW6k2Hein7TE92PQ7Y/40Z5wh90eoYPPKA6RxLrt3' +
    'UR50kPT5IomblrAxiPSOGDXqtj3HpL0WCDOq5dnIpSzyhcCAFni7L4tTL56uJKl9WZMs1Aso+BZZBMqthvIhsCvPH2SG8JbUYiyV' +
    'JusLg27L6CcNzbQfxGU1jmSSLeGqUgvUf5akFyS832sqoqWSFrhluR8pWcootzIMhYsc1IpRUGZMIW1lzgGD1AXVj72BxpH0bV4g' +
    'Pp3v0AeVhCNIKjgLzGMhlDI228USU+KGA/Ezno29aF9RdPEpYPGS3lcn81YbPWIawcJmiCLCY5zluzPai2gWNG3o80EIgR0jbPT0' +
    'W1CrLPpIBP2F1AioLDV0buBejZejcrUySyszYx7OHfAeUJ9FxWqNeii1DBGR48ehGS9EJRQg8srJEBG7gEpFNZPdeESIvRgNYh5D' +
    'E0WeDAeAGHHMazAVlD5KSZgPeZxTHYJG/rtkUIgM7w6gUx91MLu4i4gnHAuPV+NcDMw9sofy6iHGQJZx1w4c0ebEpUJj83gsHpuB' +
    '2GJcn5EprfoGoA9ILjfZ1Lqpvkf3KkeiciyU35g=',
};

describe('certificate copies', () => {
  it('are nonce, ciphertext and tag, as the published test vector says', () => {
    const sealed = encryptCopy(VECTOR.plain, VECTOR.key, VECTOR.nonce).toString('hex');
    expect(sealed).to.equal(`${VECTOR.nonce.toString('hex')}${VECTOR.cipherText}${VECTOR.tag}`);
  });

  it('decrypt to the published plain text', () => {
    const sealed = Buffer.from(`${VECTOR.nonce.toString('hex')}${VECTOR.cipherText}${VECTOR.tag}`, 'hex');
    expect(decryptCopy(sealed, VECTOR.key).equals(VECTOR.plain)).to.equal(true);
  });

  it('decrypt when the reference made them', () => {
    const plain = decryptCopy(Buffer.from(REFERENCE.sealed, 'base64'), REFERENCE.key);
    expect(plain.toString()).to.match(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(createHash('sha256').update(plain).digest('hex')).to.equal(REFERENCE.sha256);
  });

  it('never use a nonce twice', () => {
    const first = encryptCopy(VECTOR.plain, VECTOR.key);
    const second = encryptCopy(VECTOR.plain, VECTOR.key);
    expect(first.subarray(0, 12).equals(second.subarray(0, 12))).to.equal(false);
    expect(first).to.have.length(VECTOR.plain.length + 28);
  });

  it('are refused when altered, cut, or read with another key', () => {
    const sealed = encryptCopy(VECTOR.plain, VECTOR.key);
    const altered = Buffer.from(sealed);
    altered.writeUInt8(altered.readUInt8(20) ^ 1, 20);
    const refusal = { code: 'certificate-copy-unreadable' };
    expect(() => decryptCopy(altered, VECTOR.key))
      .to.throw()
      .that.includes(refusal);
    expect(() => decryptCopy(sealed.subarray(0, 40), VECTOR.key))
      .to.throw()
      .that.includes(refusal);
    expect(() => decryptCopy(sealed.subarray(0, 27), VECTOR.key))
      .to.throw()
      .that.includes(refusal);
    expect(() => decryptCopy(sealed, Buffer.alloc(32)))
      .to.throw()
      .that.includes(refusal);
  });

  it('take a key of 64 hex digits and no other', () => {
    expect(parseCertificateKey('AB'.repeat(32))).to.deep.equal(Buffer.alloc(32, 0xab));
    for (const wrong of ['', 'ab', 'xy'.repeat(32), `${'ab'.repeat(32)}\n`]) {
      expect(() => parseCertificateKey(wrong), wrong)
        .to.throw()
        .that.includes({ code: 'certificate-key-invalid' });
    }
  });

  it('name the files of a local etcd by their place in the certificate folder', () => {
    const copies = certificateCopies(exampleConfig({ cluster: { certificatesDir: '/srv/pki' } }).cluster);
    expect(copies.find(({ name }) => name === 'etcd-ca.key')).to.deep.equal({
      name: 'etcd-ca.key',
      path: '/srv/pki/etcd/ca.key',
      mode: 0o600,
    });
    expect(copies.find(({ name }) => name === 'sa.pub')).to.include({ path: '/srv/pki/sa.pub', mode: 0o644 });
    expect(copies).to.have.length(8);
  });

  it('name the files of an external etcd where the configuration has them', () => {
    const external = {
      endpoints: [],
      httpEndpoints: [],
      caFile: '/x/ca.pem',
      certFile: '/x/c.pem',
      keyFile: '/x/k.pem',
    };
    const copies = certificateCopies(exampleConfig({ cluster: { etcd: { external } } }).cluster);
    expect(copies.slice(6).map(({ name, path }) => `${name} ${path}`)).to.deep.equal([
      'external-etcd-ca.crt /x/ca.pem',
      'external-etcd.crt /x/c.pem',
      'external-etcd.key /x/k.pem',
    ]);
  });
});
