import type { Command } from './command.ts';
import type { Flag } from './flag.ts';
import { GLOBAL_FLAGS } from './flags.ts';

const PROGRAM = 'kubeadm-ts';
const MAX_COLUMNS = 100;
/** With less, texts stand below what they explain. */
const TWO_COLUMNS = 72;

/**
 * The help page of a command: what it does, how to call it, examples, commands below it, flags.
 *
 * @param path - the words that name the command
 * @param columns - width of the terminal
 */
export function helpText(command: Command, path: readonly string[], columns: number): string {
  const width = Math.min(columns, MAX_COLUMNS);
  const program = [PROGRAM, ...path].join(' ');
  const sections = [
    wrap(command.summary, width).join('\n'),
    ...(command.details === undefined ? [] : [paragraphs(command.details, width)]),
    `Usage:\n${usageLines(command, program)
      .map((line) => `  ${line}`)
      .join('\n')}`,
    ...(command.examples.length === 0
      ? []
      : [`Examples:\n${command.examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join('\n\n')}`]),
    ...(command.commands === undefined
      ? []
      : [
          `Commands:\n${rows(
            command.commands.map((each) => [each.name, each.summary]),
            width,
          )}`,
        ]),
    ...flagSection('Flags', command.flags, width),
    ...flagSection('Global flags', GLOBAL_FLAGS, width),
  ];
  return `${sections.join('\n\n')}\n`;
}

function usageLines(command: Command, program: string): readonly string[] {
  const args = (command.args ?? []).map(({ name }) => ` ${name}`).join('');
  return [
    ...(command.run === undefined ? [] : [`${program}${args} [flags]`]),
    ...(command.commands === undefined ? [] : [`${program} <command>`]),
  ];
}

function flagSection(title: string, flags: readonly Flag[], width: number): readonly string[] {
  const shown = flags.filter(({ hidden }) => hidden !== true);
  return shown.length === 0
    ? []
    : [
        `${title}:\n${rows(
          shown.map((flag) => [flagLabel(flag), flagSummary(flag)]),
          width,
        )}`,
      ];
}

function flagLabel({ name, alias, value, choices }: Flag): string {
  const short = alias === undefined ? '    ' : `-${alias}, `;
  const long = name.length === 1 ? '' : `--${name}`;
  const label = long === '' ? short.replace(', ', '') : `${short}${long}`;
  const argument = choices === undefined ? value : choices.join('|');
  return argument === undefined ? label : `${label} ${argument}`;
}

function flagSummary({ summary, default: standard, type }: Flag): string {
  return standard === undefined || type === 'bool' ? summary : `${summary} (default ${standard})`;
}

/** Two columns; the second is wrapped, and goes to a line of its own when the first is long. */
function rows(pairs: readonly (readonly [string, string])[], width: number): string {
  if (width < TWO_COLUMNS) return pairs.map((pair) => below(pair, width)).join('\n');
  const left = Math.min(Math.max(...pairs.map(([label]) => label.length)), 34);
  const room = Math.max(width - left - 4, 30);
  return pairs
    .map(([label, text]) => {
      const lines = wrap(text, room);
      const indent = ' '.repeat(left + 4);
      const fits = label.length <= left;
      return fits
        ? [`  ${label.padEnd(left)}  ${lines[0] ?? ''}`, ...lines.slice(1).map((line) => indent + line)].join('\n')
        : [`  ${label}`, ...lines.map((line) => indent + line)].join('\n');
    })
    .join('\n');
}

function below([label, text]: readonly [string, string], width: number): string {
  const lines = wrap(text, Math.max(width - 6, 20));
  return [`  ${label.trimStart()}`, ...lines.map((line) => `      ${line}`)].join('\n');
}

/** Long lines are broken; one that begins with a blank, such as a line of a table or a command, stays as it is. */
function paragraphs(text: string, width: number): string {
  const lines = text.split('\n');
  return lines.flatMap((line) => (line.startsWith(' ') ? [line] : wrap(line, width))).join('\n');
}

/** Break a text at blanks. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
