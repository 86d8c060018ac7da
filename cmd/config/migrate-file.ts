import { refuseWarnings } from '../../pkg/config/load/refuse-warnings.ts';
import { migrateDocuments } from '../../pkg/config/migrate-documents.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { loadFrom } from '../machine/load-from.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { fileMachine, type FileMachine } from './file-machine.ts';
import type { WriteConfig } from './new-config.ts';
import { requiredFile } from './required-file.ts';

/** What shells and scripts write instead of a file's name. */
const STDOUT = '/dev/stdout';

/**
 * `config migrate`: a file in the newest version, printed or written into another file.
 *
 * @throws KubeadmError `missing-flag`, `config-file-unreadable`, `invalid-configuration`, `new-config-unusable`
 */
export async function migrateFile(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const old = requiredFile(invocation, 'old-config');
  const target = String(flags['new-config'] ?? '');
  const machine = fileMachine(invocation);
  const reporter = textReporter(io, verbosityOf(flags));
  const printed = target === '' || target === STDOUT;
  const write = printed ? io.stdout : await writer(invocation, machine, target);
  const migrated = await loadFrom(machine, old, reporter, async (view) => {
    const work = () => migrateDocuments(view, old);
    const done = await (flags['strict'] === true ? refuseWarnings(work) : work());
    return { ...done, from: await view.stat(old) };
  });
  await write(migrated.text, migrated.from);
  if (!printed) reporter.emit({ type: 'note', message: `${target} is written` });
}

/** Loaded where a file is written only: it is most of what there is to load. */
async function writer(invocation: Invocation, { view }: FileMachine, target: string): Promise<WriteConfig> {
  return (await import('./new-config.ts')).newConfig(invocation, view, target);
}
