import { expect } from 'chai';
import { removeEtcdMemberPhase } from '../../../phases/reset/remove-etcd-member.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { failureOf } from '../../support/failure.ts';
import { CONTROL_PLANE_FILES, etcdManifest, resetContext, resetMachine, told } from '../../support/reset-machine.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';

const THREE = { cp1: '192.0.2.10', cp2: '192.0.2.11', cp3: '192.0.2.12' };
const DATA = '/var/lib/etcd/member/snap/db';
const STOP_AND_EMPTY = ['run-service stop kubelet', 'empty-directory /var/lib/etcd'];

function kubeadmConfig(etcd: string): KubeObject & { data: Record<string, string> } {
  const text = `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n${etcd}`;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
    data: { ClusterConfiguration: text },
  };
}

/** The mirror Pod of a member, which tells where it is reached. */
function etcdPod(name: string, address: string): KubeObject & { spec: object } {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `etcd-${name}`,
      namespace: 'kube-system',
      labels: { component: 'etcd', tier: 'control-plane' },
      annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${address}:2379` },
    },
    spec: { containers: [{ name: 'etcd', image: 'registry.k8s.io/etcd:3.6.8-0' }] },
  };
}

/** The files of a control plane without some of them, and with others. */
function files(without: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const kept = Object.entries(CONTROL_PLANE_FILES).filter(([path]) => !path.startsWith(without));
  return { ...Object.fromEntries(kept), ...more };
}

describe('the phase remove-etcd-member', () => {
  it('removes the member, then stops the kubelet, then empties the data', async () => {
    const etcd = new SimulatedEtcd({ members: THREE });
    const machine = resetMachine({ etcd });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(told(machine.changes)).deep.equal(['remove-etcd-member cp1', ...STOP_AND_EMPTY]);
    expect(etcd.state.map(({ name }) => name)).deep.equal(['cp2', 'cp3']);
    expect(machine.file(DATA)).equal(undefined);
    expect(context.warnings).deep.equal([]);
    expect(context.notes[0]).match(/removed the etcd member cp1 \(\w+\); 2 of 3 members remain/);
  });

  it('asks the others first, because who is removed stops answering', async () => {
    const etcd = new SimulatedEtcd({ members: THREE });
    const machine = resetMachine({ etcd });
    await removeEtcdMemberPhase.run(resetContext(machine));
    const [change] = machine.changes;
    expect(change?.kind === 'remove-etcd-member' && change.access.endpoints).deep.equal([
      'https://192.0.2.11:2379',
      'https://192.0.2.12:2379',
      'https://192.0.2.10:2379',
    ]);
  });

  it('finds nothing to do the second time', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members: THREE }) });
    await removeEtcdMemberPhase.run(resetContext(machine));
    machine.forget();
    await removeEtcdMemberPhase.run(resetContext(machine));
    expect(machine.changes).deep.equal([]);
  });

  it('changes nothing in a dry run', async () => {
    const etcd = new SimulatedEtcd({ members: THREE });
    const machine = resetMachine({ etcd });
    await removeEtcdMemberPhase.run(resetContext(dryRun(machine)));
    expect(etcd.state).length(3);
    expect(machine.changes).deep.equal([]);
  });

  it('leaves the only member where it is', async () => {
    const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10' } });
    const machine = resetMachine({ etcd });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(told(machine.changes)).deep.equal(STOP_AND_EMPTY);
    expect(context.notes[0]).include('the only member');
  });

  it('knows its member by its name where the address was changed', async () => {
    const etcd = new SimulatedEtcd({ members: { ...THREE, cp1: '198.51.100.7' } });
    const machine = resetMachine({ etcd, objects: [etcdPod('cp2', '192.0.2.11')] });
    await removeEtcdMemberPhase.run(resetContext(machine));
    expect(etcd.state.map(({ name }) => name)).deep.equal(['cp2', 'cp3']);
  });

  it('removes a learner that a failed join left', async () => {
    const etcd = new SimulatedEtcd({ members: { cp2: '192.0.2.11', cp3: '192.0.2.12' } });
    await etcd.addLearner('https://192.0.2.10:2380');
    const machine = resetMachine({ etcd, objects: [etcdPod('cp2', '192.0.2.11')] });
    await removeEtcdMemberPhase.run(resetContext(machine));
    expect(etcd.state.map(({ name }) => name)).deep.equal(['cp2', 'cp3']);
  });

  it('removes the member of a join that failed before there was a manifest', async () => {
    const etcd = new SimulatedEtcd({ members: { cp2: '192.0.2.11' } });
    await etcd.addLearner('https://192.0.2.10:2380');
    const pod = etcdPod('cp2', '192.0.2.11');
    const config = kubeadmConfig('etcd:\n  local:\n    dataDir: /var/lib/etcd\n');
    const without = files('/etc/kubernetes/manifests/etcd.yaml');
    const machine = resetMachine({ etcd, files: without, objects: [config, pod] });
    await removeEtcdMemberPhase.run(resetContext(machine));
    expect(etcd.state.map(({ name }) => name)).deep.equal(['cp2']);
  });

  it('tries again while etcd elects a leader', async () => {
    const etcd = new SimulatedEtcd({ members: THREE });
    etcd.refusals.push('unhealthy cluster', 'unhealthy cluster');
    const machine = resetMachine({ etcd });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(etcd.state).length(2);
    expect(context.warnings).deep.equal([]);
  });

  it('empties the data also when the removal fails, and says how to remove the member by hand', async () => {
    const etcd = new SimulatedEtcd({ members: THREE });
    const { id } = etcd.named('cp1');
    const machine = resetMachine({
      etcd,
      onChange: ({ kind }) => {
        if (kind === 'remove-etcd-member') throw new KubeadmError('etcd-unreachable', 'etcd went away');
      },
    });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(told(machine.changes)).deep.equal(STOP_AND_EMPTY);
    expect(context.warnings).length(1);
    expect(context.warnings[0]).match(/the etcd member cp1 .* stays in the cluster: .*etcd went away/s);
    expect(context.warnings[0]).include(`member remove ${id}`);
  });

  it('goes on without etcd and without an API server', async () => {
    const machine = resetMachine();
    Object.assign(machine, { getObject: () => Promise.reject(new KubeadmError('api-unreachable', 'refused')) });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(told(machine.changes)).deep.equal(STOP_AND_EMPTY);
    expect(context.warnings).length(2);
    expect(context.warnings[0]).match(/cluster's configuration cannot be read, going on without it: refused/);
    expect(context.warnings[1]).match(/forget its member cp1: .*member remove <id>/);
  });

  it('asks the etcd of other machines directly where the API server is dead', async () => {
    const etcd = new SimulatedEtcd({ members: THREE });
    etcd.named('cp1').running = false;
    const first = Object.entries(THREE).map(([name, address]) => `${name}=https://${address}:2380`);
    const manifest = { '/etc/kubernetes/manifests/etcd.yaml': etcdManifest({ first: first.join(',') }) };
    const machine = resetMachine({ etcd, files: { ...CONTROL_PLANE_FILES, ...manifest } });
    Object.assign(machine, { getObject: () => Promise.reject(new KubeadmError('api-unreachable', 'refused')) });
    await removeEtcdMemberPhase.run(resetContext(machine));
    expect(etcd.state.map(({ name }) => name)).deep.equal(['cp2', 'cp3']);
  });

  describe('guards the quorum of the others', () => {
    const machineOf = (down: readonly string[]) => {
      const etcd = new SimulatedEtcd({ members: THREE });
      for (const name of down) etcd.named(name).running = false;
      return { etcd, machine: resetMachine({ etcd }) };
    };

    it('refuses when one of two others is down, and lists the members', async () => {
      const { machine } = machineOf(['cp3']);
      const failure = await failureOf(removeEtcdMemberPhase.run(resetContext(machine)));
      expect(failure.code).equal('etcd-quorum-at-risk');
      expect(failure.message).match(/without this node etcd has no quorum/);
      expect(failure.message).match(/cp1 \(\w+\), this node: is well\n.*cp2 .*: is well\n.*cp3 \(\w+\): /s);
      expect(failure.hint).include('--force');
      expect(machine.changes).deep.equal([]);
    });

    it('refuses to take the last copy of the data when the quorum is lost already', async () => {
      const { machine } = machineOf(['cp2', 'cp3']);
      const failure = await failureOf(removeEtcdMemberPhase.run(resetContext(machine)));
      expect(failure.code).equal('etcd-quorum-at-risk');
      expect(machine.changes).deep.equal([]);
    });

    it('refuses when this member answers, and not even its list of members comes', async () => {
      const status = await new SimulatedEtcd({ members: THREE }).status('https://192.0.2.10:2379');
      const machine = resetMachine({
        etcd: {
          members: () => Promise.reject(new KubeadmError('etcd-no-quorum', 'no leader')),
          status: async () => ({ ...status, leaderId: '0' }),
        },
      });
      const failure = await failureOf(removeEtcdMemberPhase.run(resetContext(machine)));
      expect(failure.message).match(/may be the last copy/);
    });

    it('goes on when it is forced to, with a warning', async () => {
      const { machine } = machineOf(['cp2', 'cp3']);
      const context = resetContext(machine, { config: { force: true } });
      await removeEtcdMemberPhase.run(context);
      expect(told(machine.changes)).include.members(STOP_AND_EMPTY);
      expect(context.warnings[0]).match(/has no quorum.*--force asks for it/s);
      expect(context.warnings[1]).match(/stays in the cluster/);
    });

    it('lets the broken member go when the others are well', async () => {
      const { etcd, machine } = machineOf(['cp1']);
      machine.store.create(etcdPod('cp2', '192.0.2.11'));
      await removeEtcdMemberPhase.run(resetContext(machine));
      expect(etcd.state.map(({ name }) => name)).deep.equal(['cp2', 'cp3']);
    });
  });

  describe('finds the data', () => {
    it('where the manifest has it, before what the cluster says', async () => {
      const manifest = {
        '/etc/kubernetes/manifests/etcd.yaml': etcdManifest({ dataDir: '/data/etcd' }),
        '/data/etcd/member/x': 'x',
      };
      const config = kubeadmConfig('etcd:\n  local:\n    dataDir: /var/lib/etcd\n');
      const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, ...manifest }, objects: [config] });
      await removeEtcdMemberPhase.run(resetContext(machine));
      expect(machine.file('/data/etcd/member/x')).equal(undefined);
      expect(machine.file(DATA)).not.equal(undefined);
    });

    it('where the cluster says, without a manifest', async () => {
      const config = kubeadmConfig('etcd:\n  local:\n    dataDir: /data/etcd\n');
      const without = files('/etc/kubernetes/manifests', { '/data/etcd/member/x': 'x' });
      const machine = resetMachine({ files: without, objects: [config] });
      await removeEtcdMemberPhase.run(resetContext(machine));
      expect(machine.file('/data/etcd/member/x')).equal(undefined);
    });

    it('in the usual folder on a machine that tells nothing', async () => {
      const machine = resetMachine({ files: { [DATA]: 'data' } });
      const context = resetContext(machine);
      await removeEtcdMemberPhase.run(context);
      expect(machine.file(DATA)).equal(undefined);
      expect(context.notes[0]).include('no control plane');
    });

    it('nowhere with an external etcd', async () => {
      const config = kubeadmConfig('etcd:\n  external:\n    endpoints: [https://etcd:2379]\n');
      const without = files('/etc/kubernetes/manifests/etcd.yaml');
      const machine = resetMachine({ files: without, objects: [config] });
      const context = resetContext(machine);
      await removeEtcdMemberPhase.run(context);
      expect(machine.changes).deep.equal([]);
      expect(context.notes).deep.equal(['the cluster uses an external etcd', "an external etcd's data is not touched"]);
    });

    it('nowhere when the manifest is damaged', async () => {
      const manifest = { '/etc/kubernetes/manifests/etcd.yaml': '{ no: yaml' };
      const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, ...manifest } });
      const context = resetContext(machine);
      await removeEtcdMemberPhase.run(context);
      expect(machine.file(DATA)).not.equal(undefined);
      expect(context.notes.join()).include('names no folder for data');
    });
  });

  it('leaves the data of an etcd alone that is a service of the machine', async () => {
    const machine = resetMachine({
      files: { [DATA]: 'data' },
      commands: { 'systemctl is-active etcd.service': 'active\n' },
    });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(machine.file(DATA)).not.equal(undefined);
    expect(context.warnings[0]).include('the service etcd runs');
  });

  it('leaves a folder of the system alone that is named as the data folder', async () => {
    const manifest = { '/etc/kubernetes/manifests/etcd.yaml': etcdManifest({ dataDir: '/var/lib' }) };
    const machine = resetMachine({ files: { ...CONTROL_PLANE_FILES, ...manifest } });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(machine.file(DATA)).not.equal(undefined);
    expect(context.warnings.at(-1)).include('/var/lib is not emptied');
  });

  it('does not follow a link to the data', async () => {
    const machine = resetMachine({ files: files('/var/lib/etcd'), links: { '/var/lib/etcd': '/data/etcd' } });
    const context = resetContext(machine);
    await removeEtcdMemberPhase.run(context);
    expect(told(machine.changes)).not.include('empty-directory /var/lib/etcd');
    expect(context.warnings.at(-1)).include('a symbolic link to /data/etcd');
  });
});
