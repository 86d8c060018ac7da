import { expect } from 'chai';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { controlPlaneMachine, type ControlPlaneOptions } from '../../support/control-plane-machine.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { run, type Outcome } from '../../support/simulated-run.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
const CONF = '/etc/kubernetes';
const VERIFY = ['certs', 'verify'];

interface Item {
  readonly name: string;
  readonly state: string;
  readonly kind: string;
  readonly files: readonly string[];
  readonly caName?: string;
  readonly externallyManaged: boolean;
  readonly reason?: string;
  readonly findings?: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly hint: string;
  }[];
}

const write = (machine: SimulatedMachine, path: string, content: string, mode = 0o600) =>
  machine.change({ kind: 'write-file', path, content, mode });
const remove = async (machine: SimulatedMachine, ...paths: readonly string[]): Promise<void> => {
  for (const path of paths) await machine.change({ kind: 'remove-file', path });
};
const text = (machine: SimulatedMachine, path: string): string => machine.file(path)?.content ?? '';
const swap = async (machine: SimulatedMachine, one: string, other: string): Promise<void> => {
  const [first, second] = [text(machine, one), text(machine, other)];
  await write(machine, one, second);
  await write(machine, other, first);
};
const putPair = async (machine: SimulatedMachine, base: string, pair: ReturnType<typeof exampleLeaf>) => {
  for (const [path, { content, mode }] of Object.entries(pairFiles(base, pair)))
    await write(machine, path, content, mode);
};

/** What `-o json` says, without what is right. */
async function wrongOn(machine: SimulatedMachine, ...more: readonly string[]) {
  machine.forget();
  const { code, stdout } = await run([...VERIFY, '-o', 'json', ...more], machine);
  expect(machine.changes, 'it changes nothing').to.deep.equal([]);
  const items = (JSON.parse(stdout) as { readonly items: readonly Item[] }).items;
  const wrong = items.filter(({ state }) => !['good', 'absent'].includes(state));
  const codes = wrong.flatMap(({ name, findings = [] }) => findings.map((each) => `${name}: ${each.code}`));
  return { code, items, wrong, codes, of: (name: string) => items.find((item) => item.name === name) };
}

