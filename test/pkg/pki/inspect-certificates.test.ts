import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { inspectCertificates } from '../../../pkg/pki/inspect-certificates.ts';
import { privateKeyPem, publicKeyPem } from '../../../pkg/pki/key-pem.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
type Files = Readonly<Record<string, string | { readonly content: string; readonly mode: number }>>;

describe('a look at all certificates on disk', () => {
  let complete: Files;

  before(async () => {
    const machine = new SimulatedMachine();
    await runSteps(certsPhase, testContext(machine));
    complete = Object.fromEntries(machine.paths().map((path) => [path, machine.file(path)!]));
  });

  const look = (files: Files, config = exampleConfig()) =>
    inspectCertificates(new SimulatedMachine({ files: { ...complete, ...files } }), config);

  it('finds nothing wrong with what init made, and nothing on an empty machine', async () => {
    expect(await look({})).to.deep.equal([]);
    expect(await inspectCertificates(new SimulatedMachine(), exampleConfig())).to.deep.equal([]);
  });

  it('tells of every bad one in the order of the table, and throws for none', async () => {
    const other = exampleAuthority();
    const findings = await look({
      ...pairFiles(`${PKI}/front-proxy-ca`, exampleLeaf(other)),
      [`${PKI}/etcd/ca.crt`]: 'nonsense',
      [`${PKI}/apiserver-kubelet-client.key`]: privateKeyPem(ecKey()),
      [`${PKI}/sa.pub`]: publicKeyPem(ecKey()),
    });
    expect(findings.map(({ name, code }) => `${name}: ${code}`)).to.deep.equal([
      'apiserver-kubelet-client: certificate-key-mismatch',
      'front-proxy-ca: not-a-certificate-authority',
      'front-proxy-client: not-a-certificate-authority',
      'etcd-ca: certificate-unreadable',
      'etcd-server: certificate-unreadable',
      'etcd-peer: certificate-unreadable',
      'etcd-healthcheck-client: certificate-unreadable',
      'apiserver-etcd-client: certificate-unreadable',
      'sa: service-account-key-mismatch',
    ]);
    for (const { severity, message, hint } of findings) {
      expect(severity).to.equal('error');
      expect(message).to.contain(PKI);
      expect(hint).to.be.a('string');
    }
  });

  it('tells of an authority that is expired', async () => {
    const expired = exampleAuthority({ notAfter: new Date('2026-01-01T00:00:00Z') });
    const findings = await look(pairFiles(`${PKI}/front-proxy-ca`, expired));
    expect(findings.map(({ name, code }) => `${name}: ${code}`)).to.deep.equal([
      'front-proxy-ca: certificate-authority-not-valid',
      'front-proxy-client: certificate-wrong-authority',
    ]);
    expect(findings[0]?.message).to.contain('front-proxy-ca.crt expired on 2026-01-01 00:00:00 UTC (it is 2026-01-02');
  });

  it('warns of names that the API server’s certificate lacks, with the command that adds them', async () => {
    const apiServer = { ...exampleConfig().cluster.apiServer, certSANs: ['api.example.com', '192.0.2.99'] };
    const [finding, ...more] = await look({}, exampleConfig({ cluster: { apiServer } }));
    expect(more).to.deep.equal([]);
    expect(finding).to.include({ name: 'apiserver', severity: 'warning', code: 'certificate-names-missing' });
    expect(finding?.message).to.match(
      /apiserver\.crt is not good for api\.example\.com, 192\.0\.2\.99; it is good for cp1, /,
    );
    expect(finding?.hint).to.contain('kubeadm-ts certs san add api.example.com 192.0.2.99');
  });

  it('does not look at etcd’s where etcd is external', async () => {
    const external = {
      endpoints: ['https://192.0.2.20:2379'],
      caFile: '',
      certFile: '',
      keyFile: '',
      httpEndpoints: [],
    };
    const config = exampleConfig({ cluster: { etcd: { external } } });
    expect(await look({ [`${PKI}/etcd/ca.crt`]: 'nonsense' }, config)).to.deep.equal([]);
  });

  it('takes an authority without its key for one that is kept elsewhere', async () => {
    const withoutKey = Object.fromEntries(Object.entries(complete).filter(([path]) => path !== `${PKI}/ca.key`));
    expect(await inspectCertificates(new SimulatedMachine({ files: withoutKey }), exampleConfig())).to.deep.equal([]);
  });

  it('misses the key of a certificate', async () => {
    const files = { ...complete };
    const machine = new SimulatedMachine({ files });
    await machine.change({ kind: 'remove-file', path: `${PKI}/apiserver.key` });
    const findings = await inspectCertificates(machine, exampleConfig());
    expect(findings.map(({ code }) => code)).to.deep.equal(['certificate-key-missing']);
  });

  it('never shows a key', async () => {
    const { certificate, key } = exampleAuthority();
    const findings = await look({
      [`${PKI}/ca.crt`]: certificatePem(certificate),
      [`${PKI}/apiserver.key`]: privateKeyPem(key),
    });
    expect(findings).to.have.length.greaterThan(0);
    expect(JSON.stringify(findings)).not.to.contain(privateKeyPem(key).slice(40, 80));
  });
});
