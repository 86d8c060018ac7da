import type { ResetConfig } from '../../pkg/config/types.ts';
import type { ResetContext } from '../../phases/reset-context.ts';
import type { Io } from '../cli/io.ts';
import type { Reporter } from '../reporters/reporter.ts';

/** Milliseconds after which what was found before the question may no longer be true. */
const STALE_MS = 10_000;

export interface Asking {
  readonly config: Pick<ResetConfig, 'force' | 'dryRun'>;
  readonly reporter: Reporter;
  readonly io: Pick<Io, 'readLine' | 'clock'>;
  /** Forget what was found about the node. */
  readonly forget: () => void;
}

/**
 * Asks whether to go on; one line from standard input answers, and no line is a no. Neither a forced run nor a dry run
 * asks: they only tell.
 */
export function confirmation({ config, reporter, io, forget }: Asking): ResetContext['confirm'] {
  return async ({ summary, question }) => {
    if (config.force || config.dryRun) {
      reporter.emit({ type: 'note', phase: 'preflight', message: summary });
      return true;
    }
    reporter.ask(question);
    const begin = io.clock();
    const answer = await io.readLine();
    // the cursor stands behind the question
    if (answer === undefined) reporter.ask('\n');
    if (io.clock() - begin > STALE_MS) forget();
    return /^\s*(y|yes)\s*$/i.test(answer ?? '');
  };
}
