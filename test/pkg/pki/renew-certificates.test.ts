import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { parseKubeconfig } from '../../../pkg/kubeconfig/parse-kubeconfig.ts';
import { leafParts } from '../../../pkg/pki/certificate-parts.ts';
import { RENEWABLES, renewablesOf, type Renewable } from '../../../pkg/pki/renewables.ts';
import { keysToRenew, renewCertificates, type Renewal } from '../../../pkg/pki/renew-certificates.ts';
import { toDer } from '../../../pkg/pki/asn1.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { kubeconfigPhase } from '../../../phases/kubeconfig/kubeconfig.ts';
import type { InitConfig } from '../../../pkg/config/types.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { certificateAt, exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { failureOf } from '../../support/failure.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';
import { testKeys } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
const FOLDERS = { certificatesDir: PKI, kubeconfigDir: '/etc/kubernetes' };
const HOUR = 3_600_000;

const named = (...names: readonly string[]): readonly Renewable[] => names.map((name) => one(name));
const one = (name: string): Renewable => {
  const found = RENEWABLES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const outcomes = (renewals: readonly Renewal[]) =>
  Object.fromEntries(renewals.map(({ renewable, outcome }) => [renewable.name, outcome]));

/** A machine with everything that `init` makes. */
async function controlPlane(): Promise<SimulatedMachine> {
  const machine = new SimulatedMachine();
  await runSteps(certsPhase, testContext(machine));
  await runSteps(kubeconfigPhase, testContext(machine));
  machine.forget();
  return machine;
}

function renewing(machine: SimulatedMachine, config: InitConfig = exampleConfig(), startedAt = machine.now()) {
  const keys = testKeys();
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  return { config, host: machine, keys, startedAt, warn, warnings, kubeconfigDir: '/etc/kubernetes' };
}

function clientCertificate(machine: SimulatedMachine, path: string) {
  const [user] = parseKubeconfig(machine.file(path)?.content ?? '', path).users;
  const data = (field: 'client-certificate-data' | 'client-key-data'): Buffer =>
    Buffer.from(user?.user[field] ?? '', 'base64');
  return {
    certificate: new X509Certificate(data('client-certificate-data')),
    key: createPrivateKey(data('client-key-data')),
  };
}

describe('renewing certificates', () => {
  it('knows eleven of them, and which component has which open', () => {
    expect(RENEWABLES.map(({ name }) => name)).deep.equal([
      ...['admin.conf', 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'controller-manager.conf'],
      ...['etcd-healthcheck-client', 'etcd-peer', 'etcd-server', 'front-proxy-client', 'scheduler.conf'],
      'super-admin.conf',
    ]);
    const names = (component: Parameters<typeof renewablesOf>[0]) => renewablesOf(component).map(({ name }) => name);
    expect(names('etcd')).deep.equal(['etcd-healthcheck-client', 'etcd-peer', 'etcd-server']);
    expect(names('kube-apiserver')).deep.equal([
      ...['apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'front-proxy-client'],
    ]);
    expect(names('kube-scheduler')).deep.equal(['scheduler.conf']);
    expect(names('kube-controller-manager')).deep.equal(['controller-manager.conf']);
  });

  it('keeps subject, usages and names, byte for byte, and gives a new key and a new time', async () => {
    const machine = await controlPlane();
    const before = new Map(RENEWABLES.map(({ name }) => [name, read(machine, name)]));
    const startedAt = new Date(machine.now().getTime() + 100 * HOUR);
    const config = exampleConfig({ cluster: { certificateValidityPeriod: 10 * HOUR } });
    const told: string[] = [];
    const renewals = await renewCertificates(renewing(machine, config, startedAt), RENEWABLES, ({ renewable }) =>
      told.push(renewable.name),
    );
    expect(new Set(renewals.map(({ outcome }) => outcome))).deep.equal(new Set(['renewed']));
    expect(told).deep.equal(RENEWABLES.map(({ name }) => name));
    for (const { name, authority } of RENEWABLES) {
      const [old, now] = [before.get(name), read(machine, name)];
      if (old === undefined) throw new Error(name);
      const parts = (certificate: X509Certificate) =>
        Object.values(leafParts(certificate)).map((part) => (part === undefined ? '' : toDer(part).toString('hex')));
      expect(parts(now.certificate), name).deep.equal(parts(old.certificate));
      expect(now.certificate.publicKey.equals(old.certificate.publicKey), name).equal(false);
      expect(now.certificate.checkPrivateKey(now.key), name).equal(true);
      expect(new Date(now.certificate.validFrom).getTime(), name).equal(startedAt.getTime() - 5 * 60_000);
      expect(new Date(now.certificate.validTo).getTime(), name).equal(startedAt.getTime() + 10 * HOUR);
      const ca = certificateAt(machine, `${PKI}/${authority.replace('etcd-ca', 'etcd/ca')}.crt`);
      expect(now.certificate.verify(ca.publicKey), name).equal(true);
    }
  });

  it('takes the algorithm from the configuration, and the names from the old certificate', async () => {
    const machine = await controlPlane();
    const config = exampleConfig({
      localAPIEndpoint: { advertiseAddress: '192.0.2.99', bindPort: 6443 },
      cluster: { encryptionAlgorithm: 'ECDSA-P384' },
    });
    const run = renewing(machine, config);
    const names = read(machine, 'apiserver').certificate.subjectAltName;
    await renewCertificates(run, named('apiserver'));
    expect(run.keys.taken).deep.equal(['ECDSA-P384']);
    const { certificate } = read(machine, 'apiserver');
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).equal('secp384r1');
    expect(certificate.subjectAltName).equal(names).and.include('192.0.2.10').and.not.include('192.0.2.99');
  });

  it('replaces a certificate and its key as one, key first, keeping owners and permissions', async () => {
    const machine = await controlPlane();
    await machine.change({
      kind: 'set-owner',
      path: `${PKI}/apiserver.key`,
      owner: { uid: 2001, gid: 2002 },
      mode: 0o640,
    });
    machine.forget();
    await renewCertificates(renewing(machine), named('apiserver'));
    const [change, ...more] = machine.changes;
    expect(more).deep.equal([]);
    if (change?.kind !== 'write-files') throw new Error('another change');
    expect(change.files.map(({ path, mode, owner, secret = false }) => ({ path, mode, owner, secret }))).deep.equal([
      { path: `${PKI}/apiserver.key`, mode: 0o640, owner: { uid: 2001, gid: 2002 }, secret: true },
      { path: `${PKI}/apiserver.crt`, mode: 0o644, owner: { uid: 0, gid: 0 }, secret: false },
    ]);
  });

  it('needs neither the old key nor a certificate that is still valid', async () => {
    const machine = await controlPlane();
    await machine.change({ kind: 'remove-file', path: `${PKI}/apiserver.key` });
    const late = new Date(machine.now().getTime() + 2 * 365 * 24 * HOUR);
    const renewals = await renewCertificates(
      renewing(machine, exampleConfig(), late),
      named('apiserver', 'admin.conf'),
    );
    expect(outcomes(renewals)).deep.equal({ apiserver: 'renewed', 'admin.conf': 'renewed' });
    expect(read(machine, 'apiserver').certificate.checkPrivateKey(read(machine, 'apiserver').key)).equal(true);
  });

  it('keeps the rest of a kubeconfig, and embeds the authority that is there now', async () => {
    const machine = await controlPlane();
    const path = '/etc/kubernetes/admin.conf';
    const text = machine.file(path)?.content ?? '';
    const extra = text
      .replace('users:\n', 'users:\n- name: somebody\n  user:\n    token: abc\n')
      .replace(
        'contexts:\n',
        'contexts:\n- context:\n    cluster: kubernetes\n    namespace: kube-system\n    user: somebody\n  name: other\n',
      );
    await machine.change({ kind: 'write-file', path, content: extra, mode: 0o600 });
    const authority = exampleAuthority();
    for (const [file, { content, mode }] of Object.entries(pairFiles(`${PKI}/ca`, authority)))
      await machine.change({ kind: 'write-file', path: file, content, mode });
    await renewCertificates(renewing(machine), named('admin.conf'));
    const renewed = parseKubeconfig(machine.file(path)?.content ?? '', path);
    expect(renewed.users[0]).deep.equal({ name: 'somebody', user: { token: 'abc' } });
    expect(renewed.contexts[0]?.context.namespace).equal('kube-system');
    const data = renewed.clusters[0]?.cluster['certificate-authority-data'] ?? '';
    expect(new X509Certificate(Buffer.from(data, 'base64')).fingerprint256).equal(authority.certificate.fingerprint256);
  });

  it('passes over what is missing, and over what an external authority has signed', async () => {
    const machine = await controlPlane();
    for (const path of ['/etc/kubernetes/super-admin.conf', `${PKI}/ca.key`])
      await machine.change({ kind: 'remove-file', path });
    machine.forget();
    const renewals = await renewCertificates(renewing(machine), RENEWABLES);
    expect(outcomes(renewals)).include({
      'super-admin.conf': 'missing',
      'admin.conf': 'external',
      apiserver: 'external',
      'etcd-server': 'renewed',
      'front-proxy-client': 'renewed',
    });
    expect(machine.changes).lengthOf(5);
    expect(await keysToRenew(machine, FOLDERS, RENEWABLES)).equal(5);
  });

  it('has nothing to renew of an external etcd', async () => {
    const machine = await controlPlane();
    const external = {
      endpoints: ['https://192.0.2.20:2379'],
      httpEndpoints: [],
      caFile: '',
      certFile: '',
      keyFile: '',
    };
    const config = exampleConfig({ cluster: { etcd: { external } } });
    const renewals = await renewCertificates(renewing(machine, config), named('etcd-server', 'apiserver-etcd-client'));
    expect(outcomes(renewals)).deep.equal({ 'etcd-server': 'missing', 'apiserver-etcd-client': 'missing' });
    expect(machine.changes).deep.equal([]);
  });

  it('renews the others when some cannot be, and names each with its reason', async () => {
    const machine = await controlPlane();
    await machine.change({ kind: 'remove-file', path: `${PKI}/etcd/ca.crt` });
    await machine.change({ kind: 'write-file', path: `${PKI}/apiserver.crt`, content: 'garbage', mode: 0o644 });
    machine.forget();
    const error = await failureOf(renewCertificates(renewing(machine), RENEWABLES));
    expect(error.code).equal('certificates-not-renewed');
    expect(error.message).include(`apiserver: the certificate ${PKI}/apiserver.crt cannot be used`);
    expect(error.message).include('apiserver-etcd-client, etcd-healthcheck-client, etcd-peer, etcd-server: ');
    expect(error.message).include(`there is no ${PKI}/etcd/ca.crt`);
    expect(machine.changes).lengthOf(6);
  });

  it('takes an authority without its key for lost where something that it signed is missing', async () => {
    const machine = await controlPlane();
    for (const path of [`${PKI}/ca.key`, `${PKI}/apiserver.key`]) await machine.change({ kind: 'remove-file', path });
    const error = await failureOf(renewCertificates(renewing(machine), named('admin.conf')));
    expect(error.message).equal('admin.conf was not renewed');
    expect(String((error.cause as Error).message))
      .include(`no ${PKI}/ca.key`)
      .and.include(`missing ${PKI}/apiserver.key`);
  });

  it('warns once of an authority that ends before what it signs, or has ended', async () => {
    const short = exampleAuthority({ notAfter: new Date('2026-03-01T00:00:00Z') });
    const machine = new SimulatedMachine({
      files: {
        ...pairFiles(`${PKI}/ca`, short),
        ...pairFiles(`${PKI}/apiserver`, exampleLeaf(short)),
        ...pairFiles(`${PKI}/apiserver-kubelet-client`, exampleLeaf(short, { usages: ['client'] })),
      },
    });
    const run = renewing(machine);
    await renewCertificates(run, named('apiserver', 'apiserver-kubelet-client'));
    expect(run.warnings).deep.equal([
      `the authority ${PKI}/ca.crt ends on 2026-03-01, before the certificates that it signs now`,
    ]);
  });

  it('refuses a kubeconfig whose client certificate is not in it', async () => {
    const machine = await controlPlane();
    const path = '/etc/kubernetes/scheduler.conf';
    const text = (machine.file(path)?.content ?? '').replace(
      /client-certificate-data: .*/,
      'client-certificate: /a.pem',
    );
    await machine.change({ kind: 'write-file', path, content: text, mode: 0o600 });
    const error = await failureOf(renewCertificates(renewing(machine), named('scheduler.conf')));
    expect((error.cause as Error).message).include('no client certificate embedded');
    expect(machine.file(path)?.content).equal(text);
  });
});

function read(machine: SimulatedMachine, name: string) {
  const renewable = one(name);
  if (renewable.kind === 'kubeconfig') return clientCertificate(machine, `/etc/kubernetes/${name}`);
  const base = `${PKI}/${renewable.spec.base}`;
  return {
    certificate: certificateAt(machine, `${base}.crt`),
    key: createPrivateKey(machine.file(`${base}.key`)?.content ?? ''),
  };
}
