import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { documentsIn } from './documents.ts';
import { madeByOurs, saidByOurs } from './dry-run-ours.ts';
import { leftByTheirs, madeByTheirs, type Made } from './dry-run-theirs.ts';
import { normalised } from './normalised.ts';
import type { Observation } from './observation.ts';
import { run, type Run } from './run.ts';
import { warningsIn } from './warnings.ts';

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
  simple('config validate', (path) => ['config', 'validate', '--config', path], lines),
  simple('config migrate', (path) => ['config', 'migrate', '--old-config', path], yamlDocuments),
  simple('config images list', (path) => ['config', 'images', 'list', '--config', path], lines),
  { name: 'init --dry-run', fits: (text) => READ_BY_INIT.test(text), observe: observeDryRun },
];

/** What needs no file. */
export const COMMANDS_WITHOUT_FILE: readonly Compared[] = [
  ['init-defaults'],
  ['init-defaults', '--component-configs', 'KubeletConfiguration,KubeProxyConfiguration'],
  ['join-defaults'],
  ['join-defaults', '--component-configs', 'KubeletConfiguration'],
  ['reset-defaults'],
  ['upgrade-defaults'],
].map((words) => simple(`config print ${words.join(' ')}`, () => ['config', 'print', ...words], yamlDocuments));

function simple(name: string, words: (path: string) => readonly string[], read: (stdout: string) => Made): Compared {
  return {
    name,
    observe: async (program, file) => {
      const done = await run([...program.start, ...words(file.path)]);
      return observation(done, { by: program.by, made: read(done.stdout), said: done.stderr, given: file.text });
    },
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

interface Seen {
  readonly by: Program['by'];
  readonly made: Made;
  readonly said: string;
  readonly given: string;
}

function observation({ code }: Run, { by, made, said, given }: Seen): Observation {
  const succeeds = code === 0;
  const data = succeeds ? (normalised(Object.fromEntries(made), given) as Record<string, unknown>) : {};
  const order = made.map(([name]) => name).filter((name) => /^(create|update|patch|delete) /.test(name));
  return {
    outcome: succeeds ? 'succeeds' : 'fails',
    code,
    data,
    order: succeeds ? (normalised(order, given) as readonly string[]) : [],
    warnings: succeeds ? warningsIn(said, by) : [],
    fields: fieldsIn(said),
    said,
  };
}

/** Fields in the reference's errors: `networking.podSubnet: Invalid value: ...`; an index has no brackets there. */
function fieldsIn(said: string): readonly string[] {
  const found = [...said.matchAll(/(\w[\w.[\]]*): (?:Invalid|Required) value/g)].map(([, path = '']) => path);
  return found.map((path) => path.replace(/\.(\d+)/g, '[$1]'));
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
