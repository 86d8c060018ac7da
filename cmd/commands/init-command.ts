import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import { isGroup, type Group, type Phase, type Step } from '../../pkg/workflow/phase.ts';
import { selectSteps, skippableNames, type SelectedStep } from '../../pkg/workflow/select-steps.ts';
import type { InitContext } from '../../phases/init-context.ts';
import { initWorkflow } from '../../phases/workflows/init.ts';
import type { Command, Invocation } from '../cli/command.ts';
import type { Flag } from '../cli/flag.ts';
import { flagsNamed } from '../cli/flags.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { initFlags } from '../init/init-flags.ts';
import { runInit, type InitRun } from '../init/run-init.ts';
import { realMachine } from '../init/real-machine.ts';
import { jsonReporter } from '../reporters/json-reporter.ts';
import { textReporter } from '../reporters/text-reporter.ts';

const INIT_FLAGS = [
  'apiserver-advertise-address',
  'apiserver-bind-port',
  'apiserver-cert-extra-sans',
  'cert-dir',
  'certificate-key',
  'config',
  'control-plane-endpoint',
  'cri-socket',
  'dry-run',
  'feature-gates',
  'ignore-preflight-errors',
  'image-repository',
  'kubernetes-version',
  'node-name',
  'output',
  'patches',
  'pod-network-cidr',
  'service-cidr',
  'service-dns-domain',
  'skip-certificate-key-print',
  'skip-phases',
  'skip-token-print',
  'token',
  'token-ttl',
  'upload-certs',
];
/** Every phase takes these, but for the two that have no flags at all in the reference. */
const PHASE_FLAGS = ['config', 'dry-run', 'output'];
/** Accepted beside the components' own flags for old scripts. */
const EXTRA_ARGS: Readonly<Record<string, readonly string[]>> = {
  'control-plane': ['apiserver-extra-args', 'controller-manager-extra-args', 'scheduler-extra-args'],
  'control-plane/apiserver': ['apiserver-extra-args'],
  'control-plane/controller-manager': ['controller-manager-extra-args'],
  'control-plane/scheduler': ['scheduler-extra-args'],
};

/** `init`: the whole workflow, with `init phase ...` below it. */
export const initCommand = (keys: KeyPool): Command => ({
  name: 'init',
  summary: 'Make this machine the first control plane of a new cluster',
  details: `The phases, in order. Each can be left out with --skip-phases and run alone with "init phase":\n\n${phaseTree(initWorkflow)}`,
  examples: [
    { line: 'kubeadm-ts init --pod-network-cidr 10.244.0.0/16', does: 'a control plane on this machine' },
    {
      line: 'kubeadm-ts init --config cluster.yaml --dry-run',
      does: 'what a configuration file would do, without doing it',
    },
    {
      line: 'kubeadm-ts init --control-plane-endpoint lb.example.com:6443 --upload-certs',
      does: 'the first of several control planes',
    },
  ],
  flags: flagsNamed(INIT_FLAGS),
  commands: [phaseCommand('init phase', keys)],
  run: (invocation) =>
    start(invocation, {
      keys,
      fullRun: true,
      select: (skip) => selectSteps(initWorkflow, skip),
    }),
});

/** `phase`, the shorthand: `kubeadm-ts phase certs all` is `kubeadm-ts init phase certs all`. */
export function phaseCommand(parent: string, keys: KeyPool): Command {
  return {
    name: 'phase',
    summary: 'Run a single phase of init, for control step by step',
    details: `The phases, in the order in which init runs them:\n\n${phaseTree(initWorkflow)}`,
    examples: [
      { line: `kubeadm-ts ${parent} certs all`, does: 'make all certificates and keys' },
      { line: `kubeadm-ts ${parent} control-plane apiserver --dry-run`, does: 'see what one phase would write' },
    ],
    flags: [],
    commands: initWorkflow.map((phase) => commandOf(phase, { parent, prefix: '', keys })),
  };
}

/** Where a phase's command stands. */
interface Place {
  /** The words before its name, without the program's. */
  readonly parent: string;
  /** The full name of its group with a slash behind it, or nothing. */
  readonly prefix: string;
  readonly keys: KeyPool;
}

function commandOf(phase: Phase<InitContext>, place: Place): Command {
  return isGroup(phase) ? groupCommand(phase, place) : stepCommand(phase, place);
}

