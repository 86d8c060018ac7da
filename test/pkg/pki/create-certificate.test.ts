import { expect } from 'chai';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { children, content, dottedIdentifier, fromDer, isContext, toDer, type Asn1 } from '../../../pkg/pki/asn1.ts';
import { validFrom, validTo } from '../../../pkg/pki/certificate-period.ts';
import { createLeafCertificate, type Authority } from '../../../pkg/pki/create-certificate.ts';
import { generateKey } from '../../../pkg/pki/generate-key.ts';
import { exampleAuthority, exampleLeaf, type ExampleOptions } from '../../support/example-certificates.ts';
import { ecKey } from '../../support/test-keys.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';

const KEY_USAGE = '2.5.29.15';
const EXTENDED_USAGE = '2.5.29.37';
const CONSTRAINTS = '2.5.29.19';
const SUBJECT_KEY = '2.5.29.14';
const AUTHORITY_KEY = '2.5.29.35';
const ALT_NAME = '2.5.29.17';

/** Fields of the part that is signed: version, serial, signature, issuer, validity, subject, key, extensions. */
function fieldsOf({ certificate }: Authority): readonly Asn1[] {
  return children(children(fromDer(certificate.raw))[0]);
}

/** Extensions in their order: identifier, whether critical, and the value as hex. */
function extensionsOf(pair: Authority): readonly { id: string; critical: boolean; value: string }[] {
  const wrapper = fieldsOf(pair).find((field) => isContext(field, 3));
  return children(children(wrapper)[0]).map((each) => {
    const parts = children(each);
    return {
      id: dottedIdentifier(parts[0]),
      critical: parts.length === 3,
      value: content(parts.at(-1)).toString('hex'),
    };
  });
}

function extensionOf(pair: Authority, id: string): { critical: boolean; value: string } | undefined {
  return extensionsOf(pair).find((each) => each.id === id);
}

function serialOf(pair: Authority): bigint {
  return BigInt(`0x${pair.certificate.serialNumber}`);
}

function thrown(run: () => unknown): KubeadmError {
  try {
    run();
  } catch (error) {
    if (error instanceof KubeadmError) return error;
  }
  throw new Error('no KubeadmError was thrown');
}

describe('an authority', () => {
  const authority = exampleAuthority({ commonName: 'kubernetes', names: ['kubernetes'] });

  it('has key usage, constraints, key id and names, in this order, the first two critical', () => {
    const keyBits = content(
      children(fromDer(createPublicKey(authority.key).export({ format: 'der', type: 'spki' })))[1],
    ).subarray(1);
    const keyId = createHash('sha256').update(keyBits).digest('hex').slice(0, 40);
    expect(extensionsOf(authority)).to.deep.equal([
      { id: KEY_USAGE, critical: true, value: '030202a4' },
      { id: CONSTRAINTS, critical: true, value: '30030101ff' },
      { id: SUBJECT_KEY, critical: false, value: `0414${keyId}` },
      { id: ALT_NAME, critical: false, value: `300c820a${Buffer.from('kubernetes').toString('hex')}` },
    ]);
  });

  it('is version 3, signed by itself, and an authority to Node', () => {
    expect(toDer(fieldsOf(authority)[0]!).toString('hex')).to.equal('a003020102');
    expect(authority.certificate.subject).to.equal('CN=kubernetes');
    expect(authority.certificate.issuer).to.equal('CN=kubernetes');
    expect(authority.certificate.verify(createPublicKey(authority.key))).to.equal(true);
    expect(authority.certificate.ca).to.equal(true);
  });
});

