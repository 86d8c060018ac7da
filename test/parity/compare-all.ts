import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { COMMANDS, COMMANDS_WITHOUT_FILE, type Case, type Compared, type Program } from './commands.ts';
import { compare, type Difference } from './compare.ts';
import type { KnownDifference } from './known-differences.ts';
import type { Observation } from './observation.ts';

interface Options {
  /** Folder of configurations. */
  readonly cases: string;
  /** Folder for whatever the programs leave. */
  readonly scratch: string;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** Part of the names of commands, or empty for all. */
  readonly only: string;
  /** Say more of what is known. */
  readonly verbose: boolean;
  readonly print: (line: string) => void;
  /** Told of each comparison. */
  readonly seen?: (command: string, file: Case, theirs: Observation, found: readonly Difference[]) => void;
}

const NO_FILE: Case = { name: '(no file)', path: '', text: '' };
/** Lines shown of one command with one file; more of them say the same. */
const MAX_LINES = 12;

interface Tally {
  runs: number;
  unexpected: number;
  readonly known: Map<KnownDifference, number>;
}

/**
 * Run both programs over everything, print each difference and a summary.
 *
 * @returns how many differences nobody meant
 */
export async function compareAll(options: Options): Promise<number> {
  const files = readdirSync(options.cases)
    .sort()
    .map((name): Case => {
      const path = join(options.cases, name);
      return { name, path, text: readFileSync(path, 'utf8') };
    });
  const tally: Tally = { runs: 0, unexpected: 0, known: new Map() };
  const jobs = [NO_FILE, ...files].flatMap((file) =>
    (file === NO_FILE ? COMMANDS_WITHOUT_FILE : COMMANDS)
      .filter((command) => wanted(command, file, options))
      .map((command) => ({ command, file })),
  );
  const worker = async (_: unknown, index: number): Promise<void> => {
    const programs = programsOf(options, String(index));
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift())
      await compareOne(job.command, job.file, programs, options, tally);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  summary(files.length, tally, options.print);
  return tally.unexpected;
}

/** Each worker has folders of its own. */
function programsOf({ scratch, ...start }: Options, worker: string): readonly [Program, Program] {
  const program = (by: Program['by']): Program => {
    const folder = join(scratch, `${by}-${worker}`);
    mkdirSync(folder);
    return { by, start: start[by], scratch: folder };
  };
  return [program('theirs'), program('ours')];
}

function wanted({ name, fits }: Compared, { text }: Case, { only }: Options): boolean {
  return name.includes(only) && (fits?.(text) ?? true);
}

async function compareOne(
  { name, observe }: Compared,
  file: Case,
  programs: readonly [Program, Program],
  { print, verbose, seen }: Options,
  tally: Tally,
): Promise<void> {
  const [theirs, ours] = [await observe(programs[0], file), await observe(programs[1], file)];
  tally.runs += 1;
  const found = compare(name, file, theirs, ours);
  seen?.(name, file, theirs, found);
  for (const { known } of found) if (known !== undefined) tally.known.set(known, (tally.known.get(known) ?? 0) + 1);
  const unexpected = found.filter(({ known }) => known === undefined);
  tally.unexpected += unexpected.length;
  const shown = verbose ? found : unexpected;
  if (shown.length === 0) return;
  print(`${file.name}: ${name}`);
  for (const difference of shown.slice(0, MAX_LINES)) print(`    ${lineOf(difference)}`);
  if (shown.length > MAX_LINES) print(`    and ${shown.length - MAX_LINES} more`);
  if (theirs.outcome !== ours.outcome) for (const line of reasons(theirs, ours)) print(`      ${line}`);
}

function lineOf({ line, known }: Difference): string {
  return known === undefined ? line : `${line} (known: ${known.reason})`;
}

/** What the program that failed said. */
function reasons(theirs: Observation, ours: Observation): readonly string[] {
  const [who, { said }] = theirs.outcome === 'fails' ? ['theirs', theirs] : ['ours', ours];
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !/^W\d{4} |--v=5/.test(line));
  return lines.slice(0, 4).map((line) => `${who}: ${line.slice(0, 300)}`);
}

function summary(files: number, { runs, unexpected, known }: Tally, print: (line: string) => void): void {
  print('');
  for (const [{ reason }, times] of known) print(`known, ${times} ${times === 1 ? 'time' : 'times'}: ${reason}`);
  print(
    `${files} files, ${runs} comparisons: ${unexpected} unexpected ${unexpected === 1 ? 'difference' : 'differences'}`,
  );
}
