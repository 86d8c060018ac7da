import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { exampleConfig } from '../../support/example-config.ts';
import { exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { controlPlaneMachine, type ControlPlaneOptions } from '../../support/control-plane-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { run } from '../../support/simulated-run.ts';

const CHECK = ['certs', 'check-expiration'];
const PKI = '/etc/kubernetes/pki';
const DAY = 24 * 3_600_000;

/** Without the kubelet, whose table is ours alone. */
async function machineWith(options: ControlPlaneOptions = {}): Promise<SimulatedMachine> {
  const machine = await controlPlaneMachine(options);
  await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/kubelet.conf' });
  return machine;
}

const after = (machine: SimulatedMachine, milliseconds: number): SimulatedMachine => {
  const now = new Date(machine.now().getTime() + milliseconds);
  return Object.assign(machine, { now: () => now });
};

describe('kubeadm-ts certs check-expiration', () => {
  it('prints the tables of the reference, byte for byte', async () => {
    const machine = await machineWith();
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/super-admin.conf' });
    const { code, stdout } = await run(CHECK, machine);
    expect(code).equal(0);
    const row = (name: string, ca: string) =>
      `${name.padEnd(29)}Jan 02, 2027 03:04 UTC   365d            ${ca.padEnd(24)}no      \n`;
    const authority = (name: string) => `${name.padEnd(24)}Dec 31, 2035 03:04 UTC   10y             no      \n`;
    expect(stdout).equal(
      'CERTIFICATE                  EXPIRES                  RESIDUAL TIME   CERTIFICATE AUTHORITY   EXTERNALLY MANAGED\n' +
        row('admin.conf', 'ca') +
        row('apiserver', 'ca') +
        row('apiserver-etcd-client', 'etcd-ca') +
        row('apiserver-kubelet-client', 'ca') +
        row('controller-manager.conf', 'ca') +
        row('etcd-healthcheck-client', 'etcd-ca') +
        row('etcd-peer', 'etcd-ca') +
        row('etcd-server', 'etcd-ca') +
        row('front-proxy-client', 'front-proxy-ca') +
        row('scheduler.conf', 'ca') +
        `${'!MISSING! super-admin.conf'.padEnd(29 + 25 + 16 + 24)}\n` +
        '\n' +
        'CERTIFICATE AUTHORITY   EXPIRES                  RESIDUAL TIME   EXTERNALLY MANAGED\n' +
        authority('ca') +
        authority('etcd-ca') +
        authority('front-proxy-ca'),
    );
  });

  it('has the certificates of the kubelet in a table of their own', async () => {
    const machine = await controlPlaneMachine();
    const server = pairFiles('/var/lib/kubelet/pki/kubelet', exampleAuthority({ commonName: 'cp1-ca@1' }));
    for (const [path, { content, mode }] of Object.entries(server))
      await machine.change({ kind: 'write-file', path, content, mode });
    const { stdout } = await run(CHECK, machine);
    expect(stdout).include('\nKUBELET CERTIFICATE   EXPIRES');
    expect(stdout).match(/\nkubelet-client +Jan 02, 2027 03:04 UTC +365d +ca +no +\n/);
    expect(stdout).match(/\nkubelet-server +Jul 03, 2026 15:04 UTC +182d +\(itself\) +no +\n/);
    const { certificates, kubeletCertificates } = JSON.parse((await run([...CHECK, '-o', 'json'], machine)).stdout);
    expect(certificates).lengthOf(11);
    expect(kubeletCertificates.map(({ name }: { name: string }) => name)).deep.equal([
      'kubelet-client',
      'kubelet-server',
    ]);
  });

  it('prints JSON as the reference does', async () => {
    const machine = await machineWith();
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/admin.conf' });
    const { code, stdout, stderr } = await run([...CHECK, '-o', 'json'], machine);
    expect({ code, stderr }).deep.equal({ code: 0, stderr: '' });
    const { kind, apiVersion, certificates, certificateAuthorities, ...more } = JSON.parse(stdout);
    expect({ kind, apiVersion, more }).deep.equal({
      kind: 'CertificateExpirationInfo',
      apiVersion: 'output.kubeadm.k8s.io/v1alpha3',
      more: {},
    });
    expect(stdout).include('{\n    "kind": "CertificateExpirationInfo",\n    "apiVersion"');
    expect(certificates[0]).deep.equal({
      ...{ name: 'admin.conf', expirationDate: null, residualTime: 0, externallyManaged: false, missing: true },
    });
    expect(certificates[1]).deep.equal({
      ...{ name: 'apiserver', expirationDate: '2027-01-02T03:04:05Z', residualTime: 31536000 },
      ...{ externallyManaged: false, caName: 'ca', missing: false },
    });
    expect(certificateAuthorities[0]).deep.equal({
      ...{ name: 'ca', expirationDate: '2035-12-31T03:04:05Z', residualTime: 315360000 },
      ...{ externallyManaged: false, missing: false },
    });
  });

  it('knows the other formats too, and refuses those that nobody knows before it looks', async () => {
    const machine = await machineWith();
    expect((await run([...CHECK, '-o', 'jsonpath={.certificates[1].name}'], machine)).stdout).equal('apiserver');
    expect((await run([...CHECK, '-o', 'yaml'], machine)).stdout).match(/^apiVersion: output.kubeadm.k8s.io/);
    for (const format of ['TEXT', 'xml', '', 'jsonpath', 'prometheus='])
      expect((await run([...CHECK, `-o=${format}`], machine)).code, format).equal(1);
  });

  it('shows nothing but missing ones on a machine without a control plane', async () => {
    const { code, stdout } = await run(CHECK, new SimulatedMachine());
    expect(code).equal(0);
    expect(stdout.match(/!MISSING! /g)).lengthOf(14);
  });

  it('says what is signed elsewhere', async () => {
    const machine = await machineWith();
    await machine.change({ kind: 'remove-file', path: `${PKI}/front-proxy-ca.key` });
    const { code, stdout } = await run(CHECK, machine);
    expect(code).equal(0);
    expect(stdout)
      .match(/front-proxy-client .* yes +\n/)
      .and.match(/\nfront-proxy-ca .* yes +\n/);
    expect(stdout).match(/\napiserver .* no +\n/);
  });

  it('shows the others beside what is broken, and fails naming each', async () => {
    const machine = await machineWith();
    await machine.change({ kind: 'write-file', path: `${PKI}/apiserver.crt`, content: 'garbage', mode: 0o644 });
    await machine.change({ kind: 'remove-file', path: `${PKI}/etcd/ca.crt` });
    const { code, stdout, stderr } = await run(CHECK, machine);
    expect(code).equal(1);
    expect(stdout)
      .match(/!INVALID! apiserver +\n/)
      .and.match(/!INVALID! etcd-peer +Jan 02, 2027/);
    expect(stdout).include('\nadmin.conf ');
    expect(stderr).include(`apiserver: the certificate ${PKI}/apiserver.crt cannot be used`);
    expect(stderr).include('apiserver-etcd-client, etcd-healthcheck-client, etcd-peer, etcd-server: ');
  });

  it('leaves out what an external etcd has elsewhere, and looks where the file says', async () => {
    const config = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
certificatesDir: /srv/pki
etcd:
  external:
    endpoints: [https://192.0.2.20:2379]
    caFile: /srv/etcd-ca.crt
    certFile: /srv/etcd.crt
    keyFile: /srv/etcd.key
`;
    const machine = await machineWith({ files: { '/c.yaml': config } });
    const { stdout, stderr } = await run([...CHECK, '--config', '/c.yaml', '--cert-dir', PKI], machine);
    expect(stderr).include('--cert-dir has no effect');
    expect(stdout).include('!MISSING! apiserver ');
    expect(stdout).not.include('etcd');
  });

  it('finds another folder by the static Pods where the cluster does not answer', async () => {
    const config = exampleConfig({ cluster: { certificatesDir: '/srv/pki' } });
    const manifest =
      'spec:\n  containers:\n  - command:\n    - --client-ca-file=/srv/pki/ca.crt\n    - --etcd-servers=https://127.0.0.1:2379\n';
    const machine = await machineWith({
      config,
      files: { '/etc/kubernetes/manifests/kube-apiserver.yaml': manifest },
    });
    Object.assign(machine, { getObject: () => Promise.reject(new Error('it is down')) });
    const { code, stdout, stderr } = await run(CHECK, machine);
    expect(code).equal(0);
    expect(stderr).include('the cluster did not tell its configuration: it is down');
    expect(stdout).not.include('MISSING');
  });
});

describe('kubeadm-ts certs check-expiration --warn-within', () => {
  it('ends with 0 while everything is good for longer', async () => {
    expect((await run([...CHECK, '--warn-within', '30d'], await machineWith())).code).equal(0);
  });

  it('ends with 2 when something ends within that time, and names it', async () => {
    const authority = exampleAuthority();
    const leaf = exampleLeaf(authority, { notAfter: new Date('2026-01-20T00:00:00Z') });
    const machine = new SimulatedMachine({
      files: { ...pairFiles(`${PKI}/ca`, authority), ...pairFiles(`${PKI}/apiserver`, leaf) },
    });
    const { code, stdout, stderr } = await run([...CHECK, '--warn-within=30d'], machine);
    expect(code).equal(2);
    expect(stdout).include('\napiserver ');
    expect(stderr).include('1 certificate ends within 30d: apiserver (in 17d)');
    expect(stderr).include('hint: renew them with `kubeadm-ts certs renew all --restart`');
    expect((await run(CHECK, machine)).code).equal(0);
  });

  it('counts those that have ended', async () => {
    const { code, stdout, stderr } = await run([...CHECK, '--warn-within', '0'], after(await machineWith(), 366 * DAY));
    expect(code).equal(2);
    expect(stdout).include('<invalid>');
    expect(stderr).include('11 certificates end within 0: admin.conf (has ended)');
  });

  it('refuses what is no time span', async () => {
    const { code, stderr } = await run([...CHECK, '--warn-within', 'soon'], await machineWith());
    expect(code).equal(1);
    expect(stderr).include('--warn-within is no time span: "soon"').and.include('--warn-within 30d');
  });
});

describe('kubeadm-ts certs check-expiration -o prometheus', () => {
  it('prints metrics in the text format', async () => {
    const machine = await machineWith();
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/super-admin.conf' });
    const { code, stdout } = await run([...CHECK, '-o', 'prometheus'], machine);
    expect(code).equal(0);
    const labels = `name="apiserver",kind="leaf",ca="ca",path="${PKI}/apiserver.crt"`;
    expect(stdout).include(`kubeadm_certificate_not_after_timestamp_seconds{${labels}} 1798859045\n`);
    expect(stdout).include('# TYPE kubeadm_certificate_not_after_timestamp_seconds gauge\n');
    expect(stdout).match(/kubeadm_certificate_missing\{name="super-admin.conf",[^}]+\} 1\n/);
    expect(stdout).include('kubeadm_certificates_checked_timestamp_seconds 1767323045\n');
    for (const line of stdout.trimEnd().split('\n')) expect(line).match(/^(# (HELP|TYPE) \w+ .+|\w+(\{.+\})? \d+)$/);
  });

  it('replaces a file for the collector', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kubeadm-ts-metrics-'));
    try {
      const path = join(folder, 'kubeadm.prom');
      const { code, stdout } = await run([...CHECK, '-o', `prometheus=${path}`], await machineWith());
      expect({ code, stdout }).deep.equal({ code: 0, stdout: '' });
      expect(await readFile(path, 'utf8')).include('kubeadm_certificate_not_after_timestamp_seconds{');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('kubeadm-ts certs check-expiration on a terminal', () => {
  const PLAIN = { stdoutIsTTY: true, env: { NO_COLOR: '1' } } as const;

  it('has a bar for the part of each life that is over', async () => {
    const machine = after(await machineWith(), 300 * DAY);
    const { stdout } = await run(CHECK, machine, { ...PLAIN, columns: 120 });
    expect(stdout).match(/^CERTIFICATE +USED +LEFT +EXPIRES +SIGNED BY\n/);
    expect(stdout).match(/\napiserver +█{16}░{4} {2}82% {2}65d +Jan 02, 2027 03:04 UTC {2}ca\n/);
    expect(stdout).match(/\nca +█{2}░{18} {3}8% {2}9y +/);
  });

  it('colours it by urgency', async () => {
    const machine = await machineWith();
    const colours = async (days: number, more: readonly string[] = []) => {
      const { stdout } = await run([...CHECK, ...more], after(machine, days * DAY), {
        stdoutIsTTY: true,
        columns: 120,
      });
      const line = stdout.split('\n').find((each) => each.startsWith('apiserver ')) ?? '';
      return /\u001b\[(3\d)m/.exec(line)?.[1];
    };
    expect(await colours(10)).equal('32');
    expect(await colours(270)).equal('33');
  });

  it('fits a narrow terminal', async () => {
    for (const columns of [60, 80, 100]) {
      const { stdout } = await run(CHECK, await machineWith(), { ...PLAIN, columns });
      expect(Math.max(...stdout.split('\n').map((line) => line.length)), String(columns)).at.most(columns);
    }
  });
});
