import { expect } from 'chai';
import { joinCertsPhase } from '../../../phases/certs/join-certs.ts';
import { keysToJoin } from '../../../phases/certs/keys-needed.ts';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import type { WriteFile } from '../../../pkg/host/change.ts';
import { altNameParts } from '../../../pkg/pki/certificate-parts.ts';
import type { ExampleOverrides } from '../../support/example-config.ts';
import { certificateAt, exampleAuthority, exampleLeaf, pairFiles } from '../../support/example-certificates.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { CLUSTER_CA, clusterToJoin, sharedFiles } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testKeys } from '../../support/test-keys.ts';

const PKI = '/etc/kubernetes/pki';
type Files = NonNullable<MachineOptions['files']>;

const LEAVES = [
  ...['apiserver', 'apiserver-kubelet-client', 'front-proxy-client', 'etcd/server', 'etcd/peer'],
  ...['etcd/healthcheck-client', 'apiserver-etcd-client'],
];

function joining(files: Files = sharedFiles(), overrides: ExampleOverrides = {}) {
  const machine = new SimulatedMachine({ files, hostname: 'cp2' });
  const config = exampleControlPlaneJoin();
  const keys = testKeys();
  const context = testJoinContext(machine, { config, keys, cluster: clusterToJoin(config, overrides) });
  const written = (): readonly string[] => (machine.changes as WriteFile[]).map(({ path }) => path);
  return { machine, context, keys, written, run: () => joinCertsPhase.run(context) };
}

function without(files: Files, ...paths: readonly string[]): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));
}

/** The files of a machine that has joined. */
async function joinedFiles(): Promise<Record<string, { content: string; mode: number }>> {
  const { machine, run } = joining();
  await run();
  const paths = machine.paths().filter((path) => path.startsWith(PKI));
  return Object.fromEntries(paths.map((path) => [path, machine.file(path)!]));
}

