import type { Event } from '../../pkg/events/event.ts';
import type { Io } from '../cli/io.ts';
import { changeLine, changeText } from './change-text.ts';
import { liveLine } from './live-line.ts';
import type { Reporter } from './reporter.ts';
import { painter, type Paint } from './paint.ts';

/** From this level on, every change of a real run is told in a line. */
const CHANGES_LEVEL = 2;
/** A phase that took longer says so. */
const SLOW_MS = 1_000;

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

interface Telling {
  readonly say: (line: string) => void;
  readonly tag: (phase: string | undefined) => string;
  readonly paint: Paint;
  /** Phases that have said something. */
  readonly spoke: Set<string>;
}

function tellEvent(event: Event, { say, tag, paint, spoke }: Telling): void {
  switch (event.type) {
    case 'phase-started':
      if (!event.phase.includes('/')) say(`${tag(event.phase)}${event.summary}`);
      return;
    case 'phase-skipped':
      return say(`${tag(event.phase)}${paint.dim(`skipped: ${event.reason}`)}`);
    case 'phase-finished': {
      const slow = event.milliseconds >= SLOW_MS ? paint.dim(` (${(event.milliseconds / 1000).toFixed(1)}s)`) : '';
      if (slow !== '' || !spoke.has(event.phase)) say(`${tag(event.phase)}${paint.good('done')}${slow}`);
      return;
    }
    case 'phase-failed':
      return say(`${tag(event.phase)}${paint.bad('failed')}`);
    case 'note':
      return event.message.split('\n').forEach((line) => say(`${tag(event.phase)}${line}`));
    case 'warning':
      return say(`${tag(event.phase)}${paint.warn('warning:')} ${event.message}`);
    case 'waiting':
      return say(
        `${tag(undefined)}${paint.dim(`  still waiting (${Math.round(event.milliseconds / 1000)}s): ${event.what}: ${event.reason}`)}`,
      );
    case 'progress':
      return say(paint.dim(`  ${event.what}: ${event.detail}`));
    case 'detail':
      return say(paint.dim(`  ${event.message}`));
    default:
      return;
  }
}
