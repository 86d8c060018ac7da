import { expect } from 'chai';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import { failureOf } from '../../support/failure.ts';
import { argumentOf, DATA, join, joining, kinds, MANIFEST, MARK } from './joining.ts';

const OWN = 'https://192.0.2.11:2380';
const BOTH = { cp1: '192.0.2.10', cp2: '192.0.2.11' };
const FOUR = { ...BOTH, cp3: '192.0.2.13', cp4: '192.0.2.14' };

describe('phase etcd-join, where something is left of earlier runs', () => {
  it('uses a member of its own that never started', async () => {
    const run = joining();
    await run.etcd.addLearner(OWN);
    await join(run);
    expect(kinds(run)).deep.equal(['make-directory', 'write-file', 'promote-etcd-member']);
    expect(run.etcd.named('cp2')).include({ learner: false });
  });

  it('goes on with a learner that started before the run was interrupted', async () => {
    const run = joining({}, { files: DATA });
    await run.etcd.addLearner(OWN);
    run.etcd.start({ name: 'cp2', peerUrl: OWN, clientUrl: 'https://192.0.2.11:2379' });
    await join(run);
    expect(kinds(run)).deep.equal(['write-file', 'promote-etcd-member']);
  });

  it('replaces the member of a machine that was wiped without a reset', async () => {
    const run = joining({ members: { ...BOTH, cp3: '192.0.2.13' } });
    const { id } = run.etcd.named('cp2');
    run.etcd.named('cp2').running = false;
    await join(run);
    expect(kinds(run)).deep.equal([
      'make-directory',
      'remove-etcd-member',
      'add-etcd-learner',
      'write-file',
      'promote-etcd-member',
    ]);
    expect(run.etcd.named('cp2').id).not.equal(id);
    expect(run.context.notes.join('\n')).include(`removing the etcd member cp2 (${id})`);
    expect(argumentOf(run, 'initial-cluster')?.split(',')).length(3);
  });

  it('takes a data directory with nothing but lost+found for empty', async () => {
    const run = joining({}, { files: { '/var/lib/etcd/lost+found/': '' } });
    await join(run);
    expect(kinds(run)).deep.equal(['add-etcd-learner', 'write-file', 'promote-etcd-member']);
  });

  it('does not replace it while etcd has no quorum', async () => {
    const run = joining({ members: FOUR });
    for (const name of ['cp2', 'cp4']) run.etcd.named(name).running = false;
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-no-quorum' });
    expect(error.message).include('0 of the 3 voting members left can vote, but 2 are needed');
    expect(kinds(run)).deep.equal(['make-directory']);
    expect(run.etcd.state).length(4);
    expect(run.context.warnings).deep.equal([]);
  });

  it('does not replace a member that runs: its data must be somewhere', async () => {
    const run = joining({ members: BOTH });
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-member-runs' });
    expect(hintOf(error)).include('etcd.local.dataDir');
    expect(kinds(run)).deep.equal(['make-directory']);
    expect(run.etcd.state).length(2);
    expect(run.context.warnings).deep.equal([]);
  });

  it('empties what a failed run left, when that run is continued', async () => {
    const run = joining({}, { files: { ...DATA, ...MARK, [MANIFEST]: 'of the failed run' } });
    await join(run);
    expect(kinds(run)).deep.equal([
      'remove-file',
      'empty-directory',
      'add-etcd-learner',
      'write-file',
      'promote-etcd-member',
    ]);
    expect(run.machine.paths().filter((path) => path.startsWith('/var/lib/etcd'))).deep.equal([
      '/var/lib/etcd/member/wal/0.wal',
    ]);
  });

  it('refuses data that nobody vouches for, before anything changes', async () => {
    const run = joining({}, { files: DATA });
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-data-directory-not-empty' });
    expect(hintOf(error)).include('kubeadm-ts reset').and.include('mv /var/lib/etcd /var/lib/etcd.old');
    expect(run.machine.changes).deep.equal([]);
  });

  it('refuses a member name that is taken, before anything changes', async () => {
    const run = joining({ members: { cp1: '192.0.2.10', cp2: '192.0.2.99' } });
    const error = await failureOf(join(run));
    expect(error).include({ code: 'etcd-member-name-taken' });
    expect(error.message).include('cp2').and.include('https://192.0.2.99:2380').and.include(OWN);
    expect(hintOf(error)).include('--node-name').and.include(run.etcd.named('cp2').id);
    expect(run.machine.changes).deep.equal([]);
    expect(run.context.warnings).deep.equal([]);
  });
});
