import { expect } from 'chai';
import { joinKubeconfigPhase } from '../../../phases/kubeconfig/kubeconfig.ts';
import { parseKubeconfig } from '../../../pkg/kubeconfig/parse-kubeconfig.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { adminConf } from '../../support/answering-machine.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { clusterToJoin, sharedFiles } from '../../support/joining.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const FOLDER = '/etc/kubernetes';

function joining(files: NonNullable<MachineOptions['files']> = sharedFiles()) {
  const machine = new SimulatedMachine({ files });
  const config = exampleControlPlaneJoin();
  const context = testJoinContext(machine, { config, cluster: clusterToJoin(config) });
  const serverOf = (name: string): string | undefined =>
    parseKubeconfig(machine.file(`${FOLDER}/${name}`)?.content ?? '', name).clusters[0]?.cluster.server;
  return { machine, context, serverOf, run: () => joinKubeconfigPhase.run(context) };
}

describe('join phase kubeconfig', () => {
  it('writes three files: neither the kubelet nor emergencies get one here', async () => {
    const { machine, run } = joining();
    await run();
    const written = machine.paths().filter((path) => path.endsWith('.conf'));
    expect(written).deep.equal(['admin', 'controller-manager', 'scheduler'].map((name) => `${FOLDER}/${name}.conf`));
    for (const path of written) expect(machine.file(path)?.mode, path).equal(0o600);
  });

  it('leads the administrator to the whole control plane, and its programs to that of this machine', async () => {
    const { serverOf, run } = joining();
    await run();
    expect(serverOf('admin.conf')).equal('https://cluster.example.com:6443');
    expect(serverOf('controller-manager.conf')).equal('https://192.0.2.11:6443');
    expect(serverOf('scheduler.conf')).equal('https://192.0.2.11:6443');
  });

  it('changes nothing the second time, and says so', async () => {
    const { machine, context, run } = joining();
    await run();
    machine.forget();
    await run();
    expect(machine.changes).deep.equal([]);
    expect(context.notes.at(-1)).equal(`using the existing kubeconfig file ${FOLDER}/scheduler.conf`);
  });

  it('refuses an admin.conf of another cluster', async () => {
    const { run } = joining({ ...sharedFiles(), [`${FOLDER}/admin.conf`]: adminConf() });
    expect((await failureOf(run())).code).equal('kubeconfig-wrong-authority');
  });

  it('has nothing to do on a worker', () => {
    const worker = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    expect(joinKubeconfigPhase.skipReason?.(worker)).equal('this machine joins as a worker');
  });
});
