import { expect } from 'chai';
import type { Change } from '../../pkg/host/change.ts';
import { fileError } from '../../pkg/host/file-errors.ts';
import { expectFailure } from '../support/expect-failure.ts';
import type { JoiningMachineOptions } from '../support/joining-machine.ts';
import { SimulatedCluster, type SimulatedClusterOptions } from '../support/simulated-cluster.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';
import type { Outcome } from '../support/simulated-run.ts';

const READY = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
const MARK = '/etc/kubernetes/.kubeadm-ts-join-in-progress.json';

describe('kubeadm-ts join --control-plane that fails', () => {
  let cluster: SimulatedCluster;
  let machine: SimulatedMachine;
  afterEach(() => cluster?.close());

  const start = async (options: SimulatedClusterOptions = {}): Promise<void> => {
    cluster = await SimulatedCluster.start(options);
  };
  const join = (options: JoiningMachineOptions = {}, flags = cluster.controlPlaneFlags): Promise<Outcome> => {
    machine = cluster.machine('cp2', { address: '192.0.2.11', ...options });
    return cluster.join(machine, ...flags);
  };
  const again = (): Promise<Outcome> => cluster.join(machine, ...cluster.controlPlaneFlags);

  describe('before anything is changed, because', () => {
    afterEach(() => {
      expect(machine.changes).deep.equal([]);
      expect(cluster.voters).deep.equal(['cp1']);
    });

    it('the uploaded certificates have expired', async () => {
      await start();
      cluster.clock.ahead = 2 * 3_600_000 + 60_000;
      expectFailure(await join(), /deleted two hours after the upload/, /init phase upload-certs --upload-certs/);
    });

    it('the certificate key is that of another upload', async () => {
      await start();
      const outcome = await join({}, ['--control-plane', '--certificate-key', 'a'.repeat(64)]);
      expectFailure(outcome, /certificate key does not open/, /the key that the latest upload printed/);
    });

    it('there is neither a key nor a copy of the shared files', async () => {
      await start();
      expectFailure(
        await join({}, ['--control-plane']),
        /cannot become a control plane of the cluster yet:\n\t- .*ca\.crt is missing[\s\S]*sa\.pub is missing$/,
        /copy the files from a control plane.*--certificate-key/,
      );
    });

    it('the cluster has no endpoint for all of its control planes', async () => {
      await start();
      cluster.editConfig((text) => text.replace(/^controlPlaneEndpoint: .*\n/m, ''));
      expectFailure(await join(), /the cluster has no controlPlaneEndpoint/, /edit configmap kubeadm-config/);
    });

    it('ports of the control plane are taken', async () => {
      await start();
      expectFailure(
        await join({ ports: { 6443: 'EADDRINUSE', 2380: 'EADDRINUSE' } }),
        /\[ERROR Port-6443\]: port 6443, which kube-apiserver needs[\s\S]*\[ERROR Port-2380\]: port 2380, which etcd needs/,
        /--ignore-preflight-errors=Port-6443,Port-2380/,
      );
    });

    it('a working Node has the name', async () => {
      await start();
      const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'cp2' }, ...READY };
      cluster.server.store.create(node);
      expectFailure(await join(), /a Node named cp2 is in the cluster already/, /kubectl delete node cp2/);
    });
  });

  it('because its etcd is not healthy: nothing runs yet on this machine', async () => {
    await start();
    addMember(cluster, 'cp3', '192.0.2.12');
    cluster.etcd.named('cp3').running = false;
    expectFailure(await join(), /etcd is not healthy[\s\S]*- cp3 \(.*\) is not there/, /crictl ps -a --name etcd/);
    expect(kinds(machine)).not.include('run-service');
    cluster.etcd.named('cp3').running = true;
    const { code, stderr } = await again();
    expect(code, stderr).equal(0);
    expect(cluster.voters).deep.equal(['cp1', 'cp2', 'cp3']);
  });

  it('because another member of etcd has the name: nobody is added', async () => {
    await start();
    addMember(cluster, 'cp2', '192.0.2.99');
    expectFailure(
      await join(),
      /etcd member name cp2 is taken: a member at https:\/\/192\.0\.2\.99:2380/,
      /--node-name/,
    );
    expect(cluster.etcd.state).lengthOf(2);
  });

  it('because another machine never finishes to join etcd: it says which, and how to remove it', async () => {
    await start();
    await cluster.etcd.addLearner('https://192.0.2.77:2380');
    expectFailure(await join(), /https:\/\/192\.0\.2\.77:2380 .* joins at this moment/, /etcdctl member remove /);
    expect(cluster.etcd.state).lengthOf(2);
  });

  it('because its learner does not catch up: the learner is removed again, and the same command goes on', async () => {
    await start({ etcd: { lag: 500, catchesUpBy: 0 } });
    expectFailure(
      await join(),
      /cp2 to catch up: the learner has applied 50. of the 100. entries/,
      /timeouts\.etcdAPICall/,
    );
    expect(cluster.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
    expect(machine.file('/etc/kubernetes/manifests/etcd.yaml')).equal(undefined);
    Object.assign(cluster.etcd.options, { catchesUpBy: 100 });
    const { code, stderr } = await again();
    expect(code, stderr).equal(0);
    expect(cluster.voters).deep.equal(['cp1', 'cp2']);
  });

  it('because its etcd does not start: the learner is removed again', async () => {
    await start({ etcd: { starts: false } });
    expectFailure(await join(), /etcd member cp2 has not started/, /kubelet/);
    expect(cluster.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
  });

  for (const path of ['/etc/kubernetes/pki/etcd/ca.key', '/etc/kubernetes/manifests/etcd.yaml', MARK]) {
    it(`because the disk is full when ${path} is written; with room again, the same command completes`, async () => {
      await start();
      let full = true;
      const onChange = (change: Change): void => {
        if (full && change.kind === 'write-file' && change.path === path)
          throw fileError('write', path, Object.assign(new Error(), { code: 'ENOSPC' }));
      };
      expectFailure(await join({ onChange }), new RegExp(`cannot write ${path}: no space left on the disk`), /df -h/);
      expect(cluster.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
      full = false;
      const { code, stderr } = await again();
      expect(code, stderr).equal(0);
      expect(cluster.voters).deep.equal(['cp1', 'cp2']);
      expect(machine.file(MARK)).equal(undefined);
    });
  }
});

function kinds({ changes }: SimulatedMachine): readonly string[] {
  return changes.map(({ kind }) => kind);
}

function addMember({ etcd }: SimulatedCluster, name: string, address: string): void {
  etcd.found(`https://${address}:2380`);
  etcd.start({ name, peerUrl: `https://${address}:2380`, clientUrl: `https://${address}:2379` });
}
