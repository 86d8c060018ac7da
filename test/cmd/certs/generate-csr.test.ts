import { createPrivateKey, createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseKubeconfig } from '../../../pkg/kubeconfig/parse-kubeconfig.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { CERTIFICATES } from '../../../pkg/pki/certificate-table.ts';
import type { LeafSpec } from '../../../pkg/pki/certificate-spec.ts';
import { createLeafCertificate } from '../../../pkg/pki/create-certificate.ts';
import { readCertificateRequest } from '../../support/api-server/certificate-request.ts';
import { exampleAuthority } from '../../support/example-certificates.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { run } from '../../support/simulated-run.ts';

const GENERATE = ['certs', 'generate-csr'];
const BASES = [
  ...['apiserver', 'apiserver-kubelet-client', 'front-proxy-client', 'etcd/server', 'etcd/peer'],
  ...['etcd/healthcheck-client', 'apiserver-etcd-client'],
];
const FILES = ['admin.conf', 'super-admin.conf', 'kubelet.conf', 'controller-manager.conf', 'scheduler.conf'];

describe('kubeadm-ts certs generate-csr', () => {
  it('makes a key and a request for seven certificates and five kubeconfig files, and nothing else', async () => {
    const machine = new SimulatedMachine();
    const before = machine.paths();
    const { code, stdout, stderr } = await run(GENERATE, machine);
    expect({ code, stderr }).deep.equal({ code: 0, stderr: '' });
    const made = machine.paths().filter((path) => !before.includes(path));
    expect(made).deep.equal(
      [
        ...BASES.flatMap((base) => [`/etc/kubernetes/pki/${base}.key`, `/etc/kubernetes/pki/${base}.csr`]),
        ...FILES.flatMap((file) => [`/etc/kubernetes/${file}`, `/etc/kubernetes/${file}.csr`]),
      ].sort(),
    );
    for (const path of made) expect(machine.file(path)?.mode, path).equal(0o600);
    expect([...stdout.matchAll(/^ {2}(\S+)$/gm)].map(([, name]) => name)).deep.equal([...BASES, ...FILES]);
    expect(stdout).include('in /etc/kubernetes/pki\n').and.include('in /etc/kubernetes\n');
  });

  it('asks for the subjects and names that init would give, with the key beside', async () => {
    const machine = new SimulatedMachine();
    await run(GENERATE, machine);
    const request = (path: string) => readCertificateRequest(machine.file(path)?.content ?? '');
    const key = (path: string) => createPublicKey(createPrivateKey(machine.file(path)?.content ?? ''));
    const apiserver = request('/etc/kubernetes/pki/apiserver.csr');
    expect(apiserver).include({ commonName: 'kube-apiserver', hasAttributes: true });
    expect(apiserver.publicKey.equals(key('/etc/kubernetes/pki/apiserver.key'))).equal(true);
    expect(request('/etc/kubernetes/pki/front-proxy-client.csr')).include({ hasAttributes: false });
    const admin = request('/etc/kubernetes/admin.conf.csr');
    expect(admin.organizations).deep.equal(['kubeadm:cluster-admins']);
    const [user] = parseKubeconfig(machine.file('/etc/kubernetes/admin.conf')?.content ?? '', 'admin.conf').users;
    const pem = Buffer.from(user?.user['client-key-data'] ?? '', 'base64').toString();
    expect(createPublicKey(createPrivateKey(pem)).equals(admin.publicKey)).equal(true);
  });

  it('writes kubeconfig files that lack nothing but certificates', async () => {
    const machine = new SimulatedMachine({
      files: {
        '/c.yaml':
          'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\ncontrolPlaneEndpoint: api.example.com\nclusterName: prod\n',
      },
    });
    const { code, stderr } = await run([...GENERATE, '--config', '/c.yaml', '--kubeconfig-dir', '/k'], machine);
    expect(code, stderr).equal(0);
    const conf = (file: string) => parseKubeconfig(machine.file(`/k/${file}`)?.content ?? '', file);
    expect(conf('admin.conf').clusters).deep.equal([
      { name: 'prod', cluster: { server: 'https://api.example.com:6443' } },
    ]);
    expect(conf('kubelet.conf').clusters[0]?.cluster.server).equal('https://api.example.com:6443');
    expect(conf('scheduler.conf').clusters[0]?.cluster.server).equal('https://192.0.2.10:6443');
    expect(Object.keys(conf('admin.conf').users[0]?.user ?? {})).deep.equal(['client-key-data']);
  });

  it('writes nothing where one of the files exists', async () => {
    const machine = new SimulatedMachine({ files: { '/etc/kubernetes/pki/etcd/peer.csr': 'x' } });
    const { code, stdout, stderr } = await run(GENERATE, machine);
    expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
    expect(stderr).include('files already: /etc/kubernetes/pki/etcd/peer.csr\n').and.include('hint: move them away');
    expect(machine.changes).deep.equal([]);
  });

  it('counts --cert-dir beside a file, and shows no key in a dry run', async () => {
    const file = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\ncertificatesDir: /a\n';
    const machine = new SimulatedMachine({ files: { '/c.yaml': file } });
    const { code, stdout } = await run([...GENERATE, '--config', '/c.yaml', '--cert-dir', '/b', '--dry-run'], machine);
    expect(code).equal(0);
    expect(machine.changes).deep.equal([]);
    expect(stdout).include('would write /b/apiserver.key (0600): content is secret').and.not.include('PRIVATE KEY');
    expect(stdout).include('-----BEGIN CERTIFICATE REQUEST-----');
  });

  itWithOpenssl('makes requests that OpenSSL verifies', async () => {
    const machine = new SimulatedMachine();
    await run(GENERATE, machine);
    for (const path of machine.paths().filter((each) => each.endsWith('.csr'))) {
      await withFiles({ csr: machine.file(path)?.content ?? '' }, (folder) => {
        const text = openssl('req', '-in', join(folder, 'csr'), '-noout', '-verify', '-text');
        expect(text, path).include('Subject:');
        if (path.endsWith('apiserver.csr'))
          expect(text).include('DNS:kubernetes.default.svc.cluster.local, IP Address:10.96.0.1');
      });
    }
  });

  it('leads to an init with external authorities once everything is signed elsewhere', async () => {
    const machine = new SimulatedMachine();
    await run(GENERATE, machine);
    await signElsewhere(machine);
    const ecdsa = ['--feature-gates', 'PublicKeysECDSA=true', '--kubernetes-version', 'v1.36.2'];
    const { code, stderr } = await run(['init', ...ecdsa], machine);
    expect(code, stderr).equal(0);
    expect(stderr).include('because the authority is external');
    expect(machine.file('/etc/kubernetes/pki/ca.key')).equal(undefined);
  });
});

