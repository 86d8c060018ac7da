import { expect } from 'chai';
import { resetResult } from '../../../phases/reset/reset-result.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { CONTROL_PLANE_FILES, resetContext, resetMachine } from '../../support/reset-machine.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';

describe('the end of a reset', () => {
  const change = { kind: 'remove-file', path: '/etc/kubernetes/admin.conf' } as const;

  it('names only what is left on this machine, with the commands that clean it', async () => {
    const machine = resetMachine({
      files: { ...CONTROL_PLANE_FILES, '/etc/cni/net.d/10-x.conf': 'x', '/home/me/.kube/config': 'x' },
      env: { HOME: '/root', SUDO_USER: 'me' },
      programs: { 'iptables-save': '/usr/sbin/iptables-save' },
    });
    const { text, data } = await resetResult(machine, await resetContext(machine).node(), [change]);
    expect(text).match(/rm -r \/etc\/cni\/net\.d\/\*/);
    expect(text).match(/iptables-save \| grep -v .*KUBE-.* \| iptables-restore/);
    expect(text).match(/rm \/home\/me\/\.kube\/config/);
    expect(text).not.match(/ipvsadm|nft/);
    expect(data['leftAlone']).length(3);
  });

  it('says nothing of leftovers on a machine without any', async () => {
    const machine = new SimulatedMachine();
    const { text, data } = await resetResult(machine, await resetContext(machine).node(), []);
    expect(text).match(/^Nothing had to be removed/);
    expect(text).not.include('\n');
    expect(data).deep.equal({ node: 'cp1', controlPlane: false, changed: false, etcdMember: 'none', leftAlone: [] });
  });

  it('tells what became of the etcd member', async () => {
    const members = { cp1: '192.0.2.10', cp2: '192.0.2.11' };
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    const node = await resetContext(machine).node();
    const removal = { kind: 'remove-etcd-member', access: { endpoints: [] }, id: '1', name: 'cp1' } as const;
    expect((await resetResult(machine, node, [change, removal])).data).include({ etcdMember: 'removed' });
    const stayed = await resetResult(machine, node, [change]);
    expect(stayed.data).include({ etcdMember: 'left', controlPlane: true });
    expect(stayed.text).include('kubectl delete node cp1');
  });

  it('does not send anybody to a cluster that ended', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members: { cp1: '192.0.2.10' } }) });
    const { text, data } = await resetResult(machine, await resetContext(machine).node(), [change]);
    expect(text).not.include('kubectl delete node');
    expect(data).include({ etcdMember: 'none' });
  });
});
