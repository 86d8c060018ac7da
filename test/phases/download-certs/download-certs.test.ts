import { expect } from 'chai';
import { downloadCertsPhase } from '../../../phases/download-certs/download-certs.ts';
import type { WriteFile } from '../../../pkg/host/change.ts';
import { apiError } from '../../../pkg/kube/api-error.ts';
import type { JoinConfig } from '../../../pkg/config/types.ts';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import type { ExampleOverrides } from '../../support/example-config.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { clusterToJoin, sharedFiles, uploadedSecret } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const KEY = 'e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204';
const OTHER_KEY = KEY.replace('e6', '00');
const PKI = '/etc/kubernetes/pki';

interface Given {
  readonly options?: MachineOptions;
  readonly config?: JoinConfig;
  readonly cluster?: ExampleOverrides;
}

function downloading({ options = {}, config = exampleControlPlaneJoin(), cluster = {} }: Given = {}) {
  const machine = new SimulatedMachine(options);
  const context = testJoinContext(machine, { config, cluster: clusterToJoin(config, cluster) });
  const run = (): Promise<void> => downloadCertsPhase.run(context);
  return { machine, context, run };
}

/** A cluster whose API server answers every look with this status. */
const answering = (code: number): MachineOptions => ({
  clusterOf: () => {
    const refuse = (): Promise<never> =>
      Promise.reject(
        apiError(
          { kind: 'Status', apiVersion: 'v1', status: 'Failure', code },
          { verb: 'get', what: 'Secret', secret: true },
        ),
      );
    return { getObject: refuse, listObjects: refuse, apiGet: refuse };
  },
});

