import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import type { Command } from '../cli/command.ts';

/** `join`: the whole workflow, with `join phase ...` below it. */
export const joinCommand = (_keys: KeyPool): Command => ({
  name: 'join',
  summary: 'Make this machine a node of a cluster: a worker, or a further control plane',
  examples: [],
  flags: [],
});
