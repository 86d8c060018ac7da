import { isGroup, type Group, type Phase, type Step } from '../../pkg/workflow/phase.ts';
import { selectSteps, skippableNames, type SelectedStep } from '../../pkg/workflow/select-steps.ts';
import type { Command, Invocation } from '../cli/command.ts';
import type { Flag } from '../cli/flag.ts';
import { flagsNamed } from '../cli/flags.ts';

/** The part of a workflow that one call runs. */
export interface Selection<C> {
  readonly fullRun: boolean;
  /** The steps, chosen with what `--skip-phases` or the configuration leaves out. @throws KubeadmError for unknown names */
  readonly select: (skip: readonly string[]) => readonly SelectedStep<C>[];
  /** Whether the command takes a flag: some defaults are only looked for where a flag could name another value. */
  readonly takes: (flag: string) => boolean;
}

/** A workflow as commands: the whole of it, and each of its phases. */
export interface WorkflowCommands<C> {
  /** `init`, `join`... */
  readonly name: string;
  readonly workflow: readonly Phase<C>[];
  /** Flags that every phase takes. */
  readonly phaseFlags: readonly string[];
  /** The command's own flags, and those that mean something else there than for `init`. */
  readonly flagTable?: readonly Flag[];
  /** More flags of some phases, by full name: deprecated ones, for example. */
  readonly moreFlags?: Readonly<Record<string, readonly string[]>>;
  /** Positional arguments that a phase takes, by its full name. */
  readonly args?: (path: string) => Command['args'];
  /** What a call of a phase with these flags does not work without, for the examples in its help. */
  readonly usualWords?: (path: string, flags: readonly string[]) => string;
  /** Examples for the help of `phase`. */
  readonly examples: Command['examples'];
  readonly start: (invocation: Invocation, selection: Selection<C>) => Promise<void>;
}

/** Runs the whole workflow. */
export function wholeRun<C>({ workflow, start }: WorkflowCommands<C>): (invocation: Invocation) => Promise<void> {
  return (invocation) =>
    start(invocation, { fullRun: true, select: (skip) => selectSteps(workflow, skip), takes: () => true });
}

/** `<name> phase`, with each phase below it. `parent` is what stands before a phase's name: `init phase`, or `phase` for the shorthand. */
export function phaseCommand<C>(commands: WorkflowCommands<C>, parent = `${commands.name} phase`): Command {
  const { name, workflow, examples } = commands;
  return {
    name: 'phase',
    summary: `Run a single phase of ${name}, for control step by step`,
    details: `The phases, in the order in which ${name} runs them:\n\n${phaseTree(workflow)}`,
    examples,
    flags: [],
    commands: workflow
      .filter((phase) => !isHidden(phase))
      .map((phase) => commandOf(phase, { commands, parent, prefix: '' })),
  };
}

/** Where a phase's command stands. */
interface Place<C> {
  readonly commands: WorkflowCommands<C>;
  /** The words before its name, without the program's. */
  readonly parent: string;
  /** The full name of its group with a slash behind it, or nothing. */
  readonly prefix: string;
}

function commandOf<C>(phase: Phase<C>, place: Place<C>): Command {
  return isGroup(phase) ? groupCommand(phase, place) : stepCommand(phase, place);
}

function groupCommand<C>(group: Group<C>, { commands, parent, prefix }: Place<C>): Command {
  const path = `${prefix}${group.name}`;
  const program = `${parent} ${group.name}`;
  const all: Command = {
    name: 'all',
    summary: `All of: ${group.phases.map(({ name }) => name).join(', ')}`,
    examples: [
      { line: exampleLine(commands, `${program} all`, path, group.flags), does: `${group.summary}, all of it` },
    ],
    ...runnable(commands, path, group.flags),
  };
  const below = group.phases.map((phase) => commandOf(phase, { commands, parent: program, prefix: `${path}/` }));
  const [first] = group.phases;
  return {
    ...descriptionOf(group),
    examples: group.all ? all.examples : [{ line: `kubeadm-ts ${program} ${first?.name ?? ''}`, does: group.summary }],
    flags: [],
    commands: [...(group.all ? [all] : []), ...below],
  };
}

function stepCommand<C>(step: Step<C>, { commands, parent, prefix }: Place<C>): Command {
  const path = `${prefix}${step.name}`;
  return {
    ...descriptionOf(step),
    examples: [{ line: exampleLine(commands, `${parent} ${step.name}`, path, step.flags), does: step.summary }],
    ...runnable(commands, path, step.flags),
  };
}

function exampleLine<C>(
  { usualWords }: WorkflowCommands<C>,
  program: string,
  path: string,
  flags: readonly string[],
): string {
  return ['kubeadm-ts', program, usualWords?.(path, flags) ?? ''].join(' ').trimEnd();
}

function runnable<C>(commands: WorkflowCommands<C>, path: string, own: readonly string[]) {
  const { workflow, phaseFlags, moreFlags = {}, flagTable, start } = commands;
  const args = commands.args?.(path);
  const flags: readonly Flag[] = flagsNamed([...phaseFlags, ...own, ...(moreFlags[path] ?? [])], flagTable);
  return {
    flags,
    ...(args === undefined ? {} : { args }),
    run: (invocation: Invocation) =>
      start(invocation, { fullRun: false, select: () => only(workflow, path), takes: (flag) => own.includes(flag) }),
  };
}

function descriptionOf<C>({
  name,
  aliases,
  summary,
  details,
}: Phase<C>): Pick<Command, 'name' | 'aliases' | 'summary' | 'details'> {
  return {
    name,
    summary,
    ...(aliases === undefined ? {} : { aliases }),
    ...(details === undefined ? {} : { details }),
  };
}

/** One step, or the steps of one group; dependencies on other phases are checked as for a whole run. */
function only<C>(workflow: readonly Phase<C>[], path: string): readonly SelectedStep<C>[] {
  const others = skippableNames(workflow).filter(
    (name) => name !== path && !name.startsWith(`${path}/`) && !path.startsWith(`${name}/`) && !name.endsWith('/all'),
  );
  return selectSteps(workflow, others).filter(({ skipped }) => !skipped);
}

function isHidden<C>(phase: Phase<C>): boolean {
  return !isGroup(phase) && phase.hidden === true;
}

/** The tree of phases for the help: groups with their steps below them. */
export function phaseTree<C>(workflow: readonly Phase<C>[], indent = '  '): string {
  const width = 32 - indent.length;
  return workflow
    .filter((phase) => !isHidden(phase))
    .map((phase) => {
      const line = `${indent}${phase.name.padEnd(width)}${phase.summary}`;
      return isGroup(phase) ? `${line}\n${phaseTree(phase.phases, `${indent}  `)}` : line;
    })
    .join('\n');
}
