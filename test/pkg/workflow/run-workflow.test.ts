import { expect } from 'chai';
import { KubeadmError, describeError, hintOf } from '../../../pkg/errors/kubeadm-error.ts';
import type { Event } from '../../../pkg/events/event.ts';
import type { Step } from '../../../pkg/workflow/phase.ts';
import { runWorkflow } from '../../../pkg/workflow/run-workflow.ts';

type Ran = string[];
const step = (name: string, more: Partial<Step<Ran>> = {}): Step<Ran> => ({
  name,
  summary: `do ${name}`,
  flags: [],
  run: async (ran) => void ran.push(name),
  ...more,
});

async function runAll(steps: readonly Step<Ran>[], signal?: AbortSignal) {
  const ran: Ran = [];
  const events: Event[] = [];
  let time = 0;
  const selected = steps.map((each) => ({ path: each.name, step: each, skipped: each.name === 'left-out' }));
  const failure = await runWorkflow(selected, {
    emit: (event) => events.push(event),
    contextFor: () => ran,
    clock: () => (time += 5),
    ...(signal === undefined ? {} : { signal }),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { ran, events, failure };
}

describe('running a workflow', () => {
  it('tells how each step went', async () => {
    const { ran, events, failure } = await runAll([
      step('one'),
      step('left-out'),
      step('idle', { skipReason: () => 'nothing to do' }),
      step('two'),
    ]);
    expect(failure).equal(undefined);
    expect(ran).deep.equal(['one', 'two']);
    expect(events).deep.equal([
      { type: 'phase-started', phase: 'one', summary: 'do one' },
      { type: 'phase-finished', phase: 'one', milliseconds: 5 },
      { type: 'phase-skipped', phase: 'left-out', reason: 'asked to skip it' },
      { type: 'phase-skipped', phase: 'idle', reason: 'nothing to do' },
      { type: 'phase-started', phase: 'two', summary: 'do two' },
      { type: 'phase-finished', phase: 'two', milliseconds: 5 },
    ]);
  });

  it('ends at the first failure and keeps its code and its hint', async () => {
    const broken = step('broken', {
      run: () => Promise.reject(new KubeadmError('disk-full', 'cannot write /x', { hint: 'make room' })),
    });
    const { ran, events, failure } = await runAll([step('one'), broken, step('two')]);
    expect(ran).deep.equal(['one']);
    expect(events.at(-1)).deep.equal({ type: 'phase-failed', phase: 'broken', message: 'cannot write /x' });
    expect((failure as KubeadmError).code).equal('disk-full');
    expect(describeError(failure)).equal('error execution phase broken: cannot write /x');
    expect(hintOf(failure)).equal('make room');
  });

  it('stops between two steps when it is asked to', async () => {
    const stopper = new AbortController();
    const { ran, failure } = await runAll(
      [step('one', { run: async () => stopper.abort() }), step('two')],
      stopper.signal,
    );
    expect(ran).deep.equal([]);
    expect(failure).instanceOf(Error);
  });
  it('hears of a signal between two steps that wait for nothing', async () => {
    const stopper = new AbortController();
    const { ran } = await runAll(
      [step('one', { run: async (log) => void (log.push('one'), setImmediate(() => stopper.abort())) }), step('two')],
      stopper.signal,
    );
    expect(ran).to.deep.equal(['one']);
  });
});
