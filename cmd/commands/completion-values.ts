import { ALL_FLAGS } from '../cli/flags.ts';

/** `case` pattern of a flag -> the values that it takes. */
const CHOICES: Readonly<Record<string, string>> = { '--output|-o': 'text json yaml short' };
/** Those that take a value. */
export const VALUED = [...ALL_FLAGS]
  .filter(({ type }) => type !== 'bool')
  .flatMap(({ name, alias }) => [
    `${name.length === 1 ? '-' : '--'}${name}`,
    ...(alias === undefined ? [] : [`-${alias}`]),
  ])
  .join('|');

/**
 * Shell lines that collect the words that name a command: neither flags, nor their values, nor arguments. `before` is a
 * flag that wants a value.
 *
 * @param commands - the words of every command
 */
export function skipValues(variable: string, commands: readonly string[]): readonly string[] {
  const known = commands.map((words) => `'${words}'`).join('|');
  const longer = `"\${${variable}:+$${variable} }$word"`;
  return [
    `case $before in ${VALUED}) before=''; continue ;; esac`,
    'before=$word',
    `case ${longer} in ${known}) ${variable}=${longer} ;; esac`,
  ];
}

/** Lines of a shell script, moved to the right. */
export function indented(lines: readonly string[], columns: number): string {
  return lines.map((line) => `${' '.repeat(columns)}${line}`).join('\n');
}

/** `case` branches for the flags that have a choice of values. */
export function choiceBranches(complete: (values: string) => string): string {
  return Object.entries(CHOICES)
    .map(([flags, values]) => `    ${flags}) ${complete(values)} ;;`)
    .join('\n');
}
