import { expect } from 'chai';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const access = { endpoints: ['https://192.0.2.10:2379'] };
const peerUrl = 'https://192.0.2.12:2380';

describe('the etcd of a dry run', () => {
  it('has the members that would have been added, promoted and removed, and stays as it is', async () => {
    const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10', cp2: '192.0.2.11' } });
    const host = dryRun(new SimulatedMachine({ etcd }));
    const { id, name } = etcd.named('cp2');
    await host.change({ kind: 'remove-etcd-member', access, id, name });
    await host.change({ kind: 'add-etcd-learner', access, peerUrl });
    const [cp1, added, ...others] = await host.etcd(access).members();
    expect(cp1).include({ name: 'cp1' });
    expect(added).deep.include({ name: '', peerUrls: [peerUrl], clientUrls: [], learner: true });
    expect(others).deep.equal([]);
    await host.change({ kind: 'promote-etcd-member', access, id: added!.id, name: 'cp3' });
    expect((await host.etcd(access).members())[1]).include({ learner: false });
    expect((await host.etcd(access).status('https://192.0.2.10:2379')).memberId).equal(cp1?.id);
    expect(etcd.state.map((member) => member.name)).deep.equal(['cp1', 'cp2']);
  });
});
