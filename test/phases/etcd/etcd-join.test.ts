import { expect } from 'chai';
import { etcdJoinPhase } from '../../../phases/etcd/etcd-join.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import type { Change } from '../../../pkg/host/change.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { etcdPod } from '../../support/etcd/etcd-pod.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { exampleCluster, testJoinContext } from '../../support/join-context.ts';
import { exampleContainer } from '../../support/example-container.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { argumentOf, join, joining, kinds, MANIFEST } from './joining.ts';

const ADDED = ['make-directory', 'add-etcd-learner', 'write-file', 'promote-etcd-member'];

describe('phase etcd-join', () => {
  it('adds a learner, starts it and gives it its vote', async () => {
    const run = joining();
    await join(run);
    expect(kinds(run)).deep.equal(ADDED);
    expect(run.machine.file('/var/lib/etcd')).include({ kind: 'directory', mode: 0o700 });
    expect(run.machine.file(MANIFEST)).include({ mode: 0o600 });
    expect(run.etcd.named('cp2')).deep.include({
      learner: false,
      peerUrls: ['https://192.0.2.11:2380'],
      clientUrls: ['https://192.0.2.11:2379'],
    });
    expect(run.context.notes).include('etcd member cp2 votes');
    expect(run.context.warnings).deep.equal([]);
  });

  it('starts a learner anew that serves nobody after its start, before it gives it its vote', async () => {
    const run = joining({ silent: true }, { containers: [exampleContainer('etcd')] });
    await join(run);
    expect(kinds(run)).deep.equal([...ADDED.slice(0, 3), 'stop-container', 'promote-etcd-member']);
    expect(run.machine.changes[3]).deep.include({ id: 'etcd-0', name: 'etcd' });
    expect(run.context.notes.join('\n')).contain('does not answer its clients yet: starting it anew');
    expect(run.etcd.named('cp2').learner).equal(false);
  });

  it('waits for a silent learner whose container cannot be stopped', async () => {
    const refused = (change: Change): void => {
      if (change.kind === 'stop-container') throw new Error('the runtime does not answer');
    };
    const run = joining({ silent: true }, { containers: [exampleContainer('etcd')], onChange: refused });
    await join(run);
    expect(run.context.warnings.join('\n')).contain('could not start etcd anew: the runtime does not answer');
  });

  it('speaks to etcd with the credentials for health checks', async () => {
    const run = joining();
    await join(run);
    const change = run.machine.changes.find(({ kind }) => kind === 'add-etcd-learner');
    const folder = '/etc/kubernetes/pki/etcd';
    expect(change).deep.include({
      peerUrl: 'https://192.0.2.11:2380',
      access: {
        endpoints: ['https://192.0.2.10:2379'],
        tls: {
          caFile: `${folder}/ca.crt`,
          certFile: `${folder}/healthcheck-client.crt`,
          keyFile: `${folder}/healthcheck-client.key`,
        },
      },
    });
  });

  it('names all members in the order of the server, and says that the cluster is there', async () => {
    const run = joining({ members: { cp3: '192.0.2.13', cp1: '192.0.2.10' } });
    await join(run);
    expect(argumentOf(run, 'initial-cluster')).equal(
      'cp3=https://192.0.2.13:2380,cp1=https://192.0.2.10:2380,cp2=https://192.0.2.11:2380',
    );
    expect(argumentOf(run, 'initial-cluster-state')).equal('existing');
    expect(argumentOf(run, 'name')).equal('cp2');
  });

  it('names one that never started by its id', async () => {
    const run = joining();
    run.etcd.found('https://192.0.2.13:2380');
    run.etcd.state.at(-1)!.running = true;
    await join(run);
    const { id } = run.etcd.state.find(({ name }) => name === '')!;
    expect(argumentOf(run, 'initial-cluster')).include(`${id}=https://192.0.2.13:2380`);
  });

  it('knows members that have no Pod yet from the list of etcd itself', async () => {
    const run = joining({ members: { cp1: '192.0.2.10', cp3: '192.0.2.13' } });
    run.machine.store.delete({ apiVersion: 'v1', kind: 'Pod', name: 'etcd-cp3', namespace: 'kube-system' });
    await join(run);
    const change = run.machine.changes.find(({ kind }) => kind === 'add-etcd-learner');
    expect(change).deep.nested.property('access.endpoints', ['https://192.0.2.10:2379', 'https://192.0.2.13:2379']);
  });

  it('changes nothing the second time', async () => {
    const run = joining();
    await join(run);
    run.machine.forget();
    run.machine.store.create(etcdPod('cp2', '192.0.2.11'));
    // the member has kept its data
    await run.machine.change({ kind: 'write-file', path: '/var/lib/etcd/member/wal', content: 'data', mode: 0o600 });
    run.machine.forget();
    await join(run);
    expect(run.machine.changes).deep.equal([]);
    expect(run.context.notes.join('\n')).include(`kept ${MANIFEST}`).and.include('kept the etcd member cp2');
  });

  it('waits for its vote until it has copied the data, without asking for it in vain', async () => {
    const run = joining({ lag: 800, catchesUpBy: 100 });
    await join(run);
    expect(kinds(run)).deep.equal(ADDED);
    expect(run.etcd.named('cp2')).include({ learner: false });
  });

  it('asks again for a vote that is refused for a moment', async () => {
    const run = joining();
    run.machine.change = refuseBefore(run.machine, 'promote-etcd-member', () =>
      run.etcd.refusals.push('can only promote a learner member which is in sync with leader'),
    );
    await join(run);
    expect(kinds(run).filter((kind) => kind === 'promote-etcd-member')).length(2);
    expect(run.etcd.named('cp2')).include({ learner: false });
  });

  it('has nothing to do on a worker', () => {
    const context = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    expect(etcdJoinPhase.skipReason?.(context)).include('worker');
  });

  it('has nothing to do where etcd is external', async () => {
    const external = { endpoints: ['https://e:2379'], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' };
    const config = exampleControlPlaneJoin();
    const run = joining({}, {}, { config, cluster: exampleCluster(config, { cluster: { etcd: { external } } }) });
    await join(run);
    expect(run.machine.changes).deep.equal([]);
    expect(run.context.notes).deep.equal(['etcd is external: this machine runs none']);
  });

  it('shows in a dry run what it would do, with the members that there are', async () => {
    const run = joining();
    const shown: Change[] = [];
    const dry = recording(dryRun(run.machine), shown);
    await etcdJoinPhase.run(testJoinContext(dry, { config: exampleControlPlaneJoin() }));
    expect(shown.map(({ kind }) => kind)).deep.equal(ADDED);
    expect(shown.find(({ kind }) => kind === 'write-file'))
      .property('content')
      .include('--initial-cluster=cp1=https://192.0.2.10:2380,cp2=https://192.0.2.11:2380');
    expect(run.etcd.state.map(({ name }) => name)).deep.equal(['cp1']);
  });

  it('shows in a dry run that cannot ask etcd what it would do to this machine', async () => {
    const shown: Change[] = [];
    const machine = new SimulatedMachine({ hostname: 'cp2' });
    const context = testJoinContext(recording(dryRun(machine), shown), { config: exampleControlPlaneJoin() });
    await etcdJoinPhase.run(context);
    expect(shown.map(({ kind }) => kind)).deep.equal(ADDED);
    expect(context.notes.join('\n')).include('members of etcd are not known here');
  });

  it('takes the data directory of the cluster', async () => {
    const local = { ...exampleConfig().cluster.etcd.local!, dataDir: '/data/etcd' };
    const config = exampleControlPlaneJoin();
    const run = joining({}, {}, { config, cluster: exampleCluster(config, { cluster: { etcd: { local } } }) });
    await join(run);
    expect(run.machine.file('/data/etcd')).include({ kind: 'directory', mode: 0o700 });
    expect(argumentOf(run, 'data-dir')).equal('/data/etcd');
  });
});

/** The same host, with every change told. */
function recording<H extends { change(change: Change): Promise<void> }>(host: H, shown: Change[]): H {
  const change = host.change.bind(host);
  return Object.assign(host, {
    change: (asked: Change) => {
      shown.push(asked);
      return change(asked);
    },
  });
}

/** Do something once, before the first change of a kind. */
function refuseBefore(machine: SimulatedMachine, kind: Change['kind'], before: () => void): SimulatedMachine['change'] {
  const change = machine.change.bind(machine);
  let done = false;
  return async (asked) => {
    if (asked.kind === kind && !done) {
      done = true;
      before();
    }
    return change(asked);
  };
}