/** What the operator of an external authority does with the requests. */
async function signElsewhere(machine: SimulatedMachine): Promise<void> {
  const config = exampleConfig();
  const write = (path: string, content: string) => machine.change({ kind: 'write-file', path, content, mode: 0o600 });
  const authorities = {
    ca: exampleAuthority(),
    'front-proxy-ca': exampleAuthority({ commonName: 'front-proxy-ca' }),
    'etcd-ca': exampleAuthority({ commonName: 'etcd-ca' }),
  };
  const period = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2026-06-01T00:00:00Z') };
  for (const [name, { certificate }] of Object.entries(authorities))
    await write(`/etc/kubernetes/pki/${name.replace('etcd-ca', 'etcd/ca')}.crt`, certificatePem(certificate));
  for (const spec of CERTIFICATES.filter((each): each is LeafSpec => each.kind === 'leaf')) {
    const { publicKey } = readCertificateRequest(machine.file(`/etc/kubernetes/pki/${spec.base}.csr`)?.content ?? '');
    const contents = { subject: spec.subject(config), sans: spec.sans(config), usages: spec.usages, ...period };
    const certificate = createLeafCertificate(publicKey, contents, authorities[spec.authority]);
    await write(`/etc/kubernetes/pki/${spec.base}.crt`, certificatePem(certificate));
  }
  for (const file of FILES) {
    const path = `/etc/kubernetes/${file}`;
    const { commonName, organizations, publicKey } = readCertificateRequest(machine.file(`${path}.csr`)?.content ?? '');
    const contents = { subject: { commonName, organizations }, sans: { dns: [], ips: [] }, ...period };
    const certificate = createLeafCertificate(publicKey, { ...contents, usages: ['client'] }, authorities.ca);
    const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
    const text = (machine.file(path)?.content ?? '')
      .replace('  user:\n', `  user:\n    client-certificate-data: ${base64(certificatePem(certificate))}\n`)
      .replace(
        '- cluster:\n    server',
        `- cluster:\n    certificate-authority-data: ${base64(certificatePem(authorities.ca.certificate))}\n    server`,
      );
    await write(path, text);
  }
  await write('/etc/kubernetes/pki/sa.key', 'x');
}
