import { expect } from 'chai';
import { inspectCertificates } from '../../../pkg/inspection/inspect-certificates.ts';
import type { Expectations } from '../../../pkg/inspection/expectations.ts';
import { stateOf } from '../../../pkg/inspection/inspected.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { privateKeyPem, publicKeyPem } from '../../../pkg/pki/key-pem.ts';
import { NO_ALT_NAMES, subjectAltNames } from '../../../pkg/pki/subject-alt-names.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { MACHINE_TIME, exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
type Files = Readonly<Record<string, string | { readonly content: string; readonly mode: number }>>;

const EXPECTED: Expectations = {
  certificatesDir: PKI,
  externalEtcd: false,
  names: () => ({ needed: NO_ALT_NAMES, wanted: NO_ALT_NAMES }),
};

describe('a look at all certificates on disk', () => {
  let complete: Files;
  let machine: SimulatedMachine;

  before(async () => {
    machine = new SimulatedMachine();
    await runSteps(certsPhase, testContext(machine));
    complete = Object.fromEntries(machine.paths().map((path) => [path, machine.file(path)!]));
  });

  /** What is wrong on a machine that has other files than init made; `undefined` is a file that is not there. */
  const look = async (files: Readonly<Record<string, Files[string] | undefined>>, expected = EXPECTED) => {
    const all = Object.entries({ ...complete, ...files });
    const there = Object.fromEntries(all.flatMap(([path, file]) => (file === undefined ? [] : [[path, file]])));
    const { items } = await inspectCertificates(new SimulatedMachine({ files: there }), expected);
    const findings = items.flatMap(({ name, findings: own }) => own.map((finding) => ({ name, ...finding })));
    return { items, findings, codes: findings.map(({ name, code }) => `${name}: ${code}`) };
  };

  it('finds nothing wrong with what init made, and tells when each ends', async () => {
    const { items, findings } = await look({});
    expect(findings).to.deep.equal([]);
    expect(items.map((item) => `${item.name} ${stateOf(item)} ${item.caName}`.trim())).to.deep.equal([
      ...['ca good', 'apiserver good ca', 'apiserver-kubelet-client good ca', 'front-proxy-ca good'],
      ...['front-proxy-client good front-proxy-ca', 'etcd-ca good', 'etcd-server good etcd-ca'],
      ...['etcd-peer good etcd-ca', 'etcd-healthcheck-client good etcd-ca', 'apiserver-etcd-client good etcd-ca'],
      'sa good',
    ]);
    expect(items[1]?.life?.until.toISOString()).to.equal('2027-01-02T03:04:05.000Z');
    expect(items[1]?.files).to.deep.equal([`${PKI}/apiserver.crt`, `${PKI}/apiserver.key`]);
  });

  it('misses everything on an empty machine, and throws for none', async () => {
    const { items } = await inspectCertificates(new SimulatedMachine(), EXPECTED);
    expect(new Set(items.map(stateOf))).to.deep.equal(new Set(['error']));
    for (const { findings } of items)
      for (const { message, hint } of findings) {
        expect(message).to.contain('there is no /etc/kubernetes/pki/');
        expect(hint).to.be.a('string');
      }
  });

  it('tells of every bad one in the order of the table', async () => {
    const { findings, codes } = await look({
      ...pairFiles(`${PKI}/front-proxy-ca`, exampleLeaf(exampleAuthority())),
      [`${PKI}/etcd/ca.crt`]: 'nonsense',
      [`${PKI}/apiserver-kubelet-client.key`]: { content: privateKeyPem(ecKey()), mode: 0o600 },
      [`${PKI}/etcd/peer.key`]: '',
      [`${PKI}/sa.pub`]: publicKeyPem(ecKey()),
    });
    expect(codes).to.deep.equal([
      'apiserver-kubelet-client: certificate-key-mismatch',
      'front-proxy-ca: not-a-certificate-authority',
      'etcd-ca: certificate-unreadable',
      'etcd-peer: private-key-unreadable',
      'sa: service-account-key-mismatch',
    ]);
    for (const { severity, message, hint } of findings) {
      expect(severity).to.equal('error');
      expect(message).to.contain(PKI);
      expect(hint).to.be.a('string');
    }
  });

  it('tells everything that is wrong with one, not only the first', async () => {
    const stranger = exampleAuthority({ commonName: 'stranger' });
    const leaf = exampleLeaf(stranger, { commonName: 'x', usages: ['server'] });
    const { codes } = await look({ [`${PKI}/front-proxy-client.crt`]: certificatePem(leaf.certificate) });
    expect(codes).to.deep.equal([
      'front-proxy-client: certificate-key-mismatch',
      'front-proxy-client: certificate-wrong-authority',
      'front-proxy-client: certificate-wrong-purpose',
      'front-proxy-client: certificate-wrong-subject',
    ]);
  });

  it('says whose key it is that stands in the wrong place', async () => {
    const key = (base: string) => complete[`${PKI}/${base}.key`];
    const { findings, codes } = await look({
      [`${PKI}/apiserver.key`]: key('front-proxy-client'),
      [`${PKI}/front-proxy-client.key`]: key('apiserver'),
    });
    expect(codes).to.deep.equal([
      'apiserver: certificate-key-mismatch',
      'front-proxy-client: certificate-key-mismatch',
    ]);
    expect(findings[0]?.message).to.match(/, that of \/etc\/kubernetes\/pki\/front-proxy-client\.crt$/);
    expect(findings[0]?.hint).to.match(/^put the right key back; .*`kubeadm-ts certs renew apiserver --restart`$/);
  });

  it('tells of an authority that is expired, and does not advise to make another', async () => {
    const expired = exampleAuthority({ notAfter: new Date('2026-01-01T00:00:00Z') });
    const { findings, codes } = await look({
      ...pairFiles(`${PKI}/front-proxy-ca`, expired),
      ...pairFiles(
        `${PKI}/front-proxy-client`,
        exampleLeaf(expired, { commonName: 'front-proxy-client', usages: ['client'] }),
      ),
    });
    expect(codes).to.deep.equal([
      'front-proxy-ca: certificate-authority-not-valid',
      'front-proxy-client: certificate-authority-not-valid',
    ]);
    expect(findings[0]?.message).to.contain('front-proxy-ca.crt expired on 2026-01-01 00:00:00 UTC (it is 2026-01-02');
    expect(findings[0]?.hint).to.contain('the same key and subject').and.not.contain('remove');
  });

  it('blames the clock for what is not valid yet', async () => {
    const future = exampleAuthority({ notBefore: new Date('2026-02-01T00:00:00Z') });
    const { findings } = await look(pairFiles(`${PKI}/front-proxy-ca`, future));
    expect(findings[0]).to.include({ name: 'front-proxy-ca', hint: 'check the date and time of this machine' });
  });

  it('does not ask an authority for the key usages of those that it signs', async () => {
    // "certificate sign" alone, as external authorities mostly have it
    const { codes } = await look({ [`${PKI}/front-proxy-ca.key`]: undefined });
    expect(codes).to.deep.equal([]);
  });

  it('calls names that something here goes by an error, and others that are configured a warning', async () => {
    const names: Expectations['names'] = ({ name }) =>
      name === 'apiserver'
        ? {
            needed: subjectAltNames(['192.0.2.10', '192.0.2.77']),
            wanted: subjectAltNames(['192.0.2.77', 'api.example.com', 'kubernetes']),
          }
        : { needed: NO_ALT_NAMES, wanted: NO_ALT_NAMES };
    const { findings } = await look({}, { ...EXPECTED, names });
    expect(findings.map(({ severity, code, hint }) => `${severity} ${code} ${hint ?? ''}`)).to.deep.equal([
      'error certificate-names-missing add them with `kubeadm-ts certs san add 192.0.2.77`',
      'warning certificate-names-missing add them with `kubeadm-ts certs san add api.example.com`',
    ]);
    expect(findings[0]?.message).to.match(/apiserver\.crt is not good for 192\.0\.2\.77; it is good for cp1, /);
  });

  it('warns of one that ends soon, by the length of its life', async () => {
    const authority = exampleAuthority();
    const leaf = (left: number, whole: number) =>
      exampleLeaf(authority, {
        ...{ commonName: 'front-proxy-client', usages: ['client'] },
        notBefore: new Date(MACHINE_TIME.getTime() + (left - whole) * 3_600_000),
        notAfter: new Date(MACHINE_TIME.getTime() + left * 3_600_000),
      });
    const codesFor = async (left: number, whole: number) =>
      (
        await look({
          ...pairFiles(`${PKI}/front-proxy-ca`, authority),
          ...pairFiles(`${PKI}/front-proxy-client`, leaf(left, whole)),
        })
      ).codes;
    expect(await codesFor(24 * 20, 24 * 365)).to.deep.equal(['front-proxy-client: certificate-ends-soon']);
    expect(await codesFor(24 * 20, 24 * 30)).to.deep.equal([]);
    expect(await codesFor(-1, 24)).to.deep.equal(['front-proxy-client: certificate-expired']);
  });

  it('warns of keys that everybody may read', async () => {
    const { content } = complete[`${PKI}/ca.key`] as { content: string };
    const { findings, codes } = await look({ [`${PKI}/ca.key`]: { content, mode: 0o644 } });
    expect(codes).to.deep.equal(['ca: private-key-exposed']);
    expect(findings[0]).to.include({ severity: 'warning', hint: `chmod o= ${PKI}/ca.key` });
    // as with RootlessControlPlane
    expect((await look({ [`${PKI}/ca.key`]: { content, mode: 0o640 } })).codes).to.deep.equal([]);
  });

  it('takes any authority of a file, as while one is exchanged for another', async () => {
    const young = exampleAuthority({ commonName: 'front-proxy-ca' });
    const old = (complete[`${PKI}/front-proxy-ca.crt`] as { content: string }).content;
    const both = certificatePem(young.certificate) + old;
    expect(
      (await look({ [`${PKI}/front-proxy-ca.crt`]: both, [`${PKI}/front-proxy-ca.key`]: undefined })).codes,
    ).deep.equal([]);
    const { codes } = await look(pairFiles(`${PKI}/front-proxy-ca`, young));
    expect(codes).deep.equal(['front-proxy-client: certificate-wrong-authority']);
  });

  it('does not look at etcd’s where etcd is external', async () => {
    const { items, codes } = await look({ [`${PKI}/etcd/ca.crt`]: 'nonsense' }, { ...EXPECTED, externalEtcd: true });
    expect(codes).to.deep.equal([]);
    expect(items.map(({ name }) => name).filter((name) => name.includes('etcd'))).to.deep.equal([]);
  });

  it('takes an authority without its key for one that is kept elsewhere, where new certificates come from then', async () => {
    const { items, findings, codes } = await look({
      [`${PKI}/ca.key`]: undefined,
      [`${PKI}/apiserver.crt`]: undefined,
    });
    expect(items.filter(({ externallyManaged }) => externallyManaged).map(({ name }) => name)).to.deep.equal([
      ...['ca', 'apiserver', 'apiserver-kubelet-client'],
    ]);
    expect(codes).to.deep.equal(['apiserver: certificate-missing']);
    expect(findings[0]?.hint).to.equal(
      `have it signed where the key of the authority "ca" is kept, and put it into ${PKI}/apiserver.crt`,
    );
  });

  it('cannot judge what its authority is missing for', async () => {
    const { items, codes } = await look({ [`${PKI}/etcd/ca.crt`]: undefined, [`${PKI}/etcd/ca.key`]: undefined });
    expect(codes).to.deep.equal(['etcd-ca: certificate-authority-missing']);
    expect(items.filter((item) => stateOf(item) === 'unknown').map(({ name }) => name)).to.deep.equal([
      ...['etcd-server', 'etcd-peer', 'etcd-healthcheck-client', 'apiserver-etcd-client'],
    ]);
  });

  it('misses either half of a pair', async () => {
    const { findings, codes } = await look({
      [`${PKI}/apiserver.key`]: undefined,
      [`${PKI}/etcd/server.crt`]: undefined,
      [`${PKI}/sa.pub`]: undefined,
    });
    expect(codes).to.deep.equal([
      ...['apiserver: certificate-key-missing', 'etcd-server: certificate-missing', 'sa: service-account-key-missing'],
    ]);
    expect(findings[0]?.hint).to.contain('`kubeadm-ts certs renew apiserver --restart`');
    expect(findings[1]?.hint).to.contain('`kubeadm-ts init phase certs etcd-server --config <file>`');
  });

  it('knows a renewal that was killed between two renames', async () => {
    const authority = exampleAuthority();
    const options = { commonName: 'front-proxy-client', usages: ['client'] } as const;
    const [old, young] = [exampleLeaf(authority, options), exampleLeaf(authority, options)];
    const { codes } = await look({
      ...pairFiles(`${PKI}/front-proxy-ca`, authority),
      ...pairFiles(`${PKI}/front-proxy-client`, { ...old, key: young.key }),
      [`${PKI}/.front-proxy-client.crt.0123456789ab.tmp`]: certificatePem(young.certificate),
    });
    expect(codes).to.deep.equal(['front-proxy-client: certificate-replacement-interrupted']);
  });

  it('does not advise to write into what nobody may read', async () => {
    const refusing = Object.assign(new SimulatedMachine({ files: complete }), {});
    const read = refusing.readFile.bind(refusing);
    const { fileError } = await import('../../../pkg/host/file-errors.ts');
    Object.assign(refusing, {
      readFile: async (path: string) => {
        if (path.endsWith('.key')) throw fileError('read', path, Object.assign(new Error('x'), { code: 'EACCES' }));
        return read(path);
      },
    });
    const { items } = await inspectCertificates(refusing, EXPECTED);
    for (const { findings } of items) {
      expect(findings.map(({ code }) => code)).to.deep.equal(['permission-denied']);
      expect(findings[0]?.hint).to.contain('run as root');
    }
  });

  it('never shows a key', async () => {
    const { certificate, key } = exampleAuthority();
    const { findings } = await look({
      [`${PKI}/ca.crt`]: certificatePem(certificate),
      [`${PKI}/apiserver.key`]: privateKeyPem(key),
    });
    expect(findings).to.have.length.greaterThan(0);
    expect(JSON.stringify(findings)).not.to.contain(privateKeyPem(key).slice(40, 80));
  });
});
