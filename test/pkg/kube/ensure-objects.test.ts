import { expect } from 'chai';
import { allKept, ensureObjects } from '../../../pkg/kube/ensure-objects.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { applied } from '../../support/applied-objects.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

function configMap(name: string, value = 'x'): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { value } };
  return object;
}

describe('ensureObjects', () => {
  it('announces changes in the order of the list, whatever takes longer', async () => {
    const machine = new SimulatedMachine({ objects: [configMap('b', 'old')] });
    const outcomes = await ensureObjects(machine, [configMap('a'), configMap('b'), configMap('c')]);
    expect(applied(machine.changes)).to.deep.equal([
      'create ConfigMap default/a',
      'update ConfigMap default/b',
      'create ConfigMap default/c',
    ]);
    expect(outcomes).to.deep.equal(['created', 'updated', 'created']);
  });

  it('starts every change before the first one has ended', async () => {
    const machine = new SimulatedMachine();
    const started: string[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    machine.change = async (change) => {
      if (change.kind === 'apply-object') started.push(change.object.metadata.name);
      if (started.length === 2) release();
      await gate;
    };
    await ensureObjects(machine, [configMap('a'), configMap('b')]);
    expect(started).to.deep.equal(['a', 'b']);
  });

  it('changes nothing the second time', async () => {
    const machine = new SimulatedMachine();
    await ensureObjects(machine, [configMap('a')]);
    machine.forget();
    expect(allKept(await ensureObjects(machine, [configMap('a')]))).to.equal(true);
    expect(machine.changes).to.be.empty;
  });

  it('lets the other changes end before it throws the first failure', async () => {
    const machine = new SimulatedMachine();
    const ended: string[] = [];
    machine.change = async (change) => {
      if (change.kind !== 'apply-object') return;
      if (change.object.metadata.name === 'a') throw new Error('no room');
      await new Promise((resolve) => setTimeout(resolve, 5));
      ended.push(change.object.metadata.name);
    };
    const failure = await ensureObjects(machine, [configMap('a'), configMap('b')]).catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message', 'no room');
    expect(ended).to.deep.equal(['b']);
  });
});
