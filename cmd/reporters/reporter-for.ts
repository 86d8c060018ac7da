import type { FlagValues } from '../cli/flag.ts';
import type { Io } from '../cli/io.ts';
import { jsonReporter } from './json-reporter.ts';
import type { Reporter } from './reporter.ts';
import { textReporter } from './text-reporter.ts';

/** The reporter that `--output` asks for. */
export function reporterFor(io: Io, flags: FlagValues, verbosity: number): Reporter {
  return flags['output'] === 'json' ? jsonReporter(io, verbosity) : textReporter(io, verbosity);
}
