import { expect } from 'chai';
import type { EtcdPeer } from '../../../manifests/components/etcd.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { EtcdMember } from '../../../pkg/etcd/etcd.ts';
import type { MemberPlace } from '../../support/etcd/etcd-cluster.ts';
import { failureOf } from '../../support/failure.ts';
import { SERVERS, type EtcdUnderTest } from './etcd-under-test.ts';

for (const { title, prepare } of SERVERS) {
  describe(`the members of ${title}`, function () {
    this.timeout(60_000);
    let etcd: EtcdUnderTest | undefined;
    let first: MemberPlace;
    let second: MemberPlace;
    let third: MemberPlace;

    before(async function () {
      etcd = await prepare(this);
      [first, second, third] = await Promise.all([etcd.place('cp1'), etcd.place('cp2'), etcd.place('cp3')]);
      await etcd.start(first);
    });

    after(() => etcd?.end());

    // one story: each test goes on where the one before ended

    it('begin with one that votes and leads', async () => {
      const client = etcd!.client(first);
      const [member, ...others] = await client.members();
      expect(others).deep.equal([]);
      expect(member).deep.include({ ...urlsOf(first), name: 'cp1', learner: false });
      expect(member?.id).match(/^[1-9a-f][0-9a-f]{0,15}$/);
      const status = await client.status(first.clientUrl);
      expect(status).include({ memberId: member?.id, leaderId: member?.id, learner: false });
      expect(status).deep.include({ endpoint: first.clientUrl, errors: [] });
      expect(status.version).match(/^3\.\d+\.\d+/);
      expect(status.raftAppliedIndex).within(1, status.raftIndex);
      expect(status.dbSize).greaterThan(1000);
    });

    it('take a learner, which has no name before it starts', async () => {
      const added = await etcd!.client(first).addLearner(second.peerUrl);
      expect(added).deep.include({ name: '', peerUrls: [second.peerUrl], clientUrls: [], learner: true });
      expect(await etcd!.client(first).members()).deep.include(added);
    });

    it('take no second learner, and not the same one again', async () => {
      const client = etcd!.client(first);
      const limit = await failureOf(client.addLearner(third.peerUrl));
      expect(limit).include({ code: 'etcd-learner-limit' });
      expect(limit.message).include(first.clientUrl);
      expect(limit.hint).include('kubeadm-ts reset');
      expect(await failureOf(client.addLearner(second.peerUrl)).then(({ code }) => code)).equal('etcd-member-exists');
    });

    it('do not give a vote to one that has not copied the data', async () => {
      const { id } = await member('cp2-not-started');
      expect(await failureOf(etcd!.client(first).promote(id))).include({ code: 'etcd-learner-not-ready' });
    });

    it('know a learner by its name once it has started; it says how far it is and nothing else', async () => {
      await etcd!.start(second, peers(first, second));
      await eventually(async () => (await member('cp2')).learner);
      const client = etcd!.client(second);
      const status = await client.status(second.clientUrl);
      expect(status).include({ learner: true, memberId: (await member('cp2')).id, leaderId: (await member('cp1')).id });
      for (const ask of [() => client.members(), () => client.addLearner(third.peerUrl), () => client.remove('1')])
        expect(await failureOf(ask())).include({ code: 'etcd-is-learner' });
    });

    it('are told by another endpoint where the first is a learner', async () => {
      expect(await etcd!.client(second, first).members()).length(2);
    });

    it('give the learner its vote when it has caught up; giving it twice is fine', async () => {
      const { id } = await member('cp2');
      const client = etcd!.client(second, first);
      await eventually(() => client.promote(id).then(() => true));
      await client.promote(id);
      expect(await member('cp2')).include({ learner: false });
      expect(await failureOf(client.promote('1234abcd'))).include({ code: 'etcd-member-not-found' });
    });

    it('take the next one as soon as all are connected', async () => {
      const client = etcd!.client(first, second);
      await eventually(() => client.addLearner(third.peerUrl).then(() => true));
      await etcd!.start(third, peers(first, second, third));
      const { id } = await memberAt(third);
      await eventually(() => client.promote(id).then(() => true));
      expect((await client.members()).map(({ learner }) => learner)).deep.equal([false, false, false]);
      await eventually(async () => (await client.status(third.clientUrl)).leaderId !== '0');
    });

    it('are listed although one is down, which is told apart; nothing is added meanwhile', async () => {
      await etcd!.stop(third);
      const client = etcd!.client(third, first, second);
      expect(await client.members()).length(3);
      const refused = await failureOf(client.status(third.clientUrl));
      expect(refused).include({ code: 'etcd-unreachable' });
      expect(refused.message).include('connection refused').and.include(third.clientUrl);
      const unhealthy = await failureOf(client.addLearner('https://192.0.2.99:2380'));
      expect(unhealthy).include({ code: 'etcd-unhealthy' });
    });

    it('let one go that is down, also twice, but not one without which they could decide nothing', async () => {
      const client = etcd!.client(first, second);
      await eventually(async () => (await client.status(first.clientUrl)).leaderId !== '0');
      expect(await failureOf(client.remove((await member('cp2')).id))).include({ code: 'etcd-unhealthy' });
      const { id } = await member('cp3');
      await eventually(() => client.remove(id).then(() => true));
      await client.remove(id);
      expect((await client.members()).map(({ name }) => name).sort()).deep.equal(['cp1', 'cp2']);
    });

    it('can still be listed without a quorum, and say so when something is to change', async () => {
      await etcd!.stop(second);
      const client = etcd!.client(second, first);
      await eventually(async () => (await client.status(first.clientUrl)).leaderId === '0');
      const members = await client.members();
      expect(members).length(2);
      const gone = members.find(({ name }) => name === 'cp2');
      const refused = await failureOf(client.remove(gone!.id));
      expect(refused).include({ code: 'etcd-no-quorum' });
      expect(refused.hint).include('etcdctl endpoint status');
    });

    async function member(name: string): Promise<EtcdMember> {
      const members = await etcd!.client(first).members();
      const found = members.find((each) => each.name === name || (name === 'cp2-not-started' && each.name === ''));
      return found ?? expect.fail(`no member ${name}`);
    }

    async function memberAt({ peerUrl }: MemberPlace): Promise<EtcdMember> {
      const members = await etcd!.client(first).members();
      return members.find(({ peerUrls }) => peerUrls.includes(peerUrl)) ?? expect.fail(`no member at ${peerUrl}`);
    }
  });
}

function urlsOf({ clientUrl, peerUrl }: MemberPlace): Pick<EtcdMember, 'clientUrls' | 'peerUrls'> {
  return { clientUrls: [clientUrl], peerUrls: [peerUrl] };
}

function peers(...places: readonly MemberPlace[]): readonly EtcdPeer[] {
  return places.map(({ name, peerUrl }) => ({ name, peerURL: peerUrl }));
}

/** Until it is true. What etcd refuses for a moment is tried again; anything else fails at once. */
async function eventually(look: () => Promise<boolean>): Promise<void> {
  const passing = ['etcd-unhealthy', 'etcd-learner-not-ready', 'etcd-no-quorum'];
  for (let tries = 0; tries < 150; tries += 1) {
    try {
      if (await look()) return;
    } catch (error) {
      if (!(error instanceof KubeadmError) || !passing.includes(error.code)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect.fail('waited in vain');
}
