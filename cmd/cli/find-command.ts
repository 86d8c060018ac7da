import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { nearest } from '../../pkg/workflow/nearest.ts';
import type { Command } from './command.ts';
import type { Flag } from './flag.ts';
import { GLOBAL_FLAGS } from './flags.ts';
import type { Io } from './io.ts';

/** A command and the words that were left after its name. */
export interface Found {
  readonly command: Command;
  readonly path: readonly string[];
  readonly rest: readonly string[];
}

/**
 * Walk down the tree of commands along the words of the command line. Flags may stand between the words.
 *
 * @throws KubeadmError `unknown-command` with the nearest name
 */
export async function findCommand(root: Command, argv: readonly string[], io: Io): Promise<Found> {
  let command = root;
  const path: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') return { command, path, rest: [...rest, ...argv.slice(index)] };
    if (word.startsWith('-') && word !== '-') {
      rest.push(word);
      if (!word.includes('=') && takesValue(command, word) && index + 1 < argv.length)
        rest.push(argv[(index += 1)] ?? '');
      continue;
    }
    const next = command.commands?.find((each) => each.name === word || each.aliases?.includes(word) === true);
    if (next !== undefined) {
      command = (await next.load?.(argv, io)) ?? next;
      path.push(next.name);
    } else if (command.commands !== undefined && command.run === undefined) {
      throw unknownCommand(word, path, command);
    } else rest.push(word);
  }
  return { command, path, rest };
}

/** A flag of this command, or of one below it, that takes a value: its value is not a command's name. */
function takesValue(command: Command, word: string): boolean {
  const name = word.replace(/^--?/, '');
  const fits = (flag: Flag): boolean => flag.type !== 'bool' && (flag.name === name || flag.alias === name);
  return (
    [...command.flags, ...GLOBAL_FLAGS].some(fits) || (command.commands ?? []).some((each) => takesValue(each, word))
  );
}

function unknownCommand(word: string, path: readonly string[], parent: Command): KubeadmError {
  const program = ['kubeadm-ts', ...path].join(' ');
  const near = nearest(
    word,
    (parent.commands ?? []).map(({ name }) => name),
  );
  return new KubeadmError('unknown-command', `unknown command "${word}" for "${program}"`, {
    hint: near === undefined ? `\`${program} --help\` lists the commands` : `did you mean \`${program} ${near}\`?`,
  });
}
