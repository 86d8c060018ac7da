import { describeError, hintOf, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Event } from '../../pkg/events/event.ts';
import { unlessStopped } from '../../pkg/host/unless-stopped.ts';
import type { Command } from './command.ts';
import { findCommand } from './find-command.ts';
import { GLOBAL_FLAGS } from './flags.ts';
import { forTerminal } from './terminal-text.ts';
import { helpText } from './help.ts';
import type { Io } from './io.ts';
import { parseFlags } from './parse-flags.ts';

/** The reference ends every failure with 1. */
const FAILED = 1;
/** Failures that scripts tell from others by the exit code. */
const EXIT_CODES: Readonly<Record<string, number>> = { 'certificates-expiring': 2 };
/** What shells use for a program that was ended by SIGINT. */
const INTERRUPTED = 130;
/** How long a run may take to stop by itself after Ctrl-C. Files are written atomically, so ending at once is safe. */
const PATIENCE_MS = 2_000;
const STACK_TRACE_LEVEL = 5;
/** The last line of a JSON stream that was interrupted. */
const INTERRUPTION = {
  type: 'error',
  code: 'interrupted',
  message: 'nothing is half-written',
  hint: 'run the same command again to go on',
} as const satisfies Event;

/**
 * Run one command line. The only place that prints errors and picks the exit code.
 *
 * @param argv - the words after the program's name
 * @returns the exit code
 */
export async function main(root: Command, argv: readonly string[], io: Io): Promise<number> {
  try {
    await unlessStopped(dispatch(root, argv, io), io.signal, PATIENCE_MS);
    return 0;
  } catch (error) {
    if (io.signal.aborted) {
      io.stderr(`\ninterrupted: ${INTERRUPTION.message}; ${INTERRUPTION.hint}\n`);
      if (wantsJson(argv)) io.stdout(`${JSON.stringify(INTERRUPTION)}\n`);
      return INTERRUPTED;
    }
    io.stderr(forTerminal(errorText(error, argv), io));
    if (wantsJson(argv)) io.stdout(`${JSON.stringify(errorEvent(error))}\n`);
    return EXIT_CODES[codeOf(error)] ?? FAILED;
  }
}

async function dispatch(root: Command, given: readonly string[], io: Io): Promise<void> {
  const argv = otherWay(given);
  const { command, path, rest } = await findCommand(root, argv, io);
  const program = ['kubeadm-ts', ...path].join(' ');
  if (rest.includes('--help') || rest.includes('-h')) return io.stdout(helpText(command, path, io.columns));
  const { values, args } = await parseFlags(rest, [...command.flags, ...GLOBAL_FLAGS], program);
  if (command.run === undefined) {
    io.stdout(helpText(command, path, io.columns));
    if (path.length === 0) return;
    throw new KubeadmError('subcommand-required', `"${program}" needs a subcommand`, {
      hint: `one of: ${(command.commands ?? []).map(({ name }) => name).join(', ')}`,
    });
  }
  refuseExtraArgs(command, args, program);
  sayDeprecated(command, values, io);
  await command.run({ path, flags: values, args, io });
}

/** Other ways to ask that everybody tries: `help init` for `init --help`, `--version` for `version`. */
function otherWay([first, ...more]: readonly string[]): readonly string[] {
  if (first === 'help') return [...more, '--help'];
  if (first === '--version') return ['version', ...more];
  return first === undefined ? more : [first, ...more];
}

function refuseExtraArgs(command: Command, args: readonly string[], program: string): void {
  const extra = args[command.args?.length ?? 0];
  if (extra === undefined || command.args?.at(-1)?.repeated === true) return;
  throw new KubeadmError('unexpected-argument', `"${program}" does not take the argument "${extra}"`, {
    hint: fileHint(command, extra, program) ?? `\`${program} --help\` shows how it is called`,
  });
}

/** Who gives a file as an argument means the flag that takes one. */
function fileHint({ flags }: Command, extra: string, program: string): string | undefined {
  const flag = flags.find(({ name }) => name === 'config' || name === 'old-config');
  return flag !== undefined && /\.(?:ya?ml|json)$|\//.test(extra)
    ? `a file is named by its flag: \`${program} --${flag.name} ${extra}\``
    : undefined;
}

function sayDeprecated(command: Command, values: object, io: Io): void {
  for (const { name, deprecated } of command.flags) {
    if (deprecated !== undefined && name in values) io.stderr(`warning: --${name} is deprecated: ${deprecated}\n`);
  }
}

/** What happened, why, and what to do now. No stack trace unless `-v=5`. */
export function errorText(error: unknown, argv: readonly string[]): string {
  const hint = hintOf(error);
  const lines = [`error: ${describeError(error)}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  if (verbosity(argv) >= STACK_TRACE_LEVEL || !(error instanceof KubeadmError)) {
    if (verbosity(argv) >= STACK_TRACE_LEVEL) lines.push(error instanceof Error ? (error.stack ?? '') : '');
    else lines.push('hint: this looks like a fault of kubeadm-ts; run it again with -v=5 for the details of a report');
  }
  return `${lines.join('\n')}\n`;
}

/** The last line of a JSON stream that ends badly, also when it ends before any command was found. */
function errorEvent(error: unknown): Event {
  const hint = hintOf(error);
  return { type: 'error', code: codeOf(error), message: describeError(error), ...(hint === undefined ? {} : { hint }) };
}

/** The innermost code says best what happened. */
function codeOf(error: unknown): string {
  if (!(error instanceof KubeadmError)) return 'internal-error';
  return error.cause instanceof KubeadmError ? codeOf(error.cause) : error.code;
}

/** What these print as JSON are objects, not a stream of events. */
const PRINT_OBJECTS = /^(token|version|kubeconfig|(certs|certificates) (?!renew))/;

function wantsJson(argv: readonly string[]): boolean {
  const command = argv.filter((word) => !word.startsWith('-')).join(' ');
  return !PRINT_OBJECTS.test(command) && /(^| )(--output|-o)[= ]?json( |$)/.test(argv.join(' '));
}

function verbosity(argv: readonly string[]): number {
  const index = argv.findIndex((word) => /^(-v|--v)(=|\d|$)/.test(word));
  const word = argv[index] ?? '';
  return Number(/\d+$/.exec(word)?.[0] ?? (word === '' ? 0 : argv[index + 1])) || 0;
}
