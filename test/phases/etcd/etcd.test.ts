import { expect } from 'chai';
import { etcdPhase } from '../../../phases/etcd/etcd.ts';
import { KubeadmError, hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';

describe('phase etcd', () => {
  it('makes the data directory for root alone, and writes the static Pod', async () => {
    const machine = new SimulatedMachine();
    await runSteps(etcdPhase, testContext(machine));
    expect(machine.changes.map(({ kind }) => kind)).deep.equal(['make-directory', 'write-file']);
    expect(machine.file('/var/lib/etcd')).include({ kind: 'directory', mode: 0o700 });
    expect(machine.file('/etc/kubernetes/manifests')?.mode).equal(0o700);
    expect(machine.file(MANIFEST)).include({ mode: 0o600 });
  });

  it('changes nothing the second time, and says so', async () => {
    const machine = new SimulatedMachine();
    await runSteps(etcdPhase, testContext(machine));
    machine.forget();
    const context = testContext(machine);
    await runSteps(etcdPhase, context);
    expect(machine.changes).deep.equal([]);
    expect(context.notes).deep.equal([`kept ${MANIFEST}: it is already up to date`]);
  });

  it('leaves a data directory that is there as it is', async () => {
    const machine = new SimulatedMachine({ files: { '/var/lib/etcd/': { content: '', mode: 0o750 } } });
    await runSteps(etcdPhase, testContext(machine));
    expect(machine.file('/var/lib/etcd')?.mode).equal(0o750);
  });

  it('has nothing to do where etcd is external', async () => {
    const external = { endpoints: ['https://e:2379'], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' };
    const machine = new SimulatedMachine();
    const skipped = await runSteps(
      etcdPhase,
      testContext(machine, { config: exampleConfig({ cluster: { etcd: { external } } }) }),
    );
    expect(skipped).deep.equal(['local']);
    expect(machine.changes).deep.equal([]);
  });

  it('refuses a file where the data directory should be', async () => {
    const machine = new SimulatedMachine({ files: { '/var/lib/etcd': 'a file' } });
    const error: unknown = await runSteps(etcdPhase, testContext(machine)).catch((thrown: unknown) => thrown);
    expect(error).instanceOf(KubeadmError).property('code', 'etcd-data-directory-unusable');
    expect(hintOf(error)).include('etcd.local.dataDir');
    expect(machine.changes).deep.equal([]);
  });
});
