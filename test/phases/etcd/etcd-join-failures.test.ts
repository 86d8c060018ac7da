import { expect } from 'chai';
import { describeError, hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import type { Change } from '../../../pkg/host/change.ts';
import { criLog, exampleContainer } from '../../support/example-container.ts';
import { failureOf } from '../../support/failure.ts';
import type { SimulatedMachine } from '../../support/simulated-machine.ts';
import { join, joining, kinds, MANIFEST } from './joining.ts';

describe('phase etcd-join, when it fails', () => {
  it('removes the learner and the manifest again when the member never starts', async () => {
    const run = joining({ starts: false });
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-member-not-started' });
    expect(describeError(error)).include('has not told the others its name');
    expect(kinds(run).slice(-2)).deep.equal(['remove-etcd-member', 'remove-file']);
    expect(run.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
    expect(run.machine.file(MANIFEST)).equal(undefined);
    expect(run.context.warnings).length(2);
    expect(run.context.warnings[0]).match(/^removed the etcd learner cp2 \(\w+\) again/);
  });

  it('tells what the container says when the member never starts', async () => {
    const log = '/var/log/pods/kube-system_etcd-cp2_x/etcd/0.log';
    const line = 'panic: open /var/lib/etcd/member: no space left on device';
    const run = joining(
      { starts: false },
      {
        files: { [log]: criLog(line) },
        containers: [exampleContainer('etcd', { state: 'exited', exitCode: 1, restartCount: 4, logPath: log })],
      },
    );
    const error = await failureOf(join(run));
    expect(describeError(error)).include('no space left on device');
  });

  it('says how far a learner is that does not catch up, and takes it away', async () => {
    const run = joining({ lag: 900, catchesUpBy: 0 }, { containers: [exampleContainer('etcd')] });
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-learner-not-ready' });
    expect(error.message).include('the learner has applied 101 of the 1001 entries that the leader cp1 has');
    expect(hintOf(error)).include('timeouts.etcdAPICall');
    expect(run.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
    expect(run.machine.file(MANIFEST)).equal(undefined);
  });

  it('leaves no orphan behind when a person stops it', async () => {
    const run = joining({ starts: false });
    interruptedAt(run.machine, 'etcd');
    const error: unknown = await join(run).catch((thrown: unknown) => thrown);
    expect(error).property('name', 'AbortError');
    expect(run.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
    expect(run.machine.file(MANIFEST)).equal(undefined);
  });

  it('leaves no orphan behind when the manifest cannot be written', async () => {
    const onChange = ({ kind }: Change): void => {
      if (kind === 'write-file') throw new Error('ENOSPC: no space left on device');
    };
    const run = joining({}, { onChange });
    const error: unknown = await join(run).catch((thrown: unknown) => thrown);
    expect(error).property('message').include('ENOSPC');
    expect(run.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
  });

  it('says the ways out when even the removal fails', async () => {
    const onChange = ({ kind }: Change): void => {
      if (kind === 'remove-etcd-member') throw new Error('connect ETIMEDOUT');
    };
    const run = joining({ starts: false }, { onChange });
    await failureOf(join(run));
    const [warning = ''] = run.context.warnings;
    expect(warning).include('ETIMEDOUT').and.include('kubeadm-ts reset').and.include('etcdctl member remove');
    expect(run.machine.file(MANIFEST)).equal(undefined);
  });

  it('keeps a member that votes already, for the next run', async () => {
    const run = joining();
    run.machine.change = afterPromotion(run.machine, () => run.etcd.named('cp2').errors.push('etcdserver: corrupt'));
    const error = await failureOf(join(run));
    expect(describeError(error)).include('etcd');
    expect(run.etcd.named('cp2')).include({ learner: false });
    expect(run.machine.file(MANIFEST)).not.equal(undefined);
    expect(run.context.warnings).length(1);
    expect(run.context.warnings[0]).include('votes already and stays');
  });

  it('stops at once when somebody removes the member meanwhile', async () => {
    const run = joining({ starts: false });
    const until = run.machine.until.bind(run.machine);
    run.machine.until = async (what, look, options) => {
      if (what === 'etcd') run.etcd.state.splice(1);
      return until(what, look, options);
    };
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-member-not-found' });
    expect(hintOf(error)).include('run the same command again');
    expect(run.machine.file(MANIFEST)).equal(undefined);
  });

  it('says that no etcd Pod is there', async () => {
    const run = joining({ members: {} });
    const error = await failureOf(join(run));
    expect(error.message).include('component=etcd');
    expect(run.machine.changes).deep.equal([]);
  });
});

/** Ctrl-C while something is awaited. */
function interruptedAt(machine: SimulatedMachine, awaited: string): void {
  const until = machine.until.bind(machine);
  machine.until = async (what, look, options) => {
    if (what !== awaited) return until(what, look, options);
    throw new DOMException('The operation was aborted', 'AbortError');
  };
}

function afterPromotion(machine: SimulatedMachine, then: () => void): SimulatedMachine['change'] {
  const change = machine.change.bind(machine);
  return async (asked) => {
    await change(asked);
    if (asked.kind === 'promote-etcd-member') then();
  };
}
