import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import type { UpgradeContext } from '../../phases/upgrade-context.ts';
import { upgradeApplyWorkflow } from '../../phases/workflows/upgrade-apply.ts';
import { upgradeNodeWorkflow } from '../../phases/workflows/upgrade-node.ts';
import type { Command, Invocation } from '../cli/command.ts';
import { flagsNamed } from '../cli/flags.ts';
import { UPGRADE_FLAGS } from '../cli/upgrade-flags.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { realMachine } from '../machine/real-machine.ts';
import { reporterFor } from '../reporters/reporter-for.ts';
import { runUpgrade, type UpgradeRun } from '../upgrade/run-upgrade.ts';
import { upgradeFlags } from '../upgrade/upgrade-flags.ts';
import { phaseCommand, phaseTree, wholeRun, type Selection, type WorkflowCommands } from './workflow-command.ts';

const VERSION = [{ name: '[version]' }];
const PHASE_FLAGS = ['config', 'dry-run', 'output'];
/** Without -o's other meaning, which is that of `upgrade plan`. */
const RUN_FLAGS = UPGRADE_FLAGS.filter(({ name }) => name !== 'output');

const COMMON = [
  'certificate-renewal',
  'config',
  'dry-run',
  'etcd-upgrade',
  'ignore-preflight-errors',
  'kubeconfig',
  'output',
  'patches',
  'skip-phases',
];
const OF_NODE = [...COMMON, 'delete-bare-pods', 'delete-emptydir-data', 'drain', 'drain-timeout'];
const OF_APPLY = [
  ...COMMON,
  'allow-experimental-upgrades',
  'allow-release-candidate-upgrades',
  'force',
  'print-config',
  'yes',
];

/** `upgrade apply`: brings the cluster to another version, beginning with this control plane. */
export function upgradeApplyCommand(keys: KeyPool): Command {
  const commands: WorkflowCommands<UpgradeContext> = {
    name: 'upgrade apply',
    workflow: upgradeApplyWorkflow,
    phaseFlags: PHASE_FLAGS,
    flagTable: RUN_FLAGS,
    args: () => VERSION,
    usualWords: () => 'v1.36.2',
    examples: [
      {
        line: 'kubeadm-ts upgrade apply phase control-plane v1.36.2 --dry-run',
        does: 'what would change in the static Pods',
      },
    ],
    start: (invocation, selection) => start('apply', invocation, selection, keys),
  };
  return {
    name: 'apply',
    summary: 'Upgrade the cluster: this control plane first, then what the whole cluster shares',
    details:
      'To be run on one control plane; `upgrade node` follows on all other machines. Each component is replaced after the ' +
      'one before it is healthy. When one does not become healthy, what was there before is put back, and the reason is ' +
      'told. Where a run was interrupted, the same command goes on.\n\n' +
      `The phases, in order. Each can be left out with --skip-phases and run alone with "upgrade apply phase":\n\n${phaseTree(upgradeApplyWorkflow)}`,
    examples: [
      { line: 'kubeadm-ts upgrade apply v1.36.2 --dry-run', does: 'everything that would be changed' },
      { line: 'kubeadm-ts upgrade apply v1.36.2', does: 'after a question' },
      { line: 'kubeadm-ts upgrade apply v1.36.2 --yes', does: 'in scripts: nothing is asked' },
    ],
    flags: flagsNamed(OF_APPLY, RUN_FLAGS),
    args: VERSION,
    commands: [phaseCommand(commands)],
    run: wholeRun(commands),
  };
}

/** `upgrade node`: brings one further machine to the cluster's version. */
export function upgradeNodeCommand(keys: KeyPool): Command {
  const commands: WorkflowCommands<UpgradeContext> = {
    name: 'upgrade node',
    workflow: upgradeNodeWorkflow,
    phaseFlags: PHASE_FLAGS,
    flagTable: RUN_FLAGS,
    examples: [
      { line: 'kubeadm-ts upgrade node phase kubelet-config', does: "write the kubelet's configuration anew" },
    ],
    start: (invocation, selection) => start('node', invocation, selection, keys),
  };
  return {
    name: 'node',
    summary: "Upgrade one further machine to the cluster's version",
    details:
      'To be run after `upgrade apply`, on one machine after the other: first the other control planes, then the workers.\n\n' +
      `The phases, in order. Each can be left out with --skip-phases and run alone with "upgrade node phase":\n\n${phaseTree(upgradeNodeWorkflow)}`,
    examples: [
      { line: 'kubeadm-ts upgrade node', does: 'a control plane or a worker' },
      { line: 'kubeadm-ts upgrade node --drain', does: 'the same, while its Pods run elsewhere' },
    ],
    flags: flagsNamed(OF_NODE, RUN_FLAGS),
    commands: [phaseCommand(commands)],
    run: wholeRun(commands),
  };
}

async function start(
  subcommand: UpgradeRun['subcommand'],
  { io, flags: values, args, path }: Invocation,
  { fullRun, select }: Selection<UpgradeContext>,
  keys: KeyPool,
): Promise<void> {
  const reporter = reporterFor(io, values, verbosityOf(values));
  const rootfs = String(values['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, keys);
  const flags = upgradeFlags(values, args);
  try {
    await runUpgrade(
      { subcommand, flags, setFlags: Object.keys(values), select, fullRun, command: path },
      machine,
      reporter,
      io,
    );
  } finally {
    reporter.end();
    machine.close();
  }
}
