import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { madeByOurs, saidByOurs } from './dry-run-ours.ts';
import { leftByTheirs, madeByTheirs } from './dry-run-theirs.ts';
import { FILE_COMMANDS, observed, PRINT_COMMANDS, type FileCommand } from './file-commands.ts';
import type { Observation } from './observation.ts';
import { observation } from './observed.ts';
import { run } from './run.ts';

/** Who runs: how to start it, and where it may leave files. */
export interface Program {
  readonly by: 'theirs' | 'ours';
  readonly start: readonly string[];
  readonly scratch: string;
}

/** A file, or none for commands that read none. */
export interface Case {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** A command that both programs have. */
export interface Compared {
  readonly name: string;
  /** Without it, every file is tried. */
  readonly fits?: (text: string) => boolean;
  readonly observe: (program: Program, file: Case) => Promise<Observation>;
}

const IGNORE_ALL = ['--ignore-preflight-errors', 'all'];
const READ_BY_INIT = /kind["']?:\s*["']?(Init|Cluster)Configuration/;

/** Everything that is done with each file. */
export const COMMANDS: readonly Compared[] = [
  ...FILE_COMMANDS.map(compared),
  { name: 'init --dry-run', fits: (text) => READ_BY_INIT.test(text), observe: observeDryRun },
];

/** What needs no file. */
export const COMMANDS_WITHOUT_FILE: readonly Compared[] = PRINT_COMMANDS.map(compared);

function compared(command: FileCommand): Compared {
  return {
    name: command.name,
    observe: async ({ by, start }, file) =>
      observed(command, by, await run([...start, ...command.words(file.path)]), file),
  };
}

async function observeDryRun({ by, start, scratch }: Program, { path, text }: Case): Promise<Observation> {
  const words = [...start, 'init', '--dry-run', '--config', path, ...IGNORE_ALL];
  if (by === 'ours') {
    const done = await run([...words, '--output', 'json']);
    return observation(done, {
      by,
      made: madeByOurs(done.stdout),
      said: saidByOurs(done.stdout) + done.stderr,
      given: text,
    });
  }
  const folder = join(scratch, 'dry-run');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const done = await run(words, { KUBEADM_INIT_DRYRUN_DIR: folder });
  const made = [...madeByTheirs(done.stdout), ...leftByTheirs(folder)];
  return observation(done, { by, made, said: done.stderr, given: text });
}
