import type { Event } from '../../pkg/events/event.ts';
import type { Io } from '../cli/io.ts';
import type { Reporter } from './reporter.ts';

/** One JSON object a line on stdout, for scripts. The schema is in docs/events.md. */
export function jsonReporter(io: Io, verbosity: number): Reporter {
  const write = (event: Event): void => io.stdout(`${JSON.stringify(event)}\n`);
  return {
    emit: (event) => {
      if (event.type !== 'detail' || event.level <= verbosity) write(event);
    },
    showChanges: () => undefined,
    // stdout is for scripts
    ask: (question) => io.stderr(question),
    result: () => undefined,
    end: (data) => {
      if (data !== undefined) write({ type: 'result', ...data });
    },
  };
}
