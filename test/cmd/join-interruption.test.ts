import { expect } from 'chai';
import { controlPlaneImages } from '../../pkg/config/images.ts';
import type { Change } from '../../pkg/host/change.ts';
import { exampleConfig } from '../support/example-config.ts';
import type { JoiningMachineOptions } from '../support/joining-machine.ts';
import { SimulatedCluster } from '../support/simulated-cluster.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';

const IMAGES = controlPlaneImages(exampleConfig().cluster);
const MARK = '/etc/kubernetes/.kubeadm-ts-join-in-progress.json';

/** Whether the machine's changes are made: a run whose process is killed makes none any more, nor tidies up. */
type Verdict = (change: Change, number: number) => boolean;

describe('kubeadm-ts join that is interrupted', () => {
  let cluster: SimulatedCluster;
  before(async () => {
    cluster = await SimulatedCluster.start();
  });
  after(() => cluster?.close());

  async function interrupted(flags: readonly string[], options: JoiningMachineOptions, made: Verdict) {
    let count = 0;
    let broken = true;
    const machine = cluster.machine('cp2', {
      address: '192.0.2.11',
      images: IMAGES,
      ...options,
      onChange: (change) => {
        if (broken && !made(change, (count += 1))) throw new Error('killed');
      },
    });
    const first = await cluster.join(machine, ...flags);
    broken = false;
    const members = cluster.etcd.state.map(({ name, learner }) => `${name || 'unnamed'}${learner ? ' learns' : ''}`);
    return { machine, first, members, again: await cluster.join(machine, ...flags) };
  }

  /** The cluster without the machine. */
  async function forget(): Promise<void> {
    const own = cluster.etcd.state.find(({ peerUrls }) => peerUrls.includes('https://192.0.2.11:2380'));
    if (own !== undefined) cluster.etcd.state.splice(cluster.etcd.state.indexOf(own), 1);
    const node = { apiVersion: 'v1', kind: 'Node', name: 'cp2' };
    if (cluster.server.store.find(node) !== undefined) cluster.server.store.delete(node);
  }

  const files = (machine: SimulatedMachine): readonly string[] =>
    machine.paths().filter((path) => /^\/(etc\/kubernetes|var\/lib)\//.test(path));

  for (const role of ['worker', 'control plane'] as const) {
    it(`keeps what is done and completes, whatever change of a ${role} it was killed after`, async function () {
      this.timeout(60_000);
      const flags = role === 'worker' ? [] : cluster.controlPlaneFlags;
      const voters = role === 'worker' ? ['cp1'] : ['cp1', 'cp2'];
      const whole = await interrupted(flags, {}, () => true);
      expect(whole.first.code, whole.first.stderr).equal(0);
      const total = whole.machine.changes.length;
      expect(total).greaterThan(role === 'worker' ? 6 : 40);
      for (let stop = 0; stop < total; stop += 1) {
        await forget();
        const { machine, first, again } = await interrupted(flags, {}, (_, number) => number <= stop);
        const where = `killed after change ${stop}, ${JSON.stringify(machine.changes[stop - 1] ?? '').slice(0, 120)}`;
        expect(first.code, where).equal(1);
        expect(again.code, `${where}: ${again.stderr}`).equal(0);
        expect(cluster.voters, where).deep.equal(voters);
        expect(cluster.etcd.state, where).lengthOf(voters.length);
        expect(files(machine), where).deep.equal(files(whole.machine));
        expect(machine.file(MARK)).equal(undefined);
      }
      await forget();
    });
  }

  it('leaves no learner behind when a change of a control plane fails, and completes afterwards', async function () {
    this.timeout(60_000);
    const failing: Readonly<Record<string, (change: Change) => boolean>> = {
      'the data directory': (change) => change.kind === 'make-directory' && change.path === '/var/lib/etcd',
      'adding the member': ({ kind }) => kind === 'add-etcd-learner',
      "etcd's manifest": (change) => change.kind === 'write-file' && change.path.endsWith('manifests/etcd.yaml'),
      'promoting the member': ({ kind }) => kind === 'promote-etcd-member',
    };
    for (const [what, fails] of Object.entries(failing)) {
      const { first, members, again } = await interrupted(cluster.controlPlaneFlags, {}, (change) => !fails(change));
      expect(first.code, what).equal(1);
      expect(members, what).deep.equal(['cp1']);
      expect(again.code, `${what}: ${again.stderr}`).equal(0);
      expect(cluster.voters, what).deep.equal(['cp1', 'cp2']);
      await forget();
    }
  });

  it('goes on although the certificates were meanwhile deleted from the cluster', async () => {
    const manifests = (change: Change): boolean => change.kind === 'write-file' && change.path.includes('/manifests/');
    let count = 0;
    let broken = true;
    const onChange = (change: Change): void => {
      if (broken && manifests(change) && (count += 1) > 0) throw new Error('killed');
    };
    const machine = cluster.machine('cp2', { address: '192.0.2.11', images: IMAGES, onChange });
    expect((await cluster.join(machine, ...cluster.controlPlaneFlags)).code).equal(1);
    broken = false;
    const upload = { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system', name: 'kubeadm-certs' };
    cluster.server.store.delete(upload);
    const { code, stderr } = await cluster.join(machine, ...cluster.controlPlaneFlags);
    expect(code, stderr).equal(0);
    expect(stderr).include('the uploaded certificates are gone, but all of the files are on this machine already');
  });
});
