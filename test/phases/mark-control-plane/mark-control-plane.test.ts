import { expect } from 'chai';
import { markControlPlanePhase } from '../../../phases/mark-control-plane/mark-control-plane.ts';
import { dryRun } from '../../../pkg/host/dry-run.ts';
import { registeredNode } from '../../support/answering-machine.ts';
import { appliedObjects, applied } from '../../support/applied-objects.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const CONTROL_PLANE_TAINT = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
const LABELS = {
  'node-role.kubernetes.io/control-plane': '',
  'node.kubernetes.io/exclude-from-external-load-balancers': '',
};

describe('phase mark-control-plane', () => {
  it('patches labels and taints onto the Node', async () => {
    const machine = new SimulatedMachine({ objects: [registeredNode()] });
    await markControlPlanePhase.run(testContext(machine));
    expect(applied(machine.changes)).to.deep.equal(['patch Node cp1']);
    expect(appliedObjects(machine.changes)[0]).to.deep.equal({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'cp1', labels: LABELS },
      spec: { taints: [CONTROL_PLANE_TAINT] },
    });
  });

  it('does not wait for a Node that it could not see for lack of a kubeconfig', async () => {
    const failure: unknown = await markControlPlanePhase
      .run(testContext(new SimulatedMachine()))
      .catch((error) => error);
    expect(String(failure)).include('there is no /etc/kubernetes/admin.conf to talk to the cluster with');
  });

  it('puts the configured taints before those that the Node has besides', async () => {
    const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
    const machine = new SimulatedMachine({ objects: [registeredNode('cp1', [notReady, CONTROL_PLANE_TAINT])] });
    const dedicated = { key: 'dedicated', value: 'cp', effect: 'NoExecute' };
    const config = exampleConfig({ nodeRegistration: { taints: [dedicated, CONTROL_PLANE_TAINT] } });
    await markControlPlanePhase.run(testContext(machine, { config }));
    expect(appliedObjects(machine.changes)[0]?.['spec']).to.deep.equal({
      taints: [dedicated, CONTROL_PLANE_TAINT, notReady],
    });
  });

  it('says nothing of taints when none are configured', async () => {
    const machine = new SimulatedMachine({ objects: [registeredNode()] });
    await markControlPlanePhase.run(
      testContext(machine, { config: exampleConfig({ nodeRegistration: { taints: [] } }) }),
    );
    expect(appliedObjects(machine.changes)[0]).not.to.have.property('spec');
  });

  it('keeps a Node that has everything', async () => {
    const node = registeredNode('cp1', [CONTROL_PLANE_TAINT]);
    const marked = { ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, ...LABELS } } };
    const machine = new SimulatedMachine({ objects: [marked] });
    const context = testContext(machine);
    await markControlPlanePhase.run(context);
    expect(machine.changes).to.be.empty;
    expect(context.notes.join()).to.contain('kept Node cp1');
  });

  it('waits for the Node as long as an API call may take, and says what is missing', async () => {
    const machine = new SimulatedMachine({ files: { '/etc/kubernetes/admin.conf': '' } });
    const begin = machine.now().getTime();
    const error = await markControlPlanePhase.run(testContext(machine)).catch((each: unknown) => each);
    expect(error).to.include({ code: 'wait-timeout' });
    expect((error as Error).message).to.contain('there is no Node cp1');
    expect(machine.now().getTime() - begin).to.be.within(60_000, 61_000);
  });

  it('waits for a Node that has no hostname label yet', async () => {
    const machine = new SimulatedMachine({ objects: [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'cp1' } }] });
    const error = await markControlPlanePhase.run(testContext(machine)).catch((each: unknown) => each);
    expect((error as Error).message).to.contain('no label kubernetes.io/hostname');
  });

  it('tells in a dry run what it would patch onto a Node that is not there', async () => {
    const machine = new SimulatedMachine();
    const told: string[] = [];
    const host = dryRun(machine);
    const change = host.change.bind(host);
    host.change = async (each) => {
      told.push(each.kind);
      return change(each);
    };
    await markControlPlanePhase.run(testContext(host));
    expect(told).to.deep.equal(['apply-object']);
    expect(machine.changes).to.be.empty;
  });
});