describe('join phase certs', () => {
  it('makes the seven certificates of the machine, and no authority', async () => {
    const { keys, written, run } = joining();
    await run();
    expect(written()).deep.equal(LEAVES.flatMap((base) => [`${PKI}/${base}.key`, `${PKI}/${base}.crt`]));
    expect(keys.taken).have.length(7);
  });

  it('signs with the shared authority, for the names of this machine', async () => {
    const { machine, run } = joining();
    await run();
    const apiserver = certificateAt(machine, `${PKI}/apiserver.crt`);
    expect(apiserver.verify(CLUSTER_CA.certificate.publicKey)).equal(true);
    expect(altNameParts(apiserver).dns).include.members(['cp2', 'cluster.example.com', 'kubernetes.default']);
    expect(apiserver.subjectAltName).contain('192.0.2.11');
    expect(certificateAt(machine, `${PKI}/etcd/peer.crt`).subject).equal('CN=cp2');
  });

  it('changes nothing the second time', async () => {
    const { machine, run, context } = joining();
    await run();
    machine.forget();
    await run();
    expect(machine.changes).deep.equal([]);
    expect(context.warnings).deep.equal([]);
  });

  it('announces as many keys as it and the kubeconfig files take', async () => {
    const { machine, context, run } = joining();
    const { config } = await context.cluster();
    expect(await keysToJoin(machine, config)).equal(7 + 3);
    await run();
    expect(await keysToJoin(machine, config)).equal(3);
  });

  it('makes no etcd certificates where etcd is external', async () => {
    const external = { endpoints: [], httpEndpoints: [], caFile: `${PKI}/e-ca`, certFile: '', keyFile: '' };
    const etcd = [`${PKI}/etcd/ca.crt`, `${PKI}/etcd/ca.key`];
    const files = { ...without(sharedFiles(), ...etcd), [`${PKI}/e-ca`]: 'theirs' };
    const { written, run } = joining(files, { cluster: { etcd: { external } } });
    await run();
    const bases = LEAVES.filter((base) => !base.includes('etcd'));
    expect(written()).deep.equal(bases.flatMap((base) => [`${PKI}/${base}.key`, `${PKI}/${base}.crt`]));
  });

  it('makes the public half of the ServiceAccount keys from the private one', async () => {
    const files = sharedFiles();
    const { machine, run } = joining(without(files, `${PKI}/sa.pub`));
    await run();
    expect(machine.file(`${PKI}/sa.pub`)?.content).equal((files[`${PKI}/sa.pub`] as { content: string }).content);
  });

  it('does without the key of an authority where everything that it has to sign is there', async () => {
    const { machine, run } = joining(without(await joinedFiles(), `${PKI}/ca.key`, `${PKI}/front-proxy-ca.key`));
    await run();
    expect(machine.changes).deep.equal([]);
  });

  it('has nothing to do on a worker', () => {
    const worker = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    expect(joinCertsPhase.skipReason?.(worker)).equal('this machine joins as a worker');
  });

  describe('what a person reads', () => {
    it('when shared files are missing: which ones, and both ways to them', async () => {
      const { machine, run } = joining(without(sharedFiles(), `${PKI}/ca.crt`, `${PKI}/sa.key`));
      const error = await failureOf(run());
      expect(error.code).equal('shared-certificates-missing');
      expect(error.message).equal(`files that control planes share are missing: ${PKI}/ca.crt, ${PKI}/sa.key`);
      expect(hintOf(error)).contain('--certificate-key').and.contain('copy the files from a control plane');
      expect(machine.changes).deep.equal([]);
    });

    it('when the key of an authority is missing that still has to sign', async () => {
      const { machine, run } = joining(without(sharedFiles(), `${PKI}/front-proxy-ca.key`));
      const error = await failureOf(run());
      expect(error.message).contain(`a file that control planes share is missing: ${PKI}/front-proxy-ca.key`);
      expect(machine.changes).deep.equal([]);
    });

    it('when the authority is that of another cluster', async () => {
      const other = pairFiles(`${PKI}/ca`, exampleAuthority());
      const { machine, run } = joining({ ...sharedFiles(), ...other });
      const error = await failureOf(run());
      expect(error.code).equal('certificate-authority-of-another-cluster');
      expect(error.message).contain('cluster.example.com').and.contain(`${PKI}/ca.crt`);
      expect(hintOf(error)).contain('kubeadm-ts reset');
      expect(machine.changes).deep.equal([]);
    });

    it('when the key of an authority is not its own', async () => {
      const { [`${PKI}/ca.key`]: key } = pairFiles(`${PKI}/ca`, exampleAuthority());
      const { run } = joining({ ...sharedFiles(), [`${PKI}/ca.key`]: key! });
      const error = await failureOf(run());
      expect(error.code).equal('certificate-key-mismatch');
      expect(hintOf(error)).contain('copy the files from a control plane').and.not.contain('made again');
    });

    it('when a certificate is there that lacks names: it was copied from another machine', async () => {
      const leaf = pairFiles(`${PKI}/apiserver`, exampleLeaf(CLUSTER_CA, { names: ['cp1', '192.0.2.10'] }));
      const { machine, run } = joining({ ...sharedFiles(), ...leaf });
      const error = await failureOf(run());
      expect(error.code).equal('certificate-names-missing');
      expect(error.message).match(/apiserver\.crt is not good for .*cp2.*192\.0\.2\.11/);
      expect(hintOf(error)).contain(`remove ${PKI}/apiserver.crt and ${PKI}/apiserver.key`);
      expect(machine.changes).deep.equal([]);
    });

    it('when several certificates are not usable: each, with what to do', async () => {
      const names = pairFiles(`${PKI}/apiserver`, exampleLeaf(CLUSTER_CA));
      const signer = pairFiles(`${PKI}/apiserver-kubelet-client`, exampleLeaf(exampleAuthority(), { commonName: 'x' }));
      const { run } = joining({ ...sharedFiles(), ...names, ...signer });
      const error = await failureOf(run());
      expect(error.code).equal('certificates-not-usable');
      expect(error.message).contain('apiserver.crt is not good for').and.contain('apiserver-kubelet-client.crt');
    });

    it('when the key of a certificate is missing', async () => {
      const files = without(await joinedFiles(), `${PKI}/apiserver.key`);
      const { machine, run } = joining(files);
      expect((await failureOf(run())).code).equal('certificate-key-missing');
      expect(machine.changes).deep.equal([]);
    });
  });
});
