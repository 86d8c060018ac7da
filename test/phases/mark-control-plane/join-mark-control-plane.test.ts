import { expect } from 'chai';
import { joinMarkControlPlane } from '../../../phases/mark-control-plane/mark-control-plane.ts';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import { adminConf, registeredNode } from '../../support/answering-machine.ts';
import { applied } from '../../support/applied-objects.ts';
import { exampleControlPlaneJoin, exampleJoin } from '../../support/example-join.ts';
import { failureOf } from '../../support/failure.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const NODE = { apiVersion: 'v1', kind: 'Node', name: 'cp2' };
const ADMIN = { '/etc/kubernetes/admin.conf': adminConf() };

function marking(options: MachineOptions = { files: ADMIN, objects: [registeredNode('cp2')] }, name = 'cp2') {
  const machine = new SimulatedMachine(options);
  const context = testJoinContext(machine, { config: exampleControlPlaneJoin({ nodeRegistration: { name } }) });
  return { machine, context, run: () => joinMarkControlPlane.run(context) };
}

describe('join phase mark-control-plane', () => {
  it('gives the Node the labels and taints of a control plane', async () => {
    const { machine, run } = marking();
    await run();
    expect(applied(machine.changes)).deep.equal(['patch Node cp2']);
    const node = machine.object(NODE) as unknown as { metadata: { labels: object }; spec: { taints: object[] } };
    expect(node.metadata.labels).include({ 'node-role.kubernetes.io/control-plane': '' });
    expect(node.spec.taints).deep.equal([{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }]);
  });

  it('changes nothing the second time, and says so', async () => {
    const { machine, context, run } = marking();
    await run();
    machine.forget();
    await run();
    expect(machine.changes).deep.equal([]);
    expect(context.notes.at(-1)).equal('kept Node cp2: it already has the labels and taints');
  });

  it('says at once that it has no credentials for the cluster, and which phase makes them', async () => {
    const error = await failureOf(marking({ objects: [registeredNode('cp2')] }).run());
    expect(error.code).equal('kubeconfig-missing');
    expect(hintOf(error)).contain('kubeadm-ts join phase control-plane-prepare kubeconfig');
  });

  it('does not wait in a dry run for a kubelet that was not started', async () => {
    const machine = new SimulatedMachine({ files: ADMIN });
    const context = testJoinContext(dryRun(machine), { config: exampleControlPlaneJoin() });
    await joinMarkControlPlane.run(context);
    expect(context.notes[0]).contain('Node cp2 has the labels');
    expect(machine.changes).deep.equal([]);
  });

  it('has nothing to do on a worker', () => {
    const worker = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    expect(joinMarkControlPlane.skipReason?.(worker)).equal('this machine joins as a worker');
  });
});
