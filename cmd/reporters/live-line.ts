import type { Event } from '../../pkg/events/event.ts';
import type { Io } from '../cli/io.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const ERASE = '\r\u001b[2K';

/** The last line of a terminal while a run goes on: the phase, how long it takes, and what it waits for. */
export interface LiveLine {
  see(event: Event): void;
  /** Take the line away, print, and let it come back with the next frame. */
  around(print: () => void): void;
  /** Print, and stay away until something happens. */
  hold(print: () => void): void;
  stop(): void;
}

/** Does nothing unless stderr is a terminal. */
export function liveLine(io: Io): LiveLine {
  if (!io.stderrIsTTY)
    return { see: () => undefined, around: (print) => print(), hold: (print) => print(), stop: () => undefined };
  let phase: { name: string; since: number; what: string } | undefined;
  let frame = 0;
  let drawn = false;
  let held = false;
  let timer: NodeJS.Timeout | undefined;
  const erase = (): void => {
    if (drawn) io.stderr(ERASE);
    drawn = false;
  };
  const draw = (): void => {
    if (phase === undefined || held) return;
    frame = (frame + 1) % FRAMES.length;
    const seconds = Math.floor((io.clock() - phase.since) / 1000);
    const text = `${FRAMES[frame]} ${phase.name} ${seconds}s  ${phase.what}`;
    io.stderr(`${ERASE}${[...text].slice(0, Math.max(io.columns - 1, 20)).join('')}`);
    drawn = true;
  };
  return {
    see: (event) => {
      held = false;
      if (event.type === 'phase-started') {
        phase = { name: event.phase, since: io.clock(), what: event.summary };
        timer ??= setInterval(draw, FRAME_MS).unref();
      } else if (event.type === 'waiting' && phase !== undefined) phase.what = `${event.what}: ${event.reason}`;
      else if (event.type === 'progress' && phase !== undefined) phase.what = `${event.what}: ${event.detail}`;
      else if (event.type === 'phase-finished' || event.type === 'phase-failed') {
        phase = undefined;
        erase();
      }
    },
    around: (print) => {
      erase();
      print();
    },
    hold: (print) => {
      erase();
      held = true;
      print();
    },
    stop: () => {
      clearInterval(timer);
      erase();
    },
  };
}
