import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './commands.ts';
import type { Difference } from './compare.ts';
import { FILE_COMMANDS } from './file-commands.ts';
import type { Observation } from './observation.ts';

const FILE = join(import.meta.dirname, 'recorded.json');

/** What the reference made of a file: what it warned of, or the fields that its error names. */
export interface Recorded {
  readonly succeeds?: readonly string[];
  readonly fails?: readonly string[];
  /** Why ours does something else, where it is meant to. */
  readonly known?: readonly string[];
}

/** Outcomes by file and command. */
export type Outcomes = Readonly<Record<string, Readonly<Record<string, Recorded>>>>;

/** Outcomes of the reference on the files of `cases`. */
export class OutcomeRecord {
  private readonly outcomes: Record<string, Record<string, Recorded>> = {};

  /** Takes note of a command that reads files of any kind. */
  add(command: string, { name }: Case, theirs: Observation, found: readonly Difference[]): void {
    if (!FILE_COMMANDS.some((each) => each.name === command)) return;
    const known = [...new Set(found.flatMap(({ known }) => (known === undefined ? [] : [known.reason])))];
    (this.outcomes[name] ??= {})[command] = {
      ...(theirs.outcome === 'succeeds' ? { succeeds: theirs.warnings } : { fails: [...new Set(theirs.fields)] }),
      ...(known.length === 0 ? {} : { known }),
    };
  }

  /** One line for each file. What was not run this time stays as it was. @param names - all files that there are */
  write(names: readonly string[]): void {
    const before = existsSync(FILE) ? recordedOutcomes() : {};
    const lines = names
      .map((name) => [name, this.outcomes[name] ?? before[name] ?? {}] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, commands]) => {
        const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)));
        return `${JSON.stringify(name)}: ${JSON.stringify(sorted)}`;
      });
    writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`);
  }
}

/** What `--record` wrote. */
export function recordedOutcomes(): Outcomes {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Outcomes;
}