describe('kubeadm-ts certs verify', () => {
  it('finds everything right on a control plane, in a line for each', async () => {
    const machine = await controlPlaneMachine();
    const { code, stdout } = await run(VERIFY, machine);
    expect(code).equal(0);
    expect(stdout).match(/^CERTIFICATES AND KEYS in \/etc\/kubernetes\/pki\nok {7}ca {24}an authority, valid until /);
    expect(stdout).match(/\nok {7}apiserver {17}signed by ca, valid until Jan 02, 2027 03:04 UTC \(365d\)\n/);
    expect(stdout).match(/\nok {7}sa +the two keys belong together\n/);
    expect(stdout).match(/\nKUBECONFIG FILES in \/etc\/kubernetes\nok {7}admin\.conf +signed by ca, /);
    expect(stdout).match(
      /\nKUBELET\nok {7}kubelet\.conf +signed by ca, .*\nabsent +kubelet-server +the kubelet makes it/,
    );
    expect(stdout).match(/\nall is right: 16 looked at\n$/);
    expect(machine.changes).deep.equal([]);
  });

  it('prints an object for scripts', async () => {
    const { code, stdout } = await run([...VERIFY, '-o', 'json'], await controlPlaneMachine());
    const { items, ...about } = JSON.parse(stdout) as { readonly items: readonly Item[] };
    expect(code).equal(0);
    expect(about).deep.equal({
      ...{ kind: 'CertificateVerification', apiVersion: 'output.kubeadm.k8s.io/v1alpha3' },
      ...{ time: '2026-01-02T03:04:05Z', node: 'control-plane', certificatesDir: PKI, errors: 0, warnings: 0 },
    });
    expect(items[1]).deep.equal({
      ...{ name: 'apiserver', kind: 'certificate', state: 'good' },
      ...{ files: [`${PKI}/apiserver.crt`, `${PKI}/apiserver.key`], caName: 'ca' },
      ...{ expirationDate: '2027-01-02T03:04:05Z', externallyManaged: false },
    });
    const { stdout: yaml } = await run([...VERIFY, '-o', 'yaml'], await controlPlaneMachine());
    expect(yaml).match(/\nkind: CertificateVerification\n/);
    const path = await run([...VERIFY, '-o', 'jsonpath={.errors}'], await controlPlaneMachine());
    expect(path.stdout).equal('0');
  });

  it('refuses a format that nobody knows before it looks', async () => {
    for (const format of ['xml', 'prometheus', 'jsonpath'])
      expect((await run([...VERIFY, '-o', format], await controlPlaneMachine())).code, format).equal(1);
  });

  it('says what is wrong, what was expected and found, and what to do, and fails', async () => {
    const machine = await controlPlaneMachine();
    await swap(machine, `${PKI}/apiserver.key`, `${PKI}/apiserver-kubelet-client.key`);
    const { code, stdout, stderr } = await run(VERIFY, machine);
    expect(code).equal(1);
    expect(stdout).match(
      /\nERROR {4}apiserver +the private key \S+\/apiserver\.key does not belong to the certificate \S+\/apiserver\.crt: that is for ECDSA-P256 .*, and the key is ECDSA-P256 .*, that of \S+\/apiserver-kubelet-client\.crt\n +-> put the right key back/,
    );
    expect(stdout).match(/[^\n]\n\n$/);
    expect(stdout).not.include('all is right');
    expect(stderr).include('error: 2 of 16 are not right: apiserver, apiserver-kubelet-client\n');
    expect(stderr).include('hint: begin with the first, apiserver');
  });

  it('ends with 0 where there are only warnings, and says how many', async () => {
    const machine = await controlPlaneMachine();
    await write(machine, `${CONF}/admin.conf`, text(machine, `${CONF}/admin.conf`), 0o644);
    const { code, stdout } = await run(VERIFY, machine);
    expect(code).equal(0);
    expect(stdout).match(/\nWARNING {2}admin\.conf +.* permissions 0644 let everybody in\n +-> chmod o= /);
    expect(stdout).match(/\nno errors, 1 warning: 16 looked at\n$/);
  });

  describe('tells of', () => {
    it('an authority that was replaced, once, and advises against making the rest anew', async () => {
      const machine = await controlPlaneMachine();
      await putPair(machine, `${PKI}/ca`, exampleAuthority());
      const { code, codes, wrong, of } = await wrongOn(machine);
      expect(code).equal(1);
      expect(codes).deep.equal([
        'ca: certificate-authority-replaced',
        ...['apiserver', 'apiserver-kubelet-client'].map((name) => `${name}: certificate-wrong-authority`),
        ...['admin', 'super-admin', 'controller-manager', 'scheduler', 'kubelet'].map(
          (name) => `${name}.conf: kubeconfig-wrong-authority`,
        ),
      ]);
      expect(of('ca')?.findings?.[0]?.hint)
        .match(/^put \S+ca\.crt and \S+ca\.key of this cluster back/)
        .and.include('certificate-authority-data of admin.conf');
      for (const { name, findings = [] } of wrong.slice(1)) expect(findings[0]?.hint, name).equal('see ca');
    });

    it('the certificate of an authority alone that was replaced, as the same thing', async () => {
      const machine = await controlPlaneMachine();
      await write(machine, `${PKI}/ca.crt`, certificatePem(exampleAuthority().certificate));
      const { of, wrong } = await wrongOn(machine);
      expect(of('ca')?.findings?.map(({ code }) => code)).deep.equal(['certificate-authority-replaced']);
      expect(wrong.slice(1).every(({ findings = [] }) => findings[0]?.hint === 'see ca')).equal(true);
    });

    it('one stranger among others as what it is', async () => {
      const machine = await controlPlaneMachine();
      const options = { commonName: 'kube-apiserver-kubelet-client', usages: ['client'] } as const;
      await putPair(machine, `${PKI}/apiserver-kubelet-client`, exampleLeaf(exampleAuthority(), options));
      const { codes, of } = await wrongOn(machine);
      expect(codes).deep.equal(['apiserver-kubelet-client: certificate-wrong-authority']);
      expect(of('apiserver-kubelet-client')?.findings?.[0]?.hint).include('certs renew apiserver-kubelet-client');
    });

    it('an authority that has ended, and what hangs on it', async () => {
      const machine = await controlPlaneMachine();
      const now = new Date(machine.now().getTime() + 11 * 365 * 24 * 3_600_000);
      const { codes, of } = await wrongOn(Object.assign(machine, { now: () => now }));
      expect(codes)
        .include('ca: certificate-authority-not-valid')
        .and.include('etcd-ca: certificate-authority-not-valid');
      expect(of('ca')?.findings?.[0]?.hint).include('the same key and subject');
      expect(of('apiserver')?.findings?.[0]?.code).equal('certificate-expired');
    });

    it('missing files, each with what makes it again', async () => {
      const machine = await controlPlaneMachine();
      await remove(machine, `${PKI}/apiserver.crt`, `${PKI}/sa.pub`, `${CONF}/scheduler.conf`, `${CONF}/kubelet.conf`);
      const { code, codes, of } = await wrongOn(machine);
      expect(code).equal(1);
      expect(codes).deep.equal([
        ...['apiserver: certificate-missing', 'sa: service-account-key-missing'],
        ...['scheduler.conf: kubeconfig-missing', 'kubelet.conf: kubeconfig-missing'],
      ]);
      expect(of('scheduler.conf')?.findings?.[0]?.hint).equal(
        'have it made: `kubeadm-ts init phase kubeconfig scheduler --config <file>`',
      );
    });

    it('nothing where super-admin.conf is kept elsewhere', async () => {
      const machine = await controlPlaneMachine();
      await remove(machine, `${CONF}/super-admin.conf`);
      const { code, of } = await wrongOn(machine);
      expect(code).equal(0);
      expect(of('super-admin.conf')).include({ state: 'absent' });
    });

    it('a missing admin.conf as no more than a warning: it is often taken off the machine', async () => {
      const machine = await controlPlaneMachine();
      await remove(machine, `${CONF}/admin.conf`);
      const { code, of } = await wrongOn(machine);
      expect(code).equal(0);
      expect(of('admin.conf')?.findings?.[0]).include({ severity: 'warning', code: 'kubeconfig-missing' });
    });

    it('garbage in certificates, keys and kubeconfig files', async () => {
      const machine = await controlPlaneMachine();
      await write(machine, `${PKI}/apiserver.crt`, 'garbage');
      await write(machine, `${PKI}/front-proxy-client.key`, '');
      await write(machine, `${CONF}/scheduler.conf`, 'kind: [');
      const admin = text(machine, `${CONF}/admin.conf`);
      await write(machine, `${CONF}/admin.conf`, admin.replace(/client-certificate-data: ..../, '$&AAAA'));
      await write(machine, `${CONF}/controller-manager.conf`, admin.replace(/ {4}client-key-data: \S+\n/, ''));
      const { codes } = await wrongOn(machine);
      expect(codes).deep.equal([
        ...['apiserver: certificate-unreadable', 'front-proxy-client: private-key-unreadable'],
        ...['admin.conf: certificate-unreadable', 'controller-manager.conf: kubeconfig-incomplete'],
        ...['controller-manager.conf: certificate-wrong-subject', 'scheduler.conf: kubeconfig-unreadable'],
      ]);
    });

    it('kubeconfig files that stand in each other’s place', async () => {
      const machine = await controlPlaneMachine();
      await swap(machine, `${CONF}/scheduler.conf`, `${CONF}/controller-manager.conf`);
      const { codes, of } = await wrongOn(machine);
      expect(codes).deep.equal([
        ...['controller-manager.conf: certificate-wrong-subject', 'scheduler.conf: certificate-wrong-subject'],
      ]);
      expect(of('scheduler.conf')?.findings?.[0]?.message).include(
        'is for "CN=system:kube-controller-manager", and "CN=system:kube-scheduler" is expected there',
      );
    });

    it('the key of another user in a kubeconfig file', async () => {
      const machine = await controlPlaneMachine();
      const other = Buffer.from(privateKeyPem(ecKey())).toString('base64');
      const changed = text(machine, `${CONF}/admin.conf`).replace(/(client-key-data: )\S+/, `$1${other}`);
      await write(machine, `${CONF}/admin.conf`, changed);
      const { codes, of } = await wrongOn(machine);
      expect(codes).deep.equal(['admin.conf: certificate-key-mismatch']);
      expect(JSON.stringify(of('admin.conf'))).not.include(other.slice(40, 80));
    });

    it('a kubeconfig file that trusts an older certificate of the same authority, for as long as that lasts', async () => {
      const machine = await controlPlaneMachine();
      const { key, certificate } = exampleAuthority({ notAfter: new Date('2026-01-10T00:00:00Z') });
      const younger = exampleAuthority({ key });
      await putPair(machine, `${PKI}/ca`, younger);
      const admin = exampleLeaf(younger, { commonName: 'kubernetes-admin', usages: ['client'] });
      const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
      const conf = text(machine, `${CONF}/admin.conf`)
        .replace(/(certificate-authority-data: )\S+/, `$1${base64(certificatePem(certificate))}`)
        .replace(/(client-certificate-data: )\S+/, `$1${base64(certificatePem(admin.certificate))}`)
        .replace(/(client-key-data: )\S+/, `$1${base64(privateKeyPem(admin.key))}`);
      await write(machine, `${CONF}/admin.conf`, conf);
      const outdated = async () =>
        (await wrongOn(machine))
          .of('admin.conf')
          ?.findings?.find(({ code }) => code === 'kubeconfig-outdated-authority');
      expect(await outdated()).include({ severity: 'warning' });
      Object.assign(machine, { now: () => new Date('2026-01-11T00:00:00Z') });
      expect(await outdated()).include({ severity: 'error' });
      expect((await outdated())?.message).include('which expired on 2026-01-10');
    });

    it('names: those that kubeconfig files call the API server by, and those of the configuration', async () => {
      const machine = await controlPlaneMachine();
      const admin = text(machine, `${CONF}/admin.conf`).replace(/server: \S+/, 'server: https://lb.example.com:6443');
      await write(machine, `${CONF}/admin.conf`, admin);
      const file =
        'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  certSANs: [api.example.com]\n';
      await write(machine, '/c.yaml', file);
      const { code, of } = await wrongOn(machine, '--config', '/c.yaml');
      expect(code).equal(1);
      expect(of('apiserver')?.findings?.map(({ severity, hint }) => `${severity} ${hint}`)).deep.equal([
        'error add them with `kubeadm-ts certs san add lb.example.com`',
        'warning add them with `kubeadm-ts certs san add api.example.com`',
      ]);
    });

    it('the name that a kubeconfig file expects instead of the one that it calls', async () => {
      const machine = await controlPlaneMachine();
      const admin = text(machine, `${CONF}/admin.conf`);
      const tunnel = (name: string) =>
        admin.replace(/( *)server: \S+/, `$1server: https://tunnel.example.com:6443\n$1tls-server-name: ${name}`);
      await write(machine, `${CONF}/admin.conf`, tunnel('kubernetes.default'));
      expect((await wrongOn(machine)).codes).deep.equal([]);
      await write(machine, `${CONF}/admin.conf`, tunnel('other.example.com'));
      expect((await wrongOn(machine)).of('apiserver')?.findings?.[0]?.hint).include('san add other.example.com`');
    });

    it('names without a configuration: what static Pods and the kubelet were given', async () => {
      const machine = await controlPlaneMachine();
      Object.assign(machine, { getObject: () => Promise.reject(new Error('it is down')) });
      const path = '/etc/kubernetes/manifests/kube-apiserver.yaml';
      const manifest = text(machine, path)
        .replace('endpoint: 192.0.2.10:6443', 'endpoint: 192.0.2.66:6443')
        .replace('    - kube-apiserver\n', '    - kube-apiserver\n    - --service-cluster-ip-range=10.77.0.0/16\n');
      await write(machine, path, manifest);
      await write(machine, '/var/lib/kubelet/config.yaml', 'clusterDomain: other.local\n');
      const { of } = await wrongOn(machine);
      const messages = of('apiserver')?.findings?.map(({ severity, message }) => `${severity} ${message}`) ?? [];
      expect(messages[0]).match(/^error .* is not good for 10\.77\.0\.1, 192\.0\.2\.66; it is good for cp1, /);
      expect(messages[1]).match(/^warning .* is not good for kubernetes\.default\.svc\.other\.local;/);
      expect(of('etcd-peer')?.findings?.[0]).include({ severity: 'error', code: 'certificate-names-missing' });
    });

    it('a file that may not be read, without giving up', async () => {
      const machine = await controlPlaneMachine();
      const { fileError } = await import('../../../pkg/host/file-errors.ts');
      const refuse = (path: string): never => {
        throw fileError('look at', path, Object.assign(new Error('x'), { code: 'EACCES' }));
      };
      const [read, stat] = [machine.readFile.bind(machine), machine.stat.bind(machine)];
      Object.assign(machine, {
        readFile: async (path: string) => (path.endsWith('.conf') ? refuse(path) : read(path)),
        stat: async (path: string) => (path.endsWith('.conf') ? refuse(path) : stat(path)),
      });
      const { code, codes } = await wrongOn(machine);
      expect(code).equal(1);
      expect(codes).deep.equal(
        ['admin', 'super-admin', 'controller-manager', 'scheduler', 'kubelet'].map(
          (name) => `${name}.conf: permission-denied`,
        ),
      );
    });
  });

  describe('with authorities that are kept elsewhere', () => {
    it('is content when all is in place, and says so', async () => {
      const machine = await controlPlaneMachine();
      await remove(machine, `${PKI}/ca.key`, `${PKI}/front-proxy-ca.key`, `${PKI}/etcd/ca.key`);
      const { code, stdout } = await run(VERIFY, machine);
      expect(code).equal(0);
      expect(stdout).match(/\nok +ca +an authority whose key is kept elsewhere, valid until/);
    });

    it('sends to those who have the key', async () => {
      const machine = await controlPlaneMachine();
      await remove(machine, `${PKI}/ca.key`, `${PKI}/apiserver.key`, `${CONF}/scheduler.conf`);
      const { of } = await wrongOn(machine);
      const where = 'where the key of the authority "ca" is kept';
      expect(of('apiserver')?.findings?.[0]?.hint).equal(
        `put ${PKI}/apiserver.key back; without it, have another key and certificate made ${where}`,
      );
      expect(of('scheduler.conf')?.findings?.[0]?.hint).equal(
        `have it signed ${where}, and put it into ${CONF}/scheduler.conf`,
      );
    });
  });

  describe('with an external etcd', () => {
    const etcdCa = exampleAuthority({ commonName: 'their-etcd' });
    const client = exampleLeaf(etcdCa, { commonName: 'kubernetes', usages: ['client'] });
    const config = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
etcd:
  external:
    endpoints: [https://192.0.2.20:2379]
    caFile: /srv/etcd-ca.crt
    certFile: /srv/client.crt
    keyFile: /srv/client.key
`;
    const machineWith = async (files: ControlPlaneOptions['files'] = {}): Promise<SimulatedMachine> => {
      const external = { endpoints: [], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' };
      return controlPlaneMachine({
        config: exampleConfig({ cluster: { etcd: { external } } }),
        files: {
          '/c.yaml': config,
          '/srv/etcd-ca.crt': certificatePem(etcdCa.certificate),
          ...pairFiles('/srv/client', client),
          ...files,
        },
      });
    };

    it('looks at what the API server shows to it, and not for certificates of an etcd of this cluster', async () => {
      const { code, items } = await wrongOn(await machineWith(), '--config', '/c.yaml');
      expect(code).equal(0);
      expect(items.filter(({ name }) => name.includes('etcd')).map(({ name, state }) => `${name} ${state}`)).deep.equal(
        [...['external-etcd-ca good', 'external-etcd-client good']],
      );
    });

    it('tells what of it is wrong', async () => {
      const stranger = exampleLeaf(exampleAuthority(), { usages: ['server'] });
      const machine = await machineWith({ '/srv/client.crt': certificatePem(stranger.certificate) });
      const { code, codes, of } = await wrongOn(machine, '--config', '/c.yaml');
      expect(code).equal(1);
      expect(codes).deep.equal(
        ['key-mismatch', 'wrong-authority', 'wrong-purpose'].map((each) => `external-etcd-client: certificate-${each}`),
      );
      expect(of('external-etcd-client')?.findings?.[0]?.hint).include('ask those who run etcd');
      await remove(machine, '/srv/client.key', '/srv/etcd-ca.crt');
      expect((await wrongOn(machine, '--config', '/c.yaml')).codes)
        .include('external-etcd-ca: certificate-missing')
        .and.include('external-etcd-client: certificate-missing');
    });
  });

  describe('of the kubelet', () => {
    const at = (file: string) => `/var/lib/kubelet/pki/${file}`;

    it('looks at the file that kubelet.conf names', async () => {
      const machine = await controlPlaneMachine();
      const conf = text(machine, `${CONF}/kubelet.conf`);
      const pem = ['client-certificate', 'client-key'].map((field) =>
        Buffer.from(new RegExp(`${field}-data: (\\S+)`).exec(conf)?.[1] ?? '', 'base64').toString(),
      );
      const current = at('kubelet-client-current.pem');
      const named = conf.replace(/(client-certificate|client-key)-data: \S+/g, `$1: ${current}`);
      await write(machine, `${CONF}/kubelet.conf`, named);
      await write(machine, current, pem.join(''));
      const good = await wrongOn(machine);
      expect(good.code).equal(0);
      expect(good.of('kubelet.conf')?.files).deep.equal([`${CONF}/kubelet.conf`, current]);
      await write(machine, current, pem[0] ?? '');
      expect((await wrongOn(machine)).codes).deep.equal(['kubelet.conf: private-key-unreadable']);
      await remove(machine, current);
      const { codes, of } = await wrongOn(machine);
      expect(codes).deep.equal(['kubelet.conf: kubeconfig-incomplete']);
      expect(of('kubelet.conf')?.findings?.[0]?.message).include(`names ${current}`);
    });

    it('warns of a serving certificate that it signed itself and that has ended', async () => {
      const machine = await controlPlaneMachine();
      const ended = exampleAuthority({ commonName: 'cp1-ca@1', notAfter: new Date('2026-01-01T00:00:00Z') });
      await putPair(machine, at('kubelet'), ended);
      const { code, of } = await wrongOn(machine);
      expect(code).equal(0);
      expect(of('kubelet-server')?.findings?.[0])
        .include({ severity: 'warning', code: 'certificate-expired' })
        .and.property('hint')
        .match(/^remove \S+kubelet\.crt and \S+kubelet\.key, and restart the kubelet/);
    });

    it('takes one that the cluster signed to task by its authority', async () => {
      const machine = await controlPlaneMachine();
      const stranger = exampleLeaf(exampleAuthority(), { commonName: 'system:node:cp1' });
      const pem = certificatePem(stranger.certificate) + privateKeyPem(stranger.key);
      await write(machine, at('kubelet-server-current.pem'), pem);
      expect((await wrongOn(machine)).codes).deep.equal(['kubelet-server: certificate-wrong-authority']);
    });
  });

  describe('on a worker', () => {
    const worker = async (): Promise<SimulatedMachine> => {
      const machine = await controlPlaneMachine();
      const kept = [`${PKI}/ca.crt`, `${CONF}/kubelet.conf`];
      const files = Object.fromEntries(kept.map((path) => [path, machine.file(path)!]));
      return new SimulatedMachine({ files, now: machine.now() });
    };

    it('looks at what a worker has, and misses nothing else', async () => {
      const machine = await worker();
      const { code, items } = await wrongOn(machine);
      expect(code).equal(0);
      expect(items.map(({ name, state }) => `${name} ${state}`)).deep.equal([
        ...['ca good', 'kubelet.conf good', 'kubelet-server absent'],
      ]);
      expect((await run(VERIFY, machine)).stdout).match(/\nok +ca +an authority, valid until/);
    });

    it('sends one that is not let in any more back to join', async () => {
      const machine = await worker();
      Object.assign(machine, { now: () => new Date('2028-01-01T00:00:00Z') });
      const { of } = await wrongOn(machine);
      expect(of('kubelet.conf')?.findings?.[0]).include({ code: 'certificate-expired' });
      expect(of('kubelet.conf')?.findings?.[0]?.hint).include('`kubeadm-ts reset`, then `kubeadm-ts join`');
    });

    it('says that its certificate has ended also while the authority is missing', async () => {
      const machine = await worker();
      await remove(machine, `${PKI}/ca.crt`);
      Object.assign(machine, { now: () => new Date('2028-01-01T00:00:00Z') });
      expect((await wrongOn(machine)).codes).deep.equal([
        ...['ca: certificate-authority-missing', 'kubelet.conf: certificate-expired'],
      ]);
    });

    it('does not blame the authority that the only certificate here was signed by another', async () => {
      const machine = await worker();
      await write(machine, `${PKI}/ca.crt`, certificatePem(exampleAuthority().certificate));
      expect((await wrongOn(machine)).codes).include('kubelet.conf: kubeconfig-wrong-authority');
    });
  });

  it('looks at everything, whatever stands in any one of the files', async () => {
    const machine = await controlPlaneMachine();
    const paths = machine.paths().filter((path) => path.startsWith(`${CONF}/`) && !path.includes('/manifests/'));
    expect(paths).length(27);
    const cut = (content: string): string => content.slice(0, content.length / 2);
    const changed = (content: string): string => content.replace(/[A-Za-z0-9+/]{60}\n/, `${'A'.repeat(60)}\n`);
    const harms: readonly ((content: string) => string)[] = [() => '', () => '\0\uFFFD{[', cut, changed];
    for (const path of paths) {
      const content = text(machine, path);
      for (const [index, harm] of harms.entries()) {
        await write(machine, path, harm(content));
        const { code, stdout, stderr } = await run([...VERIFY, '-o', 'json'], machine);
        const what = `${path}, harm ${index}: ${stderr}`;
        expect(stderr, what).not.include('looks like a fault');
        expect((JSON.parse(stdout) as { readonly items: readonly Item[] }).items, what).length(17);
        // base64 of a kubeconfig has no lines
        if (harm !== changed || !path.endsWith('.conf')) expect(code, what).equal(1);
      }
      await write(machine, path, content);
    }
    expect((await run(VERIFY, machine)).code).equal(0);
  }).timeout(60_000);

  it('refuses a machine, or a folder, with nothing to look at', async () => {
    const { code, stdout, stderr } = await run(VERIFY, new SimulatedMachine());
    expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
    expect(stderr).include('this machine has no certificates').and.include('--cert-dir <dir>');
  });

  it('does not wait for an API server that does not answer', async () => {
    const machine = await controlPlaneMachine();
    Object.assign(machine, { getObject: () => new Promise(() => undefined) });
    const started = performance.now();
    const { code, stderr } = await run(VERIFY, machine);
    expect(code).equal(0);
    expect(stderr).include('did not answer within 3 s');
    expect(performance.now() - started).within(2_500, 8_000);
  }).timeout(15_000);

  describe('gives advice that helps:', () => {
    const cases: readonly (readonly [
      title: string,
      harm: (machine: SimulatedMachine) => Promise<unknown>,
      advice: readonly (readonly string[])[],
    ])[] = [
      [
        'renewal, where keys are swapped',
        (machine) => swap(machine, `${PKI}/apiserver.key`, `${PKI}/apiserver-kubelet-client.key`),
        [
          ['certs', 'renew', 'apiserver', '--restart'],
          ['certs', 'renew', 'apiserver-kubelet-client', '--restart'],
        ],
      ],
      [
        'renewal, where a key is missing',
        (machine) => remove(machine, `${PKI}/etcd/peer.key`),
        [['certs', 'renew', 'etcd-peer']],
      ],
      [
        'renewal, where a key is garbage',
        (machine) => write(machine, `${PKI}/front-proxy-client.key`, ''),
        [['certs', 'renew', 'front-proxy-client']],
      ],
      [
        'init phase certs, where a certificate is missing',
        (machine) => remove(machine, `${PKI}/apiserver.crt`),
        [['init', 'phase', 'certs', 'apiserver', '--config', '/c.yaml']],
      ],
      [
        'init phase certs sa, where sa.pub is missing',
        (machine) => remove(machine, `${PKI}/sa.pub`),
        [['init', 'phase', 'certs', 'sa']],
      ],
      [
        'init phase kubeconfig, where a file is missing',
        (machine) => remove(machine, `${CONF}/scheduler.conf`),
        [['init', 'phase', 'kubeconfig', 'scheduler', '--config', '/c.yaml']],
      ],
    ];
    for (const [title, harm, advice] of cases) {
      it(title, async () => {
        const file = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n';
        const machine = await controlPlaneMachine({ files: { '/c.yaml': file } });
        await harm(machine);
        const before: Outcome = await run(VERIFY, machine);
        expect(before.code).equal(1);
        for (const words of advice) {
          expect(before.stdout).include(words.filter((word) => word !== '/c.yaml' && word !== '--config').join(' '));
          const { code, stderr } = await run(words, machine);
          expect(code, stderr).equal(0);
        }
        const after = await run(VERIFY, machine);
        expect(after.code, after.stdout).equal(0);
      });
    }
  });

  describe('on a terminal', () => {
    const look = async (columns: number, more: Readonly<Record<string, string>> = {}): Promise<string> => {
      const machine = await controlPlaneMachine();
      await swap(machine, `${PKI}/apiserver.key`, `${PKI}/apiserver-kubelet-client.key`);
      return (await run(VERIFY, machine, { stdoutIsTTY: true, columns, env: more })).stdout;
    };

    it('has marks and colours, and breaks lines where they end', async () => {
      const colours = await look(100);
      expect(colours).include('\u001b[32m✓\u001b[0m  ca ').and.include('\u001b[31m✗\u001b[0m  apiserver ');
      const plain = await look(100, { NO_COLOR: '1' });
      expect(plain).not.include('\u001b');
      expect(Math.max(...plain.split('\n').map((line) => line.length))).most(100);
      expect(plain).match(/\n {29}-> put the right key back;/);
    });

    it('puts texts below the names where it is narrow', async () => {
      const plain = await look(60, { NO_COLOR: '1' });
      expect(plain).match(/\n✗ {2}apiserver\n {3}the private key \S+ does\n {3}not belong/);
      const lines = plain.split('\n').filter((line) => !/^\s+\S+$/.test(line));
      expect(Math.max(...lines.map((line) => line.length))).most(60);
    });
  });
});