describe('join phase download-certs', () => {
  const files = sharedFiles();
  const uploaded: MachineOptions = { objects: [uploadedSecret(files, KEY)] };

  it('writes every shared file, private keys for their owner alone', async () => {
    const { machine, run } = downloading({ options: uploaded });
    await run();
    expect(machine.paths().filter((path) => path.startsWith(PKI))).deep.equal(Object.keys(files).sort());
    for (const [path, { content }] of Object.entries(files)) {
      expect(machine.file(path)?.content, path).equal(content);
      expect(machine.file(path)?.mode, path).equal(path.endsWith('.key') ? 0o600 : 0o644);
    }
    for (const change of machine.changes as WriteFile[])
      expect(change.secret, change.path).equal(change.path.endsWith('.key'));
  });

  it('changes nothing the second time, and says so', async () => {
    const { machine, context, run } = downloading({ options: uploaded });
    await run();
    machine.forget();
    await run();
    expect(machine.changes).deep.equal([]);
    expect(context.notes.at(-1)).equal('kept 8 shared files: they are those of the cluster already');
  });

  it('reads with the credentials of the joining machine', async () => {
    const asked: string[] = [];
    const base = new SimulatedMachine(uploaded);
    const { run, context } = downloading({
      options: {
        clusterOf: (kubeconfig) => {
          asked.push(kubeconfig);
          return base;
        },
      },
    });
    await run();
    expect(asked).deep.equal([(await context.cluster()).discovered.kubeconfig]);
  });

  it('has nothing to do on a worker', () => {
    const worker = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    expect(downloadCertsPhase.skipReason?.(worker)).equal('this machine joins as a worker');
    expect(downloadCertsPhase.skipReason?.(downloading().context)).equal(undefined);
  });

  it('downloads nothing without a certificate key, and does not even look for the cluster', async () => {
    const controlPlane = { ...exampleControlPlaneJoin().controlPlane!, certificateKey: '' };
    const { machine, context, run } = downloading({ config: exampleControlPlaneJoin({ controlPlane }) });
    await run();
    expect(machine.changes).deep.equal([]);
    expect(context.asked()).equal(0);
    expect(context.notes[0]).contain('without --certificate-key');
  });

  it('passes over empty values: files that the cluster does without', async () => {
    const secret = uploadedSecret(files, KEY);
    secret.data['etcd-ca.key'] = '';
    const { machine, run } = downloading({ options: { objects: [secret] } });
    await run();
    expect(machine.file(`${PKI}/etcd/ca.key`)).equal(undefined);
    expect(machine.file(`${PKI}/etcd/ca.crt`)).not.equal(undefined);
  });

  it('writes the files of an external etcd where the cluster has them', async () => {
    const names = ['ca', 'front-proxy-ca', 'sa'].flatMap((base) => [`${PKI}/${base}.crt`, `${PKI}/${base}.key`]);
    const some = Object.fromEntries(
      Object.entries(files).filter(([path]) => names.includes(path) || path.endsWith('pub')),
    );
    const own = { [`${PKI}/external-etcd-ca.crt`]: { content: 'A' }, [`${PKI}/external-etcd.crt`]: { content: 'B' } };
    const secret = uploadedSecret({ ...some, ...own, [`${PKI}/external-etcd.key`]: { content: 'C' } }, KEY);
    const external = {
      endpoints: ['https://192.0.2.50:2379'],
      httpEndpoints: [],
      caFile: '/srv/etcd/ca.pem',
      certFile: '/srv/etcd/client.pem',
      keyFile: '/srv/etcd/client-key.pem',
    };
    const { machine, run } = downloading({
      options: { objects: [secret] },
      cluster: { cluster: { etcd: { external } } },
    });
    await run();
    expect(machine.file('/srv/etcd/ca.pem')).include({ content: 'A', mode: 0o644 });
    expect(machine.file('/srv/etcd/client.pem')).include({ content: 'B', mode: 0o644 });
    expect(machine.file('/srv/etcd/client-key.pem')).include({ content: 'C', mode: 0o600 });
  });

  describe('what a person reads', () => {
    it('when the upload has expired: how to upload again, and nothing is written', async () => {
      const { machine, run } = downloading();
      const error = await failureOf(run());
      expect(error.code).equal('certificates-expired');
      expect(error.message).contain('deleted two hours after the upload');
      expect(hintOf(error)).contain('kubeadm-ts init phase upload-certs --upload-certs').and.contain('new key');
      expect(machine.changes).deep.equal([]);
    });

    it('when the upload has expired, but a run before this one had downloaded everything', async () => {
      const { machine, context, run } = downloading({ options: { files } });
      await run();
      expect(machine.changes).deep.equal([]);
      expect(context.warnings[0]).contain('are on this machine already');
    });

    it('when the key is that of another upload', async () => {
      const { machine, run } = downloading({ options: { objects: [uploadedSecret(files, OTHER_KEY)] } });
      const error = await failureOf(run());
      expect(error.code).equal('certificate-key-wrong');
      expect(error.message).contain('it is the key of another upload');
      expect(hintOf(error)).contain('the latest upload');
      expect(`${error.message}${error.hint}`).not.contain(KEY);
      expect(machine.changes).deep.equal([]);
    });

    it('when one value was altered: which one, and not even the good ones are written', async () => {
      const secret = uploadedSecret(files, KEY);
      secret.data['sa.key'] = Buffer.from('altered, but long enough to have a nonce and a tag').toString('base64');
      const { machine, run } = downloading({ options: { objects: [secret] } });
      const error = await failureOf(run());
      expect(error.code).equal('certificate-copy-unreadable');
      expect(error.message).contain('but not sa.key');
      expect(machine.changes).deep.equal([]);
    });

    it('when an expected name is not there', async () => {
      const secret = uploadedSecret(files, KEY);
      delete secret.data['etcd-ca.crt'];
      const { machine, run } = downloading({ options: { objects: [secret] } });
      const error = await failureOf(run());
      expect(error.code).equal('certificates-incomplete');
      expect(error.message).contain('lack etcd-ca.crt');
      expect(machine.changes).deep.equal([]);
    });

    it('when the token may not read them: that is another thing than an expired upload', async () => {
      const error = await failureOf(downloading({ options: answering(403) }).run());
      expect(error.code).equal('certificates-forbidden');
      expect(error.message).match(/^the bootstrap token abcdef\.\*\*\* may not read/);
      expect(hintOf(error)).contain('kubeadm-ts init phase upload-certs --upload-certs');
    });

    it('when the token has expired since', async () => {
      const error = await failureOf(downloading({ options: answering(401) }).run());
      expect(error.code).equal('bootstrap-identity-refused');
      expect(error.message).contain('has expired or was deleted');
      expect(hintOf(error)).contain('kubeadm-ts token create --print-join-command');
    });
  });
});