function groupCommand(group: Group<InitContext>, { parent, prefix, keys }: Place): Command {
  const path = `${prefix}${group.name}`;
  const program = `${parent} ${group.name}`;
  const all: Command = {
    name: 'all',
    summary: `All of: ${group.phases.map(({ name }) => name).join(', ')}`,
    examples: [{ line: `kubeadm-ts ${program} all`, does: `${group.summary}, all of it` }],
    flags: phaseFlags(group.flags, path),
    run: (invocation) => start(invocation, { keys, fullRun: false, select: () => only(path) }),
  };
  const below = group.phases.map((phase) => commandOf(phase, { parent: program, prefix: `${path}/`, keys }));
  return {
    ...descriptionOf(group),
    examples: [
      { line: `kubeadm-ts ${program} ${group.all ? 'all' : (group.phases[0]?.name ?? '')}`, does: group.summary },
    ],
    flags: [],
    commands: [...(group.all ? [all] : []), ...below],
  };
}

function stepCommand(step: Step<InitContext>, { parent, prefix, keys }: Place): Command {
  const path = `${prefix}${step.name}`;
  return {
    ...descriptionOf(step),
    examples: [{ line: `kubeadm-ts ${parent} ${step.name}`, does: step.summary }],
    flags: phaseFlags(step.flags, path),
    run: (invocation) => start(invocation, { keys, fullRun: false, select: () => only(path) }),
  };
}

function descriptionOf({
  name,
  aliases,
  summary,
  details,
}: Phase<InitContext>): Pick<Command, 'name' | 'aliases' | 'summary' | 'details'> {
  return {
    name,
    summary,
    ...(aliases === undefined ? {} : { aliases }),
    ...(details === undefined ? {} : { details }),
  };
}

function phaseFlags(names: readonly string[], path: string): readonly Flag[] {
  return flagsNamed([...PHASE_FLAGS, ...names, ...(EXTRA_ARGS[path] ?? [])]);
}

/** One step, or the steps of one group; dependencies on other phases are checked as for a whole run. */
function only(path: string): readonly SelectedStep<InitContext>[] {
  const others = skippableNames(initWorkflow).filter(
    (name) => name !== path && !name.startsWith(`${path}/`) && !path.startsWith(`${name}/`) && !name.endsWith('/all'),
  );
  return selectSteps(initWorkflow, others).filter(({ skipped }) => !skipped);
}

interface Start extends Pick<InitRun, 'fullRun' | 'select'> {
  readonly keys: KeyPool;
}

async function start({ io, flags: values, path }: Invocation, { keys: early, fullRun, select }: Start): Promise<void> {
  const flags = initFlags(values);
  const verbosity = verbosityOf(values);
  const reporter = values['output'] === 'json' ? jsonReporter(io, verbosity) : textReporter(io, verbosity);
  const rootfs = String(values['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, early);
  const takesCriSocket = fullRun || takes(path, 'cri-socket');
  try {
    await runInit(
      { flags, setFlags: Object.keys(values), select, fullRun, takesCriSocket, command: path },
      machine,
      reporter,
      io,
    );
  } finally {
    reporter.end();
    machine.close();
  }
}

/** Whether the phase that these words name has a flag. */
function takes(path: readonly string[], flag: string): boolean {
  const words = path.slice(path.indexOf('phase') + 1).filter((word) => word !== 'all');
  const walk = (phases: readonly Phase<InitContext>[], [first, ...rest]: readonly string[]): readonly string[] => {
    const phase = phases.find(({ name }) => name === first);
    if (phase === undefined) return [];
    return isGroup(phase) && rest.length > 0 ? walk(phase.phases, rest) : phase.flags;
  };
  return walk(initWorkflow, words).includes(flag);
}

/** The tree of phases for the help: groups with their steps below them. */
export function phaseTree(workflow: readonly Phase<InitContext>[], indent = '  '): string {
  const width = 32 - indent.length;
  return workflow
    .map((phase) => {
      const line = `${indent}${phase.name.padEnd(width)}${phase.summary}`;
      return isGroup(phase) ? `${line}\n${phaseTree(phase.phases, `${indent}  `)}` : line;
    })
    .join('\n');
}
