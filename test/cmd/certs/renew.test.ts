import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { buildKubeconfig, kubeconfigYaml } from '../../../pkg/kubeconfig/kubeconfig.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { createLeafCertificate, type Authority } from '../../../pkg/pki/create-certificate.ts';
import { parsePrivateKey, privateKeyPem } from '../../../pkg/pki/key-pem.ts';
import { certificateAt } from '../../support/example-certificates.ts';
import { controlPlaneMachine } from '../../support/control-plane-machine.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { events, run } from '../../support/simulated-run.ts';
import { ecKey } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
const CURRENT = '/var/lib/kubelet/pki/kubelet-client-current.pem';
const NAMES = [
  ...['admin.conf', 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'controller-manager.conf'],
  ...['etcd-healthcheck-client', 'etcd-peer', 'etcd-server', 'front-proxy-client', 'scheduler.conf'],
  'super-admin.conf',
];
const stopped = (machine: SimulatedMachine) =>
  machine.changes.flatMap((change) => (change.kind === 'stop-container' ? [change.name] : []));
const written = (machine: SimulatedMachine) =>
  machine.changes.flatMap((change) => (change.kind === 'write-files' ? change.files.map(({ path }) => path) : []));

describe('kubeadm-ts certs renew', () => {
  it('renews one certificate, and says who has to be restarted', async () => {
    const machine = await controlPlaneMachine();
    const { code, stdout, stderr } = await run(['certs', 'renew', 'apiserver'], machine);
    expect({ code, stderr: stderr.replace(/^warning: the cluster has no ConfigMap.*\n/, '') }).deep.equal({
      code: 0,
      stderr: '',
    });
    expect(stdout).equal(
      'apiserver renewed, valid until Jan 02, 2027 03:04 UTC\n\n' +
        'Restart kube-apiserver to have the new certificates used: --restart does it, one after the other.\n',
    );
    expect(written(machine)).deep.equal([`${PKI}/apiserver.key`, `${PKI}/apiserver.crt`]);
    expect(stopped(machine)).deep.equal([]);
  });

  it('renews all in the order of their names', async () => {
    const machine = await controlPlaneMachine();
    const { code, stdout } = await run(['certs', 'renew', 'all'], machine);
    expect(code).equal(0);
    const renewed = [...stdout.matchAll(/^(\S+) renewed/gm)].map(([, name]) => name);
    expect(renewed).deep.equal(NAMES);
    expect(stdout).include('Restart etcd, kube-apiserver, kube-controller-manager and kube-scheduler');
    expect(stdout).include('Copies of admin.conf');
  });

  it('restarts what uses the renewed files, one after the other, each once the one before is healthy', async () => {
    const machine = await controlPlaneMachine();
    const { code, stderr } = await run(['certs', 'renew', 'all', '--restart'], machine);
    expect(code, stderr).equal(0);
    expect(stopped(machine)).deep.equal(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);
    for (const name of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
      expect(stderr).match(new RegExp(`restarting ${name}\n(.*\n)*${name} runs with the new files`));
  });

  it('restarts nothing else', async () => {
    const machine = await controlPlaneMachine();
    await run(['certs', 'renew', 'scheduler.conf', '--restart'], machine);
    await run(['certs', 'renew', 'admin.conf', '--restart'], machine);
    expect(stopped(machine)).deep.equal(['kube-scheduler']);
  });

  it('stops at a component that does not come back, and says why', async () => {
    const machine = await controlPlaneMachine({ staysDown: ['etcd'] });
    const { code, stderr } = await run(['certs', 'renew', 'all', '--restart'], machine);
    expect(code).equal(1);
    expect(stderr).include('etcd');
    expect(stopped(machine)).deep.equal(['etcd']);
    expect(written(machine)).lengthOf(2 * 7 + 4);
  });

  it('tells what is missing and what is signed elsewhere, and ends well', async () => {
    const machine = await controlPlaneMachine();
    for (const path of ['/etc/kubernetes/super-admin.conf', `${PKI}/ca.key`])
      await machine.change({ kind: 'remove-file', path });
    const { code, stdout } = await run(['certs', 'renew', 'all'], machine);
    expect(code).equal(0);
    expect(stdout).include('MISSING! super-admin.conf');
    expect(stdout).include('apiserver cannot be renewed here: the key of its authority "ca" is kept elsewhere');
    expect(stdout).include('etcd-server renewed').and.include('front-proxy-client renewed');
  });

  it('renews the rest when one cannot be, fails then, and still restarts what was renewed', async () => {
    const machine = await controlPlaneMachine();
    await machine.change({ kind: 'write-file', path: `${PKI}/apiserver.crt`, content: 'garbage', mode: 0o644 });
    machine.forget();
    const { code, stdout, stderr } = await run(['certs', 'renew', 'all', '--restart'], machine);
    expect(code).equal(1);
    expect(stdout).include('scheduler.conf renewed').and.not.include('apiserver renewed');
    expect(stderr).include('apiserver was not renewed').and.include(`${PKI}/apiserver.crt cannot be used`);
    expect(stopped(machine)).lengthOf(4);
  });

  it('changes nothing in a dry run, and shows no key', async () => {
    const machine = await controlPlaneMachine();
    const { code, stdout } = await run(['certs', 'renew', 'all', '--restart', '--dry-run'], machine);
    expect(code).equal(0);
    expect(machine.changes).deep.equal([]);
    expect(stdout).include(`would write ${PKI}/apiserver.key (0600): content is secret`);
    expect(stdout).include(`would write ${PKI}/apiserver.crt (0644):`).and.not.include('PRIVATE KEY');
  });

  it('writes JSON lines for scripts', async () => {
    const { code, stdout } = await run(['certs', 'renew', 'scheduler.conf', '-o', 'json'], await controlPlaneMachine());
    expect(code).equal(0);
    expect(events(stdout).at(-1)).deep.equal({
      type: 'result',
      command: 'certs renew scheduler.conf',
      dryRun: false,
      certificates: [{ name: 'scheduler.conf', outcome: 'renewed', expirationDate: '2027-01-02T03:04:05Z' }],
    });
  });

  it('takes algorithm and time from a configuration file, and asks neither cluster nor network then', async () => {
    const config = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
encryptionAlgorithm: ECDSA-P384
certificateValidityPeriod: 10h
`;
    const asked: string[] = [];
    const machine = await controlPlaneMachine({ files: { '/c.yaml': config } });
    Object.assign(machine, { getObject: async () => void asked.push('cluster') });
    const { code, stdout, stderr } = await run(['certs', 'renew', 'apiserver', '--config', '/c.yaml'], machine);
    expect({ code, stderr, asked }).deep.equal({ code: 0, stderr: '', asked: [] });
    expect(stdout).include('valid until Jan 02, 2026 13:04 UTC');
  });

  it('takes them from the cluster where no file is named', async () => {
    const text =
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\ncertificateValidityPeriod: 20h\n';
    const machine = await controlPlaneMachine({
      objects: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
          data: { ClusterConfiguration: text },
        } as KubeObject,
      ],
    });
    const { stdout, stderr } = await run(['certs', 'renew', 'apiserver'], machine);
    expect(stderr).equal('');
    expect(stdout).include('valid until Jan 02, 2026 23:04 UTC');
  });

  it('knows neither authorities nor the kubelet by name', async () => {
    for (const name of ['ca', 'kubelet.conf', 'sa']) {
      const { code, stderr } = await run(['certs', 'renew', name]);
      expect(code).equal(1);
      expect(stderr).include(`unknown command "${name}" for "kubeadm-ts certs renew"`);
    }
  });
});

describe('kubeadm-ts certs renew all --offline-rescue', () => {
  const YEARS_LATER = new Date('2029-01-02T03:04:05Z');
  const RESCUE = ['certs', 'renew', 'all', '--offline-rescue', '--restart'];

  /** A machine whose certificates have all ended, and whose kubelet had rotated its own. */
  async function ended(): Promise<SimulatedMachine> {
    const machine = await controlPlaneMachine();
    const authority: Authority = {
      certificate: certificateAt(machine, `${PKI}/ca.crt`),
      key: parsePrivateKey(machine.file(`${PKI}/ca.key`)?.content ?? '', 'ca.key'),
    };
    const key = ecKey();
    const subject = { commonName: 'system:node:cp1', organizations: ['system:nodes'] };
    const [notBefore, notAfter] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-12-01T00:00:00Z')];
    const contents = { subject, sans: { dns: [], ips: [] }, usages: ['client'] as const, notBefore, notAfter };
    const certificate = createLeafCertificate(key, contents, authority);
    const conf = buildKubeconfig({
      ...{ server: 'https://192.0.2.10:6443', clusterName: 'kubernetes', userName: 'system:node:cp1' },
      ...{ caPem: certificatePem(authority.certificate), clientCertPem: '', clientKeyPem: '' },
    });
    const users = [{ name: 'system:node:cp1', user: { 'client-certificate': CURRENT, 'client-key': CURRENT } }];
    const write = (path: string, content: string) => machine.change({ kind: 'write-file', path, content, mode: 0o600 });
    await write(CURRENT, certificatePem(certificate) + privateKeyPem(key));
    await write('/etc/kubernetes/kubelet.conf', kubeconfigYaml({ ...conf, users }));
    await write('/var/lib/kubelet/pki/kubelet.crt', certificatePem(certificate));
    await write('/var/lib/kubelet/pki/kubelet.key', privateKeyPem(key));
    machine.forget();
    return Object.assign(machine, { now: () => YEARS_LATER });
  }

  it('asks no API server, gives the kubelet a new certificate too, and restarts it first', async () => {
    const machine = await ended();
    Object.assign(machine, { getObject: () => Promise.reject(new Error('the API server is dead')) });
    const { code, stdout, stderr } = await run([...RESCUE.slice(0, -1)], machine);
    expect(code, stderr).equal(0);
    expect(stderr).equal('');
    expect(stdout).include('kubelet-client renewed, valid until Jan 02, 2030 03:04 UTC');
    expect(stdout).include('kubelet-server removed');
    expect(stdout).include('kube-scheduler and the kubelet to have the new certificates used');
    const text = machine.file(CURRENT)?.content ?? '';
    const certificate = new X509Certificate(text);
    expect(certificate.subject).equal('O=system:nodes\nCN=system:node:cp1');
    expect(certificate.checkPrivateKey(parsePrivateKey(text, CURRENT))).equal(true);
    expect(certificate.verify(certificateAt(machine, `${PKI}/ca.crt`).publicKey)).equal(true);
    expect(new Date(certificate.validTo) > YEARS_LATER).equal(true);
    expect(machine.file('/var/lib/kubelet/pki/kubelet.crt')).equal(undefined);
    expect(machine.file('/var/lib/kubelet/pki/kubelet.key')).equal(undefined);
  });

  it('restarts the kubelet before the static Pods', async () => {
    const machine = await ended();
    const { stderr } = await run([...RESCUE, '--dry-run', '-v=2'], machine);
    expect(stderr).include('restarting the kubelet');
    expect(stderr.indexOf('restarting the kubelet')).below(stderr.indexOf('restarting etcd'));
  });

  // real etcd without its majority was seen not to answer at all for half a minute; answering without a leader is the other way
  for (const silent of [true, false])
    it(`says what to do on the other control planes where etcd waits for them${silent ? ' in silence' : ''}`, async () => {
      const etcd = new SimulatedEtcd({ members: { cp1: '127.0.0.1', cp2: '192.0.2.11', cp3: '192.0.2.12' } });
      const [first, ...others] = etcd.state;
      for (const member of others) member.running = false;
      const machine = await controlPlaneMachine({ etcd });
      const begin = machine.now().getTime();
      const connect = etcd.connect.bind(etcd);
      // somebody gives the command on the others after half a minute
      etcd.connect = (access) => {
        const rescued = machine.now().getTime() - begin > 30_000;
        for (const member of others) member.running = rescued;
        first!.running = rescued || !silent;
        return connect(access);
      };
      const { code, stderr } = await run(RESCUE, machine);
      expect(code, stderr).equal(0);
      expect(stderr.match(/give the same command on the other control planes now/g)).lengthOf(1);
      expect(stderr).match(/most of them have to be up[^]*etcd runs with the new files \(/);
    });

  it('renews the certificate inside of kubelet.conf where it is embedded', async () => {
    const machine = await controlPlaneMachine();
    const before = machine.file('/etc/kubernetes/kubelet.conf')?.content;
    const { code, stdout } = await run(['certs', 'renew', 'all', '--offline-rescue'], machine);
    expect(code).equal(0);
    expect(stdout).include('kubelet-client renewed');
    expect(machine.file('/etc/kubernetes/kubelet.conf')?.content).not.equal(before);
  });

  it('brings the rest back when the kubelet cannot be helped, and fails then', async () => {
    const machine = await ended();
    await machine.change({ kind: 'write-file', path: CURRENT, content: 'garbage', mode: 0o600 });
    const { code, stdout, stderr } = await run(['certs', 'renew', 'all', '--offline-rescue'], machine);
    expect(code).equal(1);
    expect(stdout).include('super-admin.conf renewed').and.include('Restart etcd, kube-apiserver');
    expect(stderr).include('of the kubelet (/etc/kubernetes/kubelet.conf) cannot be used');
  });

  it('says so where there is no kubelet.conf, or the authority is kept elsewhere', async () => {
    const machine = await controlPlaneMachine();
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/kubelet.conf' });
    expect((await run(['certs', 'renew', 'all', '--offline-rescue'], machine)).stdout).include('MISSING! kubelet.conf');
    const external = await controlPlaneMachine();
    await external.change({ kind: 'remove-file', path: `${PKI}/ca.key` });
    const { stdout } = await run(['certs', 'renew', 'all', '--offline-rescue'], external);
    expect(stdout).include('kubelet-client cannot be renewed here');
  });
});