describe('a leaf', () => {
  const authority = exampleAuthority();
  const leaf = exampleLeaf(authority, { usages: ['server', 'client'], names: ['b', 'a', '10.0.0.1', '::1'] });

  it('has key usage, extended usage, constraints, its authority’s key id and names, in this order', () => {
    const keyId = extensionOf(authority, SUBJECT_KEY)!.value.slice(4);
    expect(extensionsOf(leaf)).to.deep.equal([
      { id: KEY_USAGE, critical: true, value: '030205a0' },
      { id: EXTENDED_USAGE, critical: false, value: '301406082b0601050507030106082b06010505070302' },
      { id: CONSTRAINTS, critical: true, value: '3000' },
      { id: AUTHORITY_KEY, critical: false, value: `30168014${keyId}` },
      { id: ALT_NAME, critical: false, value: `301e82016182016287040a0000018710${'0'.repeat(31)}1` },
    ]);
  });

  it('has no names extension when it has no names', () => {
    expect(extensionOf(exampleLeaf(authority, { usages: ['client'] }), ALT_NAME)).to.equal(undefined);
  });

  it('leads to its authority', () => {
    expect(leaf.certificate.checkIssued(authority.certificate)).to.equal(true);
    expect(leaf.certificate.verify(createPublicKey(authority.key))).to.equal(true);
    expect(leaf.certificate.ca).to.equal(false);
  });

  it('carries a positive serial number below 2^63 - 1, another one each time', () => {
    const serials = Array.from({ length: 50 }, () => serialOf(exampleLeaf(authority, { key: leaf.key })));
    expect(new Set(serials).size).to.equal(50);
    expect(serials.every((serial) => serial >= 1n && serial < 2n ** 63n - 1n)).to.equal(true);
  });

  it('is not signed by a certificate that is no authority', () => {
    const error = thrown(() => exampleLeaf(leaf, { commonName: 'victim' }));
    expect(error.code).to.equal('not-a-certificate-authority');
    expect(error.message).to.contain('victim');
    expect(error.hint).to.contain('CA:TRUE');
  });

  itWithOpenssl('takes the names of its issuer over byte for byte, whatever their encoding', async () => {
    const foreign = await opensslAuthority('/O=Zürich GmbH/OU=PKI_1/CN=root *&');
    const child = exampleLeaf(foreign);
    const subject = toDer(fieldsOf(foreign)[5]!);
    expect(toDer(fieldsOf(child)[3]!).equals(subject)).to.equal(true);
    expect(child.certificate.checkIssued(foreign.certificate)).to.equal(true);
    expect(extensionOf(child, AUTHORITY_KEY)!.value.slice(8)).to.equal(
      extensionOf(foreign, SUBJECT_KEY)!.value.slice(4),
    );
  });

  itWithOpenssl('has no authority key id when its issuer has no key id', async () => {
    const foreign = await opensslAuthority('/CN=old', 'subjectKeyIdentifier=none');
    expect(extensionOf(foreign, SUBJECT_KEY)).to.equal(undefined);
    const child = exampleLeaf(foreign);
    expect(extensionsOf(child).map(({ id }) => id)).to.deep.equal([KEY_USAGE, EXTENDED_USAGE, CONSTRAINTS]);
    expect(child.certificate.verify(createPublicKey(foreign.key))).to.equal(true);
  });
});

