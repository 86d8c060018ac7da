import type { Program } from './commands.ts';
import type { Made } from './dry-run-theirs.ts';
import { normalised } from './normalised.ts';
import type { Observation } from './observation.ts';
import type { Run } from './run.ts';
import { warningsIn } from './warnings.ts';

/** Who ran, what came of it, what was said, and the configuration's text. */
export interface Seen {
  readonly by: Program['by'];
  readonly made: Made;
  readonly said: string;
  readonly given: string;
}

/** What a run of a program comes to, without what differs from run to run. */
export function observation({ code }: Run, { by, made, said, given }: Seen): Observation {
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
