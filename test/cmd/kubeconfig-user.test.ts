import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { parseKubeconfig } from '../../pkg/kubeconfig/parse-kubeconfig.ts';
import { controlPlaneMachine } from '../support/control-plane-machine.ts';
import { certificateAt } from '../support/example-certificates.ts';
import { exampleConfig } from '../support/example-config.ts';
import { run } from '../support/simulated-run.ts';

const USER = ['kubeconfig', 'user'];
const JANE = [...USER, '--client-name', 'jane'];
const PKI = '/etc/kubernetes/pki';

function partsOf(stdout: string) {
  const { clusters, contexts, users, ...rest } = parseKubeconfig(stdout, 'stdout');
  const user = users[0]?.user ?? {};
  const data = (field: 'client-certificate-data' | 'client-key-data') => Buffer.from(user[field] ?? '', 'base64');
  const certificate = new X509Certificate(data('client-certificate-data'));
  return { clusters, contexts, users, rest, certificate, key: () => createPrivateKey(data('client-key-data')) };
}

describe('kubeadm-ts kubeconfig user', () => {
  it('prints a kubeconfig with a certificate for the user, and an empty line, and writes nothing', async () => {
    const machine = await controlPlaneMachine();
    const { code, stdout, stderr } = await run(JANE, machine);
    expect({ code, stderr, changes: machine.changes }).deep.equal({ code: 0, stderr: '', changes: [] });
    expect(stdout).match(/\n\n$/);
    const { clusters, rest, certificate, key } = partsOf(stdout);
    expect(clusters[0]?.cluster.server).equal('https://192.0.2.10:6443');
    expect(rest['current-context']).equal('jane@kubernetes');
    expect(certificate.subject).equal('CN=jane');
    expect(certificate.checkPrivateKey(key())).equal(true);
    const ca = certificateAt(machine, `${PKI}/ca.crt`);
    expect(certificate.verify(ca.publicKey)).equal(true);
    expect(certificate.keyUsage).deep.equal(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.validFrom).equal(ca.validFrom);
    expect(new Date(certificate.validTo).getTime() - machine.now().getTime()).equal(8760 * 3_600_000);
  });

  it('has all groups in one part of the subject, by repetition and by comma', async () => {
    const { stdout } = await run([...JANE, '--org', 'a,b', '--org', 'c'], await controlPlaneMachine());
    expect(partsOf(stdout).certificate.subject.replace(/ /g, '')).equal('O=a+O=b+O=c\nCN=jane');
  });

  it('is valid for as long as the flag says', async () => {
    const machine = await controlPlaneMachine();
    const { stdout } = await run([...JANE, '--validity-period', '10h'], machine);
    expect(new Date(partsOf(stdout).certificate.validTo).getTime() - machine.now().getTime()).equal(10 * 3_600_000);
    expect((await run([...JANE, '--validity-period', '9000h'], machine)).stderr).include(
      'longer than recommended (8760h0m0s)',
    );
    expect((await run([...JANE, '--validity-period', '0'], machine)).stderr).include('has ended already');
    expect((await run([...JANE, '--validity-period', '1y'], machine)).code).equal(1);
  });

  it('writes a token as it is, for which no key of the authority is needed', async () => {
    const machine = await controlPlaneMachine();
    await machine.change({ kind: 'remove-file', path: `${PKI}/ca.key` });
    const { code, stdout, stderr } = await run([...JANE, '--token', 'any thing', '--org', 'x'], machine);
    expect(code).equal(0);
    expect(stderr).include('--org has no effect');
    expect(parseKubeconfig(stdout, 'stdout').users).deep.equal([{ name: 'jane', user: { token: 'any thing' } }]);
  });

  it('takes endpoint and name of the cluster from admin.conf, and all from a file where one is named', async () => {
    const config = exampleConfig({ cluster: { controlPlaneEndpoint: 'lb.example.com:8443', clusterName: 'prod' } });
    const file = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
controlPlaneEndpoint: other.example.com
encryptionAlgorithm: ECDSA-P256
certificateValidityPeriod: 20h
`;
    const machine = await controlPlaneMachine({ config, files: { '/c.yaml': file } });
    const ofAdmin = partsOf((await run(JANE, machine)).stdout);
    expect(ofAdmin.clusters[0]).deep.include({ name: 'prod' });
    expect(ofAdmin.clusters[0]?.cluster.server).equal('https://lb.example.com:8443');
    const ofFile = partsOf((await run([...JANE, '--config', '/c.yaml'], machine)).stdout);
    expect(ofFile.clusters[0]?.cluster.server).equal('https://other.example.com:6443');
    expect(new Date(ofFile.certificate.validTo).getTime() - machine.now().getTime()).equal(20 * 3_600_000);
  });

  it('takes the address of this machine where there is neither', async () => {
    const machine = await controlPlaneMachine();
    await machine.change({ kind: 'remove-file', path: '/etc/kubernetes/admin.conf' });
    expect(partsOf((await run(JANE, machine)).stdout).clusters[0]?.cluster.server).equal('https://192.0.2.10:6443');
  });

  it('needs a name, and an authority that can sign', async () => {
    const machine = await controlPlaneMachine();
    for (const words of [USER, [...USER, '--client-name', ''], [...USER, '--client-name=']]) {
      const { code, stderr } = await run(words, machine);
      expect(code).equal(1);
      expect(stderr).include('--client-name is missing or empty');
    }
    await machine.change({ kind: 'remove-file', path: `${PKI}/ca.key` });
    expect((await run(JANE, machine)).stderr).include(`${PKI}/ca.key is missing`);
    await machine.change({ kind: 'remove-file', path: `${PKI}/ca.crt` });
    expect((await run([...JANE, '--token', 'x'], machine)).stderr).include(`there is no ${PKI}/ca.crt`);
  });
});

describe('kubeadm-ts kubeconfig', () => {
  it('shows its help and ends well', async () => {
    const { code, stdout, stderr } = await run(['kubeconfig']);
    expect({ code, stderr }).deep.equal({ code: 0, stderr: '' });
    expect(stdout).include('kubeadm-ts kubeconfig <command>').and.include('Print a kubeconfig for a further user');
  });

  it('knows no other command', async () => {
    const { code, stderr } = await run(['kubeconfig', 'admin']);
    expect(code).equal(1);
    expect(stderr).include('does not take the argument "admin"');
  });
});
