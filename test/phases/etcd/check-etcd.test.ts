import { expect } from 'chai';
import { checkEtcdPhase } from '../../../phases/etcd/check-etcd.ts';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import { exampleCluster, testJoinContext } from '../../support/join-context.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { joining } from './joining.ts';

const THREE = { cp1: '192.0.2.10', cp3: '192.0.2.13', cp4: '192.0.2.14' };

describe('phase check-etcd', () => {
  it('is content with members that all answer, and changes nothing', async () => {
    const { context, machine } = joining({ members: THREE });
    await checkEtcdPhase.run(context);
    expect(context.notes).deep.equal(['etcd is healthy: 3 of 3 voting members answer']);
    expect(context.warnings).deep.equal([]);
    expect(machine.changes).deep.equal([]);
  });

  it('is content with more than half, and warns of the rest', async () => {
    const { context, etcd } = joining({ members: THREE });
    etcd.named('cp3').running = false;
    await checkEtcdPhase.run(context);
    expect(context.notes).deep.equal(['etcd is healthy: 2 of 3 voting members answer']);
    expect(context.warnings).length(1);
    expect(context.warnings[0]).match(/^etcd member cp3 \(\w+\) is not there: .*connection refused/);
  });

  it("refuses another machine's member with this node's name, before a kubelet is started", async () => {
    const { context, machine } = joining({ members: { cp1: '192.0.2.10', cp2: '192.0.2.99' } });
    const error = await failureOf(checkEtcdPhase.run(context));
    expect(error).include({ code: 'etcd-member-name-taken' });
    expect(error.message).include('a member at https://192.0.2.99:2380 has it, and this machine is https://192.0.2.11');
    expect(hintOf(error)).include('--node-name');
    expect(machine.changes).deep.equal([]);
  });

  it('names each member that is not well, with its reason, once time is up', async () => {
    const { context, etcd } = joining({ members: THREE });
    etcd.named('cp3').running = false;
    etcd.named('cp4').running = false;
    const error = await failureOf(checkEtcdPhase.run(context));
    expect(error).include({ code: 'etcd-unhealthy' });
    expect(error.message).match(/cp1 \(\w+\) knows no leader/);
    expect(error.message)
      .match(/cp3 \(\w+\) is not there/)
      .and.match(/cp4 \(\w+\) is not there/);
    expect(hintOf(error)).include('crictl');
  });

  it('waits while a leader is elected', async () => {
    const { context, etcd, machine } = joining({ members: THREE });
    etcd.named('cp1').running = false;
    etcd.named('cp4').running = false;
    const until = machine.until.bind(machine);
    machine.until = (what, look, options) => {
      let looks = 0;
      return until(
        what,
        () => {
          looks += 1;
          if (what === 'etcd to be healthy' && looks === 5) etcd.named('cp4').running = true;
          return look();
        },
        options,
      );
    };
    await checkEtcdPhase.run(context);
    expect(context.notes).deep.equal(['etcd is healthy: 2 of 3 voting members answer']);
  });

  it('does not wait for what does not pass: alarms', async () => {
    const { context, etcd, machine } = joining({ members: THREE });
    for (const member of etcd.state) member.errors.push('memberID:1 alarm:NOSPACE ');
    const before = machine.now().getTime();
    const error = await failureOf(checkEtcdPhase.run(context));
    expect(error.message).match(/cp3 \(\w+\) has the alarm NOSPACE/);
    expect(hintOf(error)).include('alarm disarm');
    expect(machine.now().getTime() - before).lessThan(1000);
  });

  it('does not count learners', async () => {
    const { context, etcd } = joining();
    await etcd.addLearner('https://192.0.2.13:2380');
    await checkEtcdPhase.run(context);
    expect(context.notes).deep.equal(['etcd is healthy: 1 of 1 voting members answer']);
  });

  it('skips workers, and leaves an external etcd alone', async () => {
    const machine = new SimulatedMachine();
    expect(checkEtcdPhase.skipReason?.(testJoinContext(machine, { config: exampleJoin() }))).include('worker');
    const external = { endpoints: ['https://e:2379'], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' };
    const config = exampleControlPlaneJoin();
    const cluster = exampleCluster(config, { cluster: { etcd: { external } } });
    const context = testJoinContext(machine, { config, cluster });
    await checkEtcdPhase.run(context);
    expect(context.notes).deep.equal(['etcd is external: its health is not checked']);
  });

  it('says in a dry run that it could not ask', async () => {
    const context = testJoinContext(dryRun(new SimulatedMachine()), { config: exampleControlPlaneJoin() });
    await checkEtcdPhase.run(context);
    expect(context.notes.join()).include('was not asked');
  });
});
