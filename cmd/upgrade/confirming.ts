import type { UpgradeContext } from '../../phases/upgrade-context.ts';
import type { Io } from '../cli/io.ts';
import type { UpgradeParts } from './run-upgrade.ts';

/**
 * Asks whether to go on; one line from standard input answers, and no line is a no. With `--yes`, with `--force` and in
 * a dry run nothing is asked.
 */
export function confirming(
  { run, config, options, reporter }: UpgradeParts,
  io: Pick<Io, 'readLine'>,
): UpgradeContext['confirm'] {
  const sure = run.flags.yes === true || options.dryRun || (run.subcommand === 'apply' && config.apply.forceUpgrade);
  return async (question) => {
    if (sure) return true;
    reporter.ask(`${question} [y/N]: `);
    const answer = await io.readLine();
    // the cursor stands behind the question
    if (answer === undefined) reporter.ask('\n');
    return /^\s*(y|yes)\s*$/i.test(answer ?? '');
  };
}
