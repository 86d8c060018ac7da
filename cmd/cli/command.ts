import type { Flag, FlagValues } from './flag.ts';
import type { Io } from './io.ts';

/** One call of a command: what was given on the command line. */
export interface Invocation {
  /** The words that named the command, without the program's name. */
  readonly path: readonly string[];
  readonly flags: FlagValues;
  /** Words that are neither command nor flag. */
  readonly args: readonly string[];
  readonly io: Io;
}

/** A command is data: help, completion and parsing derive from it. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Paragraphs for the help. */
  readonly details?: string;
  /** Each `command line` with what it does. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  readonly flags: readonly Flag[];
  /** Names of the positional arguments, for the help. */
  readonly args?: readonly {
    readonly name: string;
    readonly choices?: readonly string[];
    /** Any number of further ones may follow: only for the last. */
    readonly repeated?: boolean;
  }[];
  readonly commands?: readonly Command[];
  /** The whole command, where this is only its name: so that other commands start without loading it. */
  readonly load?: (words: readonly string[], io: Io) => Promise<Command>;
  /** Absent for a group of commands. Loads what it needs by itself, so that other commands start fast. */
  readonly run?: (invocation: Invocation) => Promise<void>;
}
