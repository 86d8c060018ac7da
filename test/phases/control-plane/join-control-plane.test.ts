import { expect } from 'chai';
import { joinControlPlanePhase } from '../../../phases/control-plane/control-plane.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { clusterToJoin, sharedFiles } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const MANIFESTS = '/etc/kubernetes/manifests';

function joining(patches: Readonly<Record<string, string>> = {}) {
  const machine = new SimulatedMachine({ files: { ...sharedFiles(), ...patches } });
  const config = exampleControlPlaneJoin({ patchesDirectory: Object.keys(patches).length > 0 ? '/patches' : '' });
  const context = testJoinContext(machine, { config, cluster: clusterToJoin(config) });
  return { machine, context, run: () => joinControlPlanePhase.run(context) };
}

describe('join phase control-plane', () => {
  it('writes the three static Pods with the address of this machine, and no etcd', async () => {
    const { machine, run } = joining();
    await run();
    const paths = machine.paths().filter((path) => path.startsWith(MANIFESTS));
    const names = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
    expect(paths).deep.equal(names.map((name) => `${MANIFESTS}/${name}.yaml`));
    expect(machine.file(`${MANIFESTS}/kube-apiserver.yaml`)?.content).contain('--advertise-address=192.0.2.11');
    expect(machine.file(`${MANIFESTS}/kube-apiserver.yaml`)?.mode).equal(0o600);
  });

  it('changes nothing the second time, and says so', async () => {
    const { machine, context, run } = joining();
    await run();
    machine.forget();
    await run();
    expect(machine.changes).deep.equal([]);
    expect(context.notes.at(-1)).match(/^kept .*kube-scheduler\.yaml/);
  });

  it('applies the patches of this machine', async () => {
    const { machine, run } = joining({
      '/patches/': '',
      '/patches/kube-scheduler+merge.yaml': 'metadata: { annotations: { mine: "1" } }\n',
    });
    await run();
    expect(machine.file(`${MANIFESTS}/kube-scheduler.yaml`)?.content).contain('mine: "1"');
  });

  it('has nothing to do on a worker', () => {
    const worker = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    expect(joinControlPlanePhase.skipReason?.(worker)).equal('this machine joins as a worker');
  });
});
