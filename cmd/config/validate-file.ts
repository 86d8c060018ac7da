import { InvalidConfigError } from '../../pkg/config/issue.ts';
import { refuseWarnings } from '../../pkg/config/load/refuse-warnings.ts';
import { validateDocuments, type ValidationReport } from '../../pkg/config/validate-documents.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { loadFrom } from '../machine/load-from.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { fileMachine } from './file-machine.ts';
import { requiredFile } from './required-file.ts';

/**
 * `config validate`: "ok", or everything that is wrong with a file.
 *
 * @throws KubeadmError `missing-flag`, `config-file-unreadable`, `invalid-configuration`
 */
export async function validateFile(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const file = requiredFile(invocation, 'config');
  const strict = flags['strict'] === true;
  const allowDeprecatedApi = flags['allow-deprecated-api'] === true;
  await loadFrom(fileMachine(invocation), file, textReporter(io, verbosityOf(flags)), async (view) => {
    const look = async () => refuseIssues(await validateDocuments(view, file, { allowDeprecatedApi }));
    return strict ? refuseWarnings(look) : look();
  });
  io.stdout('ok\n');
}

function refuseIssues(report: ValidationReport): ValidationReport {
  if (report.issues.length > 0) throw new InvalidConfigError(report.issues, report.warnings);
  return report;
}
