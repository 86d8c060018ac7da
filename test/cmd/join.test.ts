import { expect } from 'chai';
import { SimulatedCluster } from '../support/simulated-cluster.ts';

describe('kubeadm-ts join', () => {
  let cluster: SimulatedCluster;
  before(async () => {
    cluster = await SimulatedCluster.start();
  });
  after(() => cluster?.server.close());

  it('makes a worker with the command that init printed', async () => {
    const machine = cluster.machine('worker1');
    const { code, stdout, stderr } = await cluster.join(machine);
    expect(stderr).not.include('error');
    expect(code, stderr).equal(0);
    expect(stdout).include('kubectl get nodes');
    expect(machine.paths().filter((path) => path.startsWith('/etc/kubernetes/'))).deep.equal([
      '/etc/kubernetes/kubelet.conf',
      '/etc/kubernetes/pki/ca.crt',
    ]);
  });

  it('makes a further control plane, with an etcd member that votes', async () => {
    const machine = cluster.machine('cp2');
    const { code, stdout, stderr } = await cluster.join(
      machine,
      ...cluster.controlPlaneFlags,
      '--apiserver-advertise-address',
      '192.0.2.11',
    );
    expect(code, stderr).equal(0);
    expect(stdout).include('kubectl get nodes');
    expect(await cluster.etcd.members()).lengthOf(2);
    expect(cluster.etcd.named('cp2')).include({ learner: false });
    expect(machine.paths()).include('/etc/kubernetes/manifests/etcd.yaml');
    expect(machine.paths()).not.include('/etc/kubernetes/super-admin.conf');
  });
});
