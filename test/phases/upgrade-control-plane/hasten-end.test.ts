import { expect } from 'chai';
import { endingHastener } from '../../../phases/upgrade-control-plane/hasten-end.ts';
import { exampleContainer } from '../../support/example-container.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const LIVEZ = 'https://192.0.2.10:6443/livez';
const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

/** Look so often, with half a second in between. */
async function looks(machine: SimulatedMachine, times: number): Promise<void> {
  const hasten = endingHastener(testContext(machine));
  for (let time = 0; time < times; time += 1) {
    await hasten();
    await machine
      .until('time', async () => ({ notYet: '' }), { timeoutMs: 499, intervalMs: 500 })
      .catch(() => undefined);
  }
}

const machine = (livez: Error | { readonly status: number; readonly body: string }) =>
  new SimulatedMachine({
    http: { [LIVEZ]: livez },
    containers: [exampleContainer('kube-apiserver', { id: 'old' })],
  });

describe('ending an API server that serves nobody any more', () => {
  it('waits some seconds after its port was closed, and does it once', async () => {
    const closed = machine(refused);
    await looks(closed, 8);
    expect(closed.changes).deep.equal([]);
    await looks(closed, 20);
    expect(closed.changes.map((change) => 'id' in change && `${change.kind} ${change.id}`)).deep.equal([
      'stop-container old',
    ]);
  });

  it('leaves one alone that answers, whatever it says', async () => {
    for (const livez of [
      { status: 200, body: 'ok' },
      { status: 500, body: 'shutting down' },
      new Error('certificate'),
    ]) {
      const open = machine(livez);
      await looks(open, 20);
      expect(open.changes).deep.equal([]);
    }
  });
});
