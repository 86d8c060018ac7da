import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { parseDuration } from '../../pkg/config/duration.ts';
import { nearest } from '../../pkg/workflow/nearest.ts';
import type { Flag, FlagValues } from './flag.ts';

/** Flags and positional words of one command line. */
export interface Parsed {
  readonly values: FlagValues;
  readonly args: readonly string[];
}

/**
 * Read flags as written for the reference: `--name value`, `--name=value`, `-v5`, lists by comma or repetition.
 *
 * @param program - the command's words, for messages
 * @throws KubeadmError `unknown-flag`, `invalid-flag`
 */
export async function parseFlags(words: readonly string[], flags: readonly Flag[], program: string): Promise<Parsed> {
  // most of what `version` and `token generate` would cost is loading the parser
  if (words.length === 0) return { values: {}, args: [] };
  const { Parser } = await import('yargs/helpers');
  const valued = flags.filter(({ type }) => type !== 'bool').map(({ name }) => name);
  const { argv, error } = Parser.detailed(separateValues(words, flags), {
    alias: Object.fromEntries(
      flags.flatMap(({ name, alias }) => (alias === undefined || alias === name ? [] : [[name, [alias]]])),
    ),
    string: [...valued, '_'],
    boolean: flags.filter(({ type }) => type === 'bool').map(({ name }) => name),
    narg: Object.fromEntries(valued.map((name) => [name, 1])),
    configuration: {
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
    },
  });
  if (error) throw badFlag(error.message, program);
  refuseUnknown(argv, flags, program);
  const given = flags.filter(({ name }) => argv[name] !== undefined);
  const values = Object.fromEntries(given.map((flag) => [flag.name, valueOf(flag, argv[flag.name])]));
  return { values, args: argv._.map(String) };
}

/** `-v5` is `--v=5`; a flag that takes a value and stands last has none. */
function separateValues(words: readonly string[], flags: readonly Flag[]): string[] {
  const short = new Map(
    flags.flatMap((flag) => (flag.alias === undefined || flag.type === 'bool' ? [] : [[flag.alias, flag.name]])),
  );
  return words.map((word) => {
    const [, letter = '', value = ''] = /^-([A-Za-z])=?(.+)$/.exec(word) ?? [];
    const name = short.get(letter);
    return name === undefined || word.startsWith('--') ? spelledOut(word, flags) : `--${name}=${value}`;
  });
}

/** What Go's strconv.ParseBool takes: scripts written for the reference may use any of it. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** `--dry-run=1` is `--dry-run=true`. Anything else is refused: taken for `false`, it would change the machine. */
function spelledOut(word: string, flags: readonly Flag[]): string {
  const [, name = '', value = ''] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
  const flag = flags.find((each) => each.type === 'bool' && each.name === name);
  if (flag === undefined) return word;
  if (!TRUE.includes(value) && !FALSE.includes(value)) throw invalid(flag, value, 'true or false is expected');
  return `--${name}=${TRUE.includes(value)}`;
}

function refuseUnknown(parsed: object, flags: readonly Flag[], program: string): void {
  const names = flags.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));
  const unknown = Object.keys(parsed).find((key) => key !== '_' && !names.includes(key));
  if (unknown === undefined) return;
  const near = nearest(
    unknown,
    flags.map(({ name }) => name),
  );
  throw new KubeadmError('unknown-flag', `unknown flag: ${dashed(unknown)}`, {
    hint: near === undefined ? `\`${program} --help\` lists the flags` : `did you mean --${near}?`,
  });
}

function badFlag(message: string, program: string): KubeadmError {
  const name = /following: (\S+)/.exec(message)?.[1];
  return new KubeadmError('invalid-flag', name === undefined ? message : `flag ${dashed(name)} needs a value`, {
    hint: `\`${program} --help\` shows what it takes`,
  });
}

function valueOf(flag: Flag, raw: unknown): FlagValues[string] {
  if (flag.type === 'strings') return [raw].flat().flatMap((item) => (item === '' ? [] : String(item).split(',')));
  // given more than once, the last one counts
  const last: unknown = Array.isArray(raw) ? raw.at(-1) : raw;
  if (flag.type === 'bool') return last === true;
  return checked(flag, String(last));
}

function checked(flag: Flag, text: string): string | number {
  if (flag.type === 'int') {
    if (!/^[+-]?\d+$/.test(text)) throw invalid(flag, text, 'a whole number is expected');
    return Number(text);
  }
  if (flag.type === 'duration' && parseDuration(text) === undefined) {
    throw invalid(flag, text, 'a duration such as 30m, 24h or 1h30m is expected');
  }
  if (flag.choices !== undefined && !flag.choices.includes(text)) {
    throw invalid(flag, text, `one of ${flag.choices.join(', ')} is expected`);
  }
  return text;
}

function invalid(flag: Flag, text: string, expected: string): KubeadmError {
  return new KubeadmError('invalid-flag', `invalid value "${text}" for ${dashed(flag.name)}: ${expected}`);
}

function dashed(name: string): string {
  return `${name.length === 1 ? '-' : '--'}${name}`;
}