/** An authority that openssl made. */
async function opensslAuthority(subject: string, extra = 'subjectKeyIdentifier=hash'): Promise<Authority> {
  const { X509Certificate, createPrivateKey } = await import('node:crypto');
  return withFiles({}, (folder) => {
    const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign', extra].flatMap((each) => [
      '-addext',
      each,
    ]);
    const curve = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${folder}/k`,
      '-out',
      `${folder}/c`,
    ];
    openssl('req', '-x509', '-utf8', '-subj', subject, '-days', '1', ...curve, ...extensions);
    const key = createPrivateKey(openssl('pkey', '-in', `${folder}/k`));
    return { key, certificate: new X509Certificate(openssl('x509', '-in', `${folder}/c`)) };
  });
}

describe('the signature', () => {
  const schemes: readonly (readonly [string, () => Promise<Authority['key']> | Authority['key'], string])[] = [
    ['an RSA authority: SHA-256', () => generateKey('RSA-2048'), '300d06092a864886f70d01010b0500'],
    ['a P-256 authority: SHA-256', () => ecKey('ECDSA-P256'), '300a06082a8648ce3d040302'],
    ['a P-384 authority: SHA-384', () => ecKey('ECDSA-P384'), '300a06082a8648ce3d040303'],
  ];
  for (const [what, makeKey, identifier] of schemes) {
    it(`follows the key of ${what}`, async () => {
      const authority = exampleAuthority({ key: await makeKey() });
      const leaf = exampleLeaf(authority);
      const [, outer] = children(fromDer(leaf.certificate.raw));
      expect(toDer(fieldsOf(leaf)[2]!).toString('hex')).to.equal(identifier);
      expect(toDer(outer!).toString('hex')).to.equal(identifier);
      expect(leaf.certificate.verify(createPublicKey(authority.key))).to.equal(true);
    });
  }
});

describe('a key that Kubernetes cannot use', () => {
  it('signs nothing', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const error = thrown(() => exampleAuthority({ key: privateKey }));
    expect(error.code).to.equal('signing-key-unsupported');
    expect(error.message).to.contain('secp256k1');
  });
});

describe('the subject of a certificate', () => {
  const authority = exampleAuthority();
  const subjectOf = (commonName: string, organizations: readonly string[] = []): string => {
    const sans = { dns: [], ips: [] };
    const now = new Date('2026-01-01T00:00:00Z');
    const contents = { subject: { commonName, organizations }, sans, usages: [], notBefore: now, notAfter: now };
    const key = ecKey();
    return toDer(fieldsOf({ key, certificate: createLeafCertificate(key, contents, authority) })[5]!).toString('hex');
  };
  const attribute = (type: string, tag: string, value: string): string => {
    const bytes = Buffer.from(value);
    const length = (count: number): string => count.toString(16).padStart(2, '0');
    return `30${length(bytes.length + 7)}0603${type}${tag}${length(bytes.length)}${bytes.toString('hex')}`;
  };
  const NAME = '550403';
  const GROUP = '55040a';

  it('is a PrintableString where its letters allow', () => {
    expect(subjectOf('system:node:cp-1')).to.contain(attribute(NAME, '13', 'system:node:cp-1'));
  });

  it('is a UTF8String otherwise', () => {
    for (const name of ['Zürich', 'a_b', 'a*b', 'a@b', 'a&b', '节点']) {
      expect(subjectOf(name), name).to.contain(attribute(NAME, '0c', name));
    }
  });

  it('has all organizations sorted in one part, before the common name, duplicates kept', () => {
    const groups = [attribute(GROUP, '13', 'a'), attribute(GROUP, '13', 'a'), attribute(GROUP, '13', 'bb')];
    expect(subjectOf('n', ['bb', 'a', 'a'])).to.equal(`302d311f${groups.join('')}310a${attribute(NAME, '13', 'n')}`);
  });
});

describe('the period of a certificate', () => {
  const authority = exampleAuthority();
  const periodOf = (options: ExampleOptions): string =>
    toDer(fieldsOf(exampleLeaf(authority, options))[4]!)
      .toString('latin1')
      .slice(2);

  it('has two-digit years until 2049 and four-digit years from 2050', () => {
    const period = periodOf({
      notBefore: new Date('2049-12-31T23:59:59Z'),
      notAfter: new Date('2050-01-01T00:00:00Z'),
    });
    expect(period).to.equal('\x17\x0d491231235959Z\x18\x0f20500101000000Z');
  });

  it('reads back the same on both sides of 2050, without fractions of seconds', () => {
    const notBefore = new Date('2049-06-01T01:02:03.999Z');
    const notAfter = new Date('2317-06-01T01:02:03Z');
    const { certificate } = exampleLeaf(authority, { notBefore, notAfter });
    expect(validFrom(certificate).toISOString()).to.equal('2049-06-01T01:02:03.000Z');
    expect(validTo(certificate).getTime()).to.equal(notAfter.getTime());
  });

  it('takes four-digit years before 1950 too', () => {
    expect(periodOf({ notAfter: new Date('1949-12-31T00:00:00Z') })).to.contain('\x18\x0f19491231000000Z');
  });

  it('is refused beyond the year 9999', () => {
    const error = thrown(() => exampleLeaf(authority, { notAfter: new Date('+010000-01-01T00:00:00Z') }));
    expect(error.code).to.equal('certificate-date-out-of-range');
    expect(error.hint).to.contain('certificateValidityPeriod');
  });
});

describe('the names of a certificate', () => {
  const authority = exampleAuthority();

  it('may be a thousand', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `name-${index}.example.com`);
    const { certificate } = exampleLeaf(authority, { names });
    expect(certificate.subjectAltName?.split(', ')).to.have.length(1000);
    expect(certificate.checkHost('name-999.example.com')).to.equal('name-999.example.com');
  });

  it('must be ASCII', () => {
    const error = thrown(() => exampleLeaf(authority, { names: ['zürich.example.com'] }));
    expect(error.code).to.equal('subject-alt-name-not-ascii');
    expect(error.message).to.contain('zürich.example.com');
    expect(error.hint).to.contain('xn--');
  });
});
