import type { Io } from '../cli/io.ts';
import { changeLine, changeText } from './change-text.ts';
import { liveLine } from './live-line.ts';
import type { Reporter } from './reporter.ts';
import { painter } from './paint.ts';
import { tellEvent, type Telling } from './tell-event.ts';

/** From this level on, every change of a real run is told in a line. */
const CHANGES_LEVEL = 2;

/** Progress for a person on stderr, results on stdout; on a terminal, a live line says what is going on. */
export function textReporter(io: Io, verbosity: number): Reporter {
  let planned = false;
  const paint = painter(io.stderrIsTTY && io.env['NO_COLOR'] === undefined);
  const live = liveLine(io);
  const say = (line: string): void => live.around(() => io.stderr(`${line}\n`));
  const spoke = new Set<string>();
  const tag = (phase: string | undefined): string => {
    if (phase !== undefined) spoke.add(phase);
    return phase === undefined ? '' : `${paint.tag(`[${phase}]`)} `;
  };
  const tell: Telling = { say, tag, paint, spoke };
  return {
    emit: (event) => {
      live.see(event);
      if (event.type === 'change') {
        if (planned) live.around(() => io.stdout(changeText(event.change)));
        else if (verbosity >= CHANGES_LEVEL) say(paint.dim(changeLine(event.change)));
      } else if (event.type !== 'detail' || event.level <= verbosity) tellEvent(event, tell);
    },
    showChanges: () => void (planned = true),
    ask: (question) => live.hold(() => io.stdout(question)),
    result: (text) => live.around(() => io.stdout(text.endsWith('\n') ? text : `${text}\n`)),
    end: () => live.stop(),
  };
}
