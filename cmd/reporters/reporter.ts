import type { Emit } from '../../pkg/events/event.ts';

/** Shows the stream of events of one run. */
export interface Reporter {
  readonly emit: Emit;
  /** This is a dry run: the changes are what it is for. */
  showChanges(): void;
  /** A question whose answer is awaited: on stdout, without a line's end. Nothing is drawn over it until the next event. */
  ask(question: string): void;
  /** A result for a person, on stdout. */
  result(text: string): void;
  /** The run is over: with its data, or after an error (which `main` shows). */
  end(data?: Readonly<Record<string, unknown>>): void;
}
