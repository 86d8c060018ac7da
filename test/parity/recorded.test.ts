import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';
import { compare } from './compare.ts';
import { FILE_COMMANDS, observed } from './file-commands.ts';
import type { Observation } from './observation.ts';
import { recordedOutcomes, type Recorded } from './record.ts';

const CASES = join(import.meta.dirname, 'cases');
const PATH = '/c.yaml';
const DISCOVERY = readFileSync(join(import.meta.dirname, 'machine', 'discovery.conf'), 'utf8');

/** The machine of sandbox.sh, as far as these commands look at it. */
function machine(text: string): SimulatedMachine {
  const files = {
    [PATH]: text,
    '/etc/kubernetes/discovery.conf': DISCOVERY,
    '/etc/kubernetes/../kubernetes/discovery.conf': DISCOVERY,
  };
  return new SimulatedMachine({ hostname: 'parity', sockets: [], files });
}

/** What the reference was seen to do, with nothing of what it printed. */
function theirs({ succeeds, fails = [] }: Recorded, ours: Observation): Observation {
  return {
    outcome: succeeds === undefined ? 'fails' : 'succeeds',
    code: succeeds === undefined ? 1 : 0,
    data: ours.data,
    order: ours.order,
    warnings: succeeds ?? [],
    fields: fails,
    said: '',
  };
}

// `npm run test:parity -- --record` wrote down what the reference made of these files: here no reference is needed.
describe('configurations, judged as the reference was seen to judge them', () => {
  const outcomes = recordedOutcomes();

  it('are all recorded', () => expect(Object.keys(outcomes).sort()).to.deep.equal(readdirSync(CASES).sort()));

  for (const [name, commands] of Object.entries(outcomes))
    it(name, async () => {
      const text = readFileSync(join(CASES, name), 'utf8');
      const file = { name, path: PATH, text };
      for (const command of FILE_COMMANDS) {
        const recorded = commands[command.name] ?? {};
        const done = await run(command.words(PATH), machine(text));
        const ours = observed(command, 'ours', done, file);
        const lines = compare(command.name, file, theirs(recorded, ours), ours).map(({ line }) => line);
        if (recorded.known === undefined) expect(lines, `${command.name}\n${ours.said}`).to.deep.equal([]);
      }
    });
});
