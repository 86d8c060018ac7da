import type { Command } from '../cli/command.ts';

/** `reset`: the way back. */
export const resetCommand: Command = {
  name: 'reset',
  summary: 'Undo what init or join did to this machine',
  examples: [],
  flags: [],
};
