import type { Event } from '../../pkg/events/event.ts';
import type { CommandInNode } from '../support/node/node.ts';
import type { Outcome } from '../support/node/process.ts';

/** What shells use for a program that was ended by SIGINT. */
export const INTERRUPTED = 130;

/** Begin a command; it shows each line of its stdout to the function it is given. */
export type Begin = (see: (line: string) => void) => CommandInNode;

/** Run a command that tells events as JSON lines, and send it a signal at the first that fits. */
export async function interruptAt(
  begin: Begin,
  signal: NodeJS.Signals,
  when: (event: Event) => boolean,
): Promise<Outcome> {
  let sent = false;
  const command = begin((line) => {
    if (sent || !when(JSON.parse(line) as Event)) return;
    sent = true;
    command.signal(signal);
  });
  return command.ended;
}

/** Whether a step begins, or is passed over, with this event. */
export function begins(event: Event, step: string): boolean {
  return (event.type === 'phase-started' || event.type === 'phase-skipped') && event.phase === step;
}

/** The first change of a step, or its end where it has none: for each event of a run in turn. */
export function firstChangeIn(step: string): (event: Event) => boolean {
  let current = '';
  return (event) => {
    if (event.type === 'phase-started' || event.type === 'phase-skipped') current = event.phase;
    return current === step && ['change', 'phase-finished', 'phase-skipped'].includes(event.type);
  };
}
