import { expect } from 'chai';
import type { Event } from '../../pkg/events/event.ts';
import { allSteps } from '../../pkg/workflow/select-steps.ts';
import { initWorkflow } from '../../phases/workflows/init.ts';
import type { ClusterNode } from '../support/node/node.ts';
import type { Outcome } from '../support/node/process.ts';
import { runInit, startInit, writeConfig } from '../support/node/program.ts';
import { waitUntilReady } from './cluster-checks.ts';
import { begins, firstChangeIn, INTERRUPTED, interruptAt } from './interrupt.ts';
import { openTestbed, tellTime, withNode } from './testbed.ts';

const STEPS = allSteps(initWorkflow).map(({ path }) => path);
/** The first step of each phase on the top level. */
const PHASES = initWorkflow.map(({ name }) => STEPS.find((path) => path.split('/')[0] === name) ?? name);
const NODE = { name: 'ts1', number: 11 };

describe('an interrupted init on a real node', () => {
  let shared: Awaited<ReturnType<typeof openTestbed>>;

  before(async function () {
    shared = await openTestbed(this);
  });

  for (const phase of PHASES) {
    it(`completes with the same command after SIGKILL in ${phase}`, () =>
      withNode(shared, NODE, async (node) => {
        writeConfig(node);
        const killed = await interrupt(node, shared.program, 'SIGKILL', (event) => begins(event, phase));
        expect(killed.signal, killed.stderr).to.equal('SIGKILL');
        await expectToComplete(node, shared.program);
      }));
  }

  it('gets through every step after SIGKILL at the first change of each', () =>
    withNode(shared, NODE, async (node) => {
      writeConfig(node);
      for (const step of STEPS) {
        const { code } = await interrupt(node, shared.program, 'SIGKILL', firstChangeIn(step));
        // the signal may find the last step, and with it the run, done: then there is nothing to go on with
        if (code === 0 && step === STEPS.at(-1)) return waitUntilReady(node);
      }
      await expectToComplete(node, shared.program);
      await waitUntilReady(node);
    }));

  it('gets through every step after SIGINT in each, and says how to go on', () =>
    withNode(shared, NODE, async (node) => {
      writeConfig(node);
      for (const step of STEPS) {
        const { code, stderr } = await interrupt(node, shared.program, 'SIGINT', (event) => begins(event, step));
        // the signal may find the last step done
        if (code === 0 && step === STEPS.at(-1)) return;
        expect(code, `${step}: ${stderr}`).to.equal(INTERRUPTED);
        expect(stderr).to.include('run the same command again');
      }
      await expectToComplete(node, shared.program);
      await waitUntilReady(node);
    }));
});

/** Run `init` and send it a signal at the first event that fits. */
function interrupt(
  node: ClusterNode,
  program: string,
  signal: NodeJS.Signals,
  when: (event: Event) => boolean,
): Promise<Outcome> {
  return interruptAt((see) => startInit(node, program, { flags: ['--output=json'], see }), signal, when);
}

/** The same command again ends well, and leaves nothing of the interrupted one. */
async function expectToComplete(node: ClusterNode, program: string): Promise<void> {
  const again = await runInit(node, program);
  expect(again.code, again.stderr).to.equal(0);
  expect(again.stdout).to.include('kubeadm-ts join');
  tellTime('again', again.milliseconds);
  const hidden = await node.output(
    'find',
    '/etc/kubernetes',
    '/var/lib/kubelet',
    '-maxdepth',
    '3',
    '-name',
    '.*',
    '-type',
    'f',
  );
  expect(hidden, 'left behind').to.equal('');
  await node.kubectl('wait', '--for=condition=Ready', `node/${node.options.name}`, '--timeout=60s');
}
