import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createKeyPool, type KeyPool } from '../../pkg/pki/key-pool.ts';
import type { Io } from '../cli/io.ts';

/** What two CPUs make while the program loads and the configuration is read. More could be in vain. */
const WHILE_LOADING = 4;
/** Phases that make keys when they are run alone. */
const KEY_PHASES = ['certs', 'kubeconfig'];

/**
 * Begin to make keys before it is known how many are needed, and of which kind: the CPUs would wait for the disk
 * otherwise. They are of the default kind; where something speaks for another, none are begun.
 *
 * @param words - the words of the command line
 */
export function earlyKeys(words: readonly string[], io: Io): KeyPool {
  const keys = createKeyPool({ workerFile: workerBeside(io.program[1]) });
  if (io.machine !== undefined) return keys;
  const count = keysLikely(words);
  if (count > 0 && !otherKindLikely(words)) keys.prepare('RSA-2048', count);
  return keys;
}

/** Beside the built program there is a thread for primes (build.mjs). @param program - its path, maybe of a link to it */
function workerBeside(program: string | undefined): string | undefined {
  if (program === undefined) return undefined;
  try {
    return realpathSync(join(dirname(realpathSync(program)), 'prime-worker.js'));
  } catch {
    return undefined;
  }
}

/** Looks into the files themselves, before anything is loaded that could read them well: it is a guess. */
function otherKindLikely(words: readonly string[]): boolean {
  const root = valueOf(words, 'rootfs') ?? '';
  const config = valueOf(words, 'config');
  if (config !== undefined)
    return matches([config, join(root, config)], /encryptionAlgorithm"?: *"?'?(?!RSA-2048)|PublicKeysECDSA"?: *true/);
  // what is renewed is likely to stay of its kind
  return matches([join(root, valueOf(words, 'cert-dir') ?? '/etc/kubernetes/pki', 'apiserver.key')], /EC PRIVATE KEY/);
}

/** What comes through a pipe can be read only once, which is not for a guess: it may say anything. */
function matches(paths: readonly string[], pattern: RegExp): boolean {
  return paths.some((path) => {
    try {
      return !statSync(path).isFile() || pattern.test(readFileSync(path, 'utf8'));
    } catch {
      return false;
    }
  });
}

function valueOf(words: readonly string[], flag: string): string | undefined {
  const at = words.findIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
  const [, value] = /^--[^=]+=(.*)$/.exec(words[at] ?? '') ?? [];
  return at === -1 ? undefined : (value ?? words[at + 1]);
}

/** How many keys are surely needed when nothing stands on the machine yet. */
export function keysLikely(words: readonly string[]): number {
  if (words.some((word) => word === '--help' || word === '-h' || word.startsWith('--feature-gates'))) return 0;
  const [command, ...rest] = words.filter((word) => !word.startsWith('-'));
  if (command === 'init' && rest[0] !== 'phase') return WHILE_LOADING;
  if (command === 'join') return words.includes('--control-plane') && rest[0] !== 'phase' ? WHILE_LOADING : 0;
  // most of the days on which it looks for what ends soon, there is nothing
  if (command === 'certs' && words.some((word) => /^--within(=|$)/.test(word))) return 0;
  if (command === 'certs') return keysOfCerts(rest);
  const [group, leaf] = command === 'init' ? rest.slice(1) : rest;
  if (group === undefined || !KEY_PHASES.includes(group)) return 0;
  return leaf === 'all' ? WHILE_LOADING : 1;
}

function keysOfCerts([subcommand, name]: readonly string[]): number {
  if (subcommand === 'generate-csr') return WHILE_LOADING;
  if (subcommand !== 'renew' || name === undefined) return 0;
  return name === 'all' ? WHILE_LOADING : 1;
}
