import { expect } from 'chai';
import { expectFailure } from '../support/expect-failure.ts';
import type { JoiningMachineOptions } from '../support/joining-machine.ts';
import { kubeletRequest } from '../support/kubelet-request.ts';
import { SimulatedCluster, type SimulatedClusterOptions } from '../support/simulated-cluster.ts';

const MARK = '/etc/kubernetes/.kubeadm-ts-join-in-progress.json';

describe('kubeadm-ts join whose kubelet', () => {
  let cluster: SimulatedCluster;
  afterEach(() => cluster?.close());

  const join = async (options: JoiningMachineOptions, more: SimulatedClusterOptions = {}) => {
    cluster = await SimulatedCluster.start(more);
    const machine = cluster.machine('worker1', options);
    return { machine, outcome: await cluster.join(machine) };
  };
  /** The kubelet asks for its certificate and hears nothing. */
  const asking: JoiningMachineOptions = {
    kubeletRequest: 'unanswered',
    onChange: (change) => {
      if (change.kind !== 'run-service' || change.action !== 'restart') return;
      cluster.server.store.create(kubeletRequest('worker1', cluster.token));
    },
  };

  it('does not start', async () => {
    const refused = new Error('connect ECONNREFUSED 127.0.0.1:10248');
    const { machine, outcome } = await join({ http: { 'http://127.0.0.1:10248/healthz': refused } });
    expectFailure(outcome, /kubelet did not become healthy within 240s: .*ECONNREFUSED/, /journalctl -u kubelet/);
    expect(machine.file('/etc/kubernetes/bootstrap-kubelet.conf')).equal(undefined);
    expect(machine.file(MARK)).not.equal(undefined);
  });

  it('gets no answer, because its request waits for approval', async () => {
    const { machine, outcome } = await join(asking, { controllers: { requests: 'leave' } });
    expectFailure(outcome, /no certificate within 300s: .* csr-worker1 waits for approval/, /certificate approve csr-/);
    expect(machine.file('/etc/kubernetes/bootstrap-kubelet.conf')).equal(undefined);
  });

  it('is denied a certificate: soon, because waiting cannot help', async () => {
    const { outcome } = await join(asking, { controllers: { requests: { deny: 'not on my watch' } } });
    expectFailure(outcome, /csr-worker1 was denied: .*not on my watch/, /kubectl delete csr csr-worker1/);
  });

  it('does not ask for a certificate', async () => {
    const { outcome } = await join({ kubeletRequest: 'unanswered' });
    expectFailure(outcome, /there is no CertificateSigningRequest of it/, /journalctl -u kubelet/);
  });
});
