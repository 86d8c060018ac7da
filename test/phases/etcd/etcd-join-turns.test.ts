import { expect } from 'chai';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import type { Change } from '../../../pkg/host/change.ts';
import { etcdPod } from '../../support/etcd/etcd-pod.ts';
import { exampleControlPlaneJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { etcdJoinPhase } from '../../../phases/etcd/etcd-join.ts';
import { join, joining, kinds, type Joining } from './joining.ts';

const OTHER = 'https://192.0.2.13:2380';

describe('phase etcd-join, where others join too', () => {
  it('waits for its turn while another learner is not promoted, and does not ask in vain', async () => {
    const run = joining();
    await run.etcd.addLearner(OTHER);
    const other = run.etcd.state.find(({ learner }) => learner)!;
    const reasons = reasonsOf(run, (looks) => {
      if (looks === 6) run.etcd.start({ name: 'cp3', peerUrl: OTHER, clientUrl: 'https://192.0.2.13:2379' });
      if (looks === 9) other.learner = false;
    });
    await join(run);
    expect(kinds(run).filter((kind) => kind === 'add-etcd-learner')).length(1);
    expect(run.etcd.named('cp2')).include({ learner: false });
    expect(reasons[0]).equal(`${OTHER} (${other.id}) joins at this moment, and etcd takes one at a time`);
    expect(reasons).include(`cp3 (${other.id}) joins at this moment, and etcd takes one at a time`);
  });

  it('gives those in front as long as they need, as long as the members go on changing', async () => {
    const run = joining();
    await run.etcd.addLearner(OTHER);
    // each change of the list comes after most of the two minutes
    let changes = 0;
    reasonsOf(run, (looks) => {
      if (looks % 500 !== 0 || changes === 4) return;
      changes += 1;
      const { id } = run.etcd.state.find(({ learner }) => learner)!;
      void run.etcd.remove(id).then(() => (changes < 4 ? run.etcd.addLearner(`${OTHER}${changes}`) : undefined));
    });
    await join(run);
    expect(changes).equal(4);
    expect(run.etcd.named('cp2')).include({ learner: false });
  });

  it('says who is in front, and how to remove it, when that one never gets ready', async () => {
    const run = joining();
    await run.etcd.addLearner(OTHER);
    const { id } = run.etcd.state.find(({ learner }) => learner)!;
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-learner-limit' });
    expect(error.message).include(`${OTHER} (${id})`);
    expect(hintOf(error)).include(`etcdctl member remove ${id}`).and.include('kubeadm-ts reset');
    expect(kinds(run)).deep.equal(['make-directory']);
    expect(run.etcd.state.map(({ name }) => name)).deep.equal(['cp1', '']);
  });

  it('takes a refusal that passes as a reason to wait', async () => {
    for (const said of ['unhealthy cluster', 'too many learner members in cluster', 'leader changed', 'no leader']) {
      const run = joining();
      run.etcd.refusals.push(said, said);
      await join(run);
      expect(kinds(run).filter((kind) => kind === 'add-etcd-learner')).length(3);
      expect(run.etcd.named('cp2')).include({ learner: false });
      expect(run.context.warnings).deep.equal([]);
    }
  });

  it('takes a request for carried out whose answer was lost', async () => {
    const run = joining();
    const change = run.machine.change.bind(run.machine);
    let lost = false;
    run.machine.change = async (asked: Change) => {
      await change(asked);
      if (asked.kind === 'add-etcd-learner' && !lost) {
        lost = true;
        run.etcd.refusals.push('request timed out');
        await run.etcd.connect(asked.access).addLearner(asked.peerUrl);
      }
    };
    await join(run);
    expect(lost).equal(true);
    expect(kinds(run).filter((kind) => kind === 'add-etcd-learner')).length(1);
    expect(run.etcd.named('cp2')).include({ learner: false });
  });

  it('names the members that keep etcd from taking a new one, when time is up', async () => {
    const run = joining({ members: { cp1: '192.0.2.10', cp3: '192.0.2.13', cp4: '192.0.2.14' } });
    run.etcd.named('cp4').running = false;
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-unhealthy' });
    expect(error.message).include('cp4 (').and.include('connection refused').and.not.include('cp3 (');
    expect(hintOf(error)).include(`etcdctl member remove ${run.etcd.named('cp4').id}`);
  });

  it('does not wait for what waiting does not mend', async () => {
    const run = joining();
    run.etcd.refusals.push('mvcc: database space exceeded');
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-no-space' });
    expect(kinds(run)).deep.equal(['make-directory', 'add-etcd-learner']);
  });

  it('lets five machines in that come at the same moment', async () => {
    const first = joining({ lag: 300, catchesUpBy: 100 });
    const others = [2, 3, 4, 5, 6].map((number) => {
      const machine = new SimulatedMachine({
        etcd: first.etcd,
        objects: [etcdPod('cp1', '192.0.2.10')],
        hostname: `cp${number}`,
      });
      const config = exampleControlPlaneJoin({
        nodeRegistration: { name: `cp${number}` },
        controlPlane: {
          localAPIEndpoint: { advertiseAddress: `192.0.2.${10 + number}`, bindPort: 6443 },
          certificateKey: '',
        },
      });
      return testJoinContext(machine, { config });
    });
    await Promise.all(others.map((context) => etcdJoinPhase.run(context)));
    expect(first.etcd.state.map(({ name }) => name).sort()).deep.equal(['cp1', 'cp2', 'cp3', 'cp4', 'cp5', 'cp6']);
    expect(first.etcd.state.filter(({ learner }) => learner)).deep.equal([]);
    expect(others.flatMap(({ warnings }) => warnings)).deep.equal([]);
  });
});

/** Why each look found nothing; `between` is called with the number of looks taken so far. */
function reasonsOf({ machine }: Joining, between: (looks: number) => void): readonly string[] {
  const reasons: string[] = [];
  let looks = 0;
  const until = machine.until.bind(machine);
  machine.until = (what, look, options) =>
    until(
      what,
      async () => {
        between((looks += 1));
        const readiness = await look();
        if (readiness !== true) reasons.push(readiness.notYet);
        return readiness;
      },
      options,
    );
  return reasons;
}
