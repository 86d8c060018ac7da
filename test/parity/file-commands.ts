import type { Case, Program } from './commands.ts';
import { documentsIn } from './documents.ts';
import type { Made } from './dry-run-theirs.ts';
import { observation } from './observed.ts';
import type { Observation } from './observation.ts';
import type { Run } from './run.ts';

/** A command that reads a file, or none, and prints its result. */
export interface FileCommand {
  readonly name: string;
  readonly words: (path: string) => readonly string[];
  readonly read: (stdout: string) => Made;
}

/** What is done with each file, whatever its kind. */
export const FILE_COMMANDS: readonly FileCommand[] = [
  { name: 'config validate', words: (path) => ['config', 'validate', '--config', path], read: lines },
  { name: 'config migrate', words: (path) => ['config', 'migrate', '--old-config', path], read: yamlDocuments },
  { name: 'config images list', words: (path) => ['config', 'images', 'list', '--config', path], read: lines },
];

/** What needs no file. */
export const PRINT_COMMANDS: readonly FileCommand[] = [
  ['init-defaults'],
  ['init-defaults', '--component-configs', 'KubeletConfiguration,KubeProxyConfiguration'],
  ['join-defaults'],
  ['join-defaults', '--component-configs', 'KubeletConfiguration'],
  ['reset-defaults'],
  ['upgrade-defaults'],
].map((words) => ({
  name: `config print ${words.join(' ')}`,
  words: () => ['config', 'print', ...words],
  read: yamlDocuments,
}));

/** What a run of a command comes to. */
export function observed({ read }: FileCommand, by: Program['by'], done: Run, { text }: Case): Observation {
  return observation(done, { by, made: read(done.stdout), said: done.stderr, given: text });
}

function lines(stdout: string): Made {
  return [['lines', stdout.split('\n').filter((line) => line.trim() !== '')]];
}

/** Documents by their kind. */
function yamlDocuments(stdout: string): Made {
  return documentsIn(stdout).map((document, index) => [
    String((document as { readonly kind?: string }).kind ?? `document ${index + 1}`),
    document,
  ]);
}
