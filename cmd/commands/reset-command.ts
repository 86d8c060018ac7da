import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import type { ResetContext } from '../../phases/reset-context.ts';
import { resetWorkflow } from '../../phases/workflows/reset.ts';
import type { Command, Invocation } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { RESET_FLAGS } from '../cli/reset-flags.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import { resetFlags } from '../reset/reset-flags.ts';
import { runReset } from '../reset/run-reset.ts';
import { phaseCommand, phaseTree, wholeRun, type Selection, type WorkflowCommands } from './workflow-command.ts';

const FLAGS = [
  'cert-dir',
  'cleanup-tmp-dir',
  'config',
  'cri-socket',
  'dry-run',
  'force',
  'ignore-preflight-errors',
  'kubeconfig',
  'output',
  'skip-phases',
];

const COMMANDS: WorkflowCommands<ResetContext> = {
  name: 'reset',
  workflow: resetWorkflow,
  phaseFlags: ['config', 'dry-run', 'output'],
  flagTable: RESET_FLAGS,
  examples: [
    { line: 'kubeadm-ts reset phase remove-etcd-member --dry-run', does: 'what leaving etcd would mean' },
    { line: 'kubeadm-ts reset phase cleanup-node', does: 'clean a machine whose cluster is gone' },
  ],
  start,
};

/** `reset`: the way back, with `reset phase ...` below it. */
export const resetCommand: Command = {
  name: 'reset',
  summary: 'Undo what init or join did to this machine',
  details:
    'Works without an API server and without etcd as well: whatever does not answer is left out, with a warning. Run ' +
    'again after an interruption, it goes on; a second time it finds nothing to do.\n\n' +
    `The phases, in order. Each can be left out with --skip-phases and run alone with "reset phase":\n\n${phaseTree(resetWorkflow)}`,
  examples: [
    { line: 'kubeadm-ts reset --dry-run', does: 'what would be removed, and why' },
    { line: 'kubeadm-ts reset', does: 'after a question' },
    { line: 'kubeadm-ts reset --force', does: 'in scripts: nothing is asked' },
  ],
  flags: flagsNamed(FLAGS, RESET_FLAGS),
  commands: [phaseCommand(COMMANDS)],
  run: wholeRun(COMMANDS),
};

async function start(
  { io, flags: values, path }: Invocation,
  { fullRun, select }: Selection<ResetContext>,
): Promise<void> {
  const reporter = reporterFor(io, values, verbosityOf(values));
  const rootfs = String(values['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
  const run = { flags: resetFlags(values), setFlags: Object.keys(values), select, fullRun, command: path };
  try {
    await runReset(run, machine, reporter, io);
  } finally {
    reporter.end();
    machine.close();
  }
}
