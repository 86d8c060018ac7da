// `npm run bench:config`: what reading, defaulting and checking a configuration costs after start-up, in milliseconds.
// "first" is what a command pays, which reads one file: nothing is compiled yet. The bar is 20 ms.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import { validateDocuments } from '../../pkg/config/validate-documents.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { median } from './pairs.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 50);
const BAR_MS = 20;
const FILE = '/c.yaml';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const cluster = read('golden/default/config.yaml');
const foreign = (n: number): string => `---\napiVersion: foo.io/v1\nkind: Kind${n}\nfields: {a: [1, 2], b: text}\n`;
const documents = (count: number): string => cluster + Array.from({ length: count }, (_, n) => foreign(n)).join('');

/** What is read, and whether the bar holds for it. */
const FILES: readonly (readonly [name: string, text: string, barred: boolean])[] = [
  ['init and cluster', cluster, true],
  ['every field of a cluster', read('parity/cases/cluster-everything.yaml'), true],
  ['every kind', read('parity/cases/documents-all-kinds.yaml'), true],
  ['kubelet and kube-proxy too', read('golden/kubelet-config/config.yaml'), true],
  ['100 documents', documents(100), false],
  ['500 documents', documents(500), false],
];

/** Milliseconds that one run takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  // a file with mistakes takes as long as one without
  await work().catch(() => undefined);
  return performance.now() - begin;
}

const line = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, index) => cell.padEnd(index === 0 ? 36 : 14)).join(''));
const milliseconds = (value: number): string => value.toFixed(2);

line('', 'first', 'median', `bar ${BAR_MS} ms`);
let missed = false;
for (const [name, text, barred] of FILES) {
  const machine = new SimulatedMachine({ files: { [FILE]: text } });
  for (const [command, work] of [
    ['init', () => loadInitConfig(machine, { config: FILE })],
    ['validate', () => validateDocuments(machine, FILE)],
  ] as const) {
    const first = await timed(work);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await timed(work));
    const holds = Math.max(first, median(times)) < BAR_MS;
    missed ||= barred && !holds;
    line(
      `${command}: ${name}`,
      milliseconds(first),
      milliseconds(median(times)),
      barred ? (holds ? 'held' : 'MISSED') : '',
    );
  }
}
process.exitCode = missed ? 1 : 0;
