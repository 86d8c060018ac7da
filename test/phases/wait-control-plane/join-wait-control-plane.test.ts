import { expect } from 'chai';
import { joinWaitControlPlane } from '../../../phases/wait-control-plane/join-wait-control-plane.ts';
import type { ClusterReader } from '../../../pkg/host/host.ts';
import { adminConf } from '../../support/answering-machine.ts';
import { criLog, exampleContainer } from '../../support/example-container.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const ADMIN = adminConf('https://cluster.example.com:6443');
const MANIFESTS = Object.fromEntries(
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => [
    `/etc/kubernetes/manifests/${name}.yaml`,
    `spec:\n  containers:\n  - image: registry.k8s.io/${name}:1\n`,
  ]),
);
const SCHEDULER = 'https://127.0.0.1:10259/livez';

function waiting(options: MachineOptions = {}) {
  const files = { ...MANIFESTS, '/etc/kubernetes/admin.conf': ADMIN, ...options.files };
  const machine = new SimulatedMachine({ ...options, files });
  machine.services.set('kubelet', true);
  const context = testJoinContext(machine, { config: exampleControlPlaneJoin() });
  const begin = machine.now().getTime();
  const seconds = (): number => (machine.now().getTime() - begin) / 1000;
  return { machine, context, seconds, run: () => joinWaitControlPlane.run(context) };
}

describe('join phase wait-control-plane', () => {
  it('tells of each component that is healthy, and changes nothing', async () => {
    const { machine, context, run } = waiting();
    await run();
    expect(context.notes.map((note) => note.replace(/[\d.]+s/, 'Ns'))).have.members([
      'kube-apiserver is healthy (after Ns)',
      'kube-controller-manager is healthy (after Ns)',
      'kube-scheduler is healthy (after Ns)',
    ]);
    expect(machine.changes).deep.equal([]);
  });

  it('asks the API server of this machine alone: another one would answer for it behind a load balancer', async () => {
    const asked: [string, string | undefined][] = [];
    const answer: Pick<ClusterReader, 'apiGet'> = { apiGet: async () => ({ status: 200, body: 'ok' }) };
    const { run } = waiting({
      clusterOf: (kubeconfig, options) => {
        asked.push([kubeconfig, options?.server]);
        return answer as ClusterReader;
      },
      apiGet: () => ({ status: 500, body: 'the load balancer was asked' }),
    });
    await run();
    expect(asked).deep.equal([[ADMIN, 'https://192.0.2.11:6443']]);
  });

  it('says why a component does not come up', async () => {
    const { run, seconds } = waiting({
      http: { [SCHEDULER]: new Error('connect ECONNREFUSED') },
      containers: [exampleContainer('kube-scheduler', { state: 'exited', exitCode: 1, restartCount: 2 })],
      files: { '/var/log/pods/kube-scheduler/0.log': criLog('Error: unknown flag: --bogus') },
    });
    const error = await failureOf(run());
    expect(error.code).equal('control-plane-not-healthy');
    expect(error.message).contain('kube-scheduler: it does not know the flag --bogus');
    expect(seconds()).within(20, 60);
  });

  it('says which phase makes the credentials that it lacks', async () => {
    const machine = new SimulatedMachine();
    const context = testJoinContext(machine, { config: exampleControlPlaneJoin() });
    const error = await failureOf(joinWaitControlPlane.run(context));
    expect(error.code).equal('kubeconfig-missing');
    expect(error.hint).contain('kubeadm-ts join phase control-plane-prepare kubeconfig');
  });

  it('has nothing to do on a worker', () => {
    const worker = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    expect(joinWaitControlPlane.skipReason?.(worker)).equal('this machine joins as a worker');
  });
});
