import type { Event } from '../../pkg/events/event.ts';
import { JOINS_AS_WORKER, PODS_STAY } from '../../phases/worker-skips.ts';
import type { Paint } from './paint.ts';

/** A phase that took longer says so. */
const SLOW_MS = 1_000;

/** Reasons for phases to be left out that a person knows: said once at the beginning, or not asked for. */
const UNTOLD = [JOINS_AS_WORKER, PODS_STAY];

/** How progress is told to a person. */
export interface Telling {
  readonly say: (line: string) => void;
  readonly tag: (phase: string | undefined) => string;
  readonly paint: Paint;
  /** Phases that have said something. */
  readonly spoke: Set<string>;
}

/** Tell one event in a line or several; changes and progress of their own kind are not for here. */
export function tellEvent(event: Event, { say, tag, paint, spoke }: Telling): void {
  switch (event.type) {
    case 'phase-started':
      if (!event.phase.includes('/')) say(`${tag(event.phase)}${event.summary}`);
      return;
    case 'phase-skipped':
      if (UNTOLD.includes(event.reason)) return;
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
