import { loadUpgradeConfig } from '../../pkg/config/load-upgrade-config.ts';
import type { UpgradeConfig, UpgradeFlags, UpgradeNodeConfig } from '../../pkg/config/upgrade-types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { Host } from '../../pkg/host/host.ts';
import { runWorkflow } from '../../pkg/workflow/run-workflow.ts';
import type { SelectedStep } from '../../pkg/workflow/select-steps.ts';
import { backupStamp, forgetEmptyUpgrade } from '../../phases/upgrade-backups.ts';
import type { UpgradeContext, UpgradeSettings } from '../../phases/upgrade-context.ts';
import type { Io } from '../cli/io.ts';
import { loadFrom } from '../machine/load-from.ts';
import { markedSince, markingHost, refuseSecondRun } from '../machine/interrupted-run.ts';
import type { Machine } from '../machine/machine.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { confirming } from './confirming.ts';
import { tellCordon } from './tell-cordon.ts';
import { upgradeEnd } from './upgrade-end.ts';
import { nodeFinder } from './upgrading-node.ts';
import { refuseWithoutVersion, settingsFor } from './upgrade-settings.ts';

/** One run of `upgrade apply` or `upgrade node`, or of some of its phases. */
export interface UpgradeRun {
  readonly subcommand: UpgradeSettings['command'];
  readonly flags: UpgradeFlags;
  /** Names of all flags that were set, as written. */
  readonly setFlags: readonly string[];
  /** The steps, chosen with what `--skip-phases` or the configuration leaves out. */
  readonly select: (skip: readonly string[]) => readonly SelectedStep<UpgradeContext>[];
  readonly fullRun: boolean;
  readonly command: readonly string[];
}

/** The parts of one run. */
export interface UpgradeParts {
  readonly run: UpgradeRun;
  readonly config: UpgradeConfig;
  readonly options: UpgradeNodeConfig;
  readonly settings: UpgradeSettings;
  readonly machine: Machine;
  readonly reporter: Reporter;
}

/**
 * Put the parts together and run: configuration, mark, host (real, or a dry run over it), node and cluster when they
 * are first asked for, phases, events.
 *
 * @throws KubeadmError whatever stops the run
 */
export async function runUpgrade(run: UpgradeRun, machine: Machine, reporter: Reporter, io: Io): Promise<void> {
  const { flags, fullRun, subcommand } = run;
  // unknown names are refused before anything is looked at
  run.select(flags.skipPhases ?? []);
  const config = await load(run, machine, reporter);
  const options = config[subcommand];
  if (subcommand === 'apply') refuseWithoutVersion(config.apply.kubernetesVersion);
  const steps = run.select(fullRun ? skipOf(flags, options) : []);
  if (options.dryRun) sayDryRun(reporter);
  const begun = (await markedSince(machine.view, 'upgrade')) ?? machine.startedAt;
  const settings = await settingsFor(machine.view, run, begun);
  const parts: UpgradeParts = { run, config, options, settings, machine, reporter };
  const isDrained = fullRun && settings.drain !== undefined && !options.dryRun;
  const { host, finish } = await hostFor(parts, io);
  const contexts = upgradeContexts(parts, host, io);
  try {
    await runWorkflow(steps, { emit: reporter.emit, contextFor: contexts.of, clock: io.clock, signal: io.signal });
  } catch (error) {
    // everything is as it was: there is nothing to go on with
    if (error instanceof KubeadmError && error.code === 'upgrade-rolled-back') await finish();
    if (isDrained) await tellCordon(host, contexts.node, reporter);
    throw error;
  }
  if (fullRun) await forgetEmptyUpgrade(host, backupStamp(begun));
  await finish();
  if (isDrained) await tellCordon(host, contexts.node, reporter);
  if (fullRun) await upgradeEnd(parts, contexts);
  reporter.end({ command: run.command.join(' '), dryRun: options.dryRun, ...contexts.data });
}

async function load(run: UpgradeRun, machine: Machine, reporter: Reporter): Promise<UpgradeConfig> {
  const { flags, setFlags, fullRun } = run;
  const loaded = await loadFrom(machine, flags.config, reporter, (view) =>
    loadUpgradeConfig(view, flags, { setFlags, refuseMixedFlags: fullRun }),
  );
  return loaded.config;
}

/** The configuration's list counts only where the flag is empty. */
function skipOf(flags: UpgradeFlags, options: UpgradeNodeConfig): readonly string[] {
  return flags.skipPhases !== undefined && flags.skipPhases.length > 0 ? flags.skipPhases : options.skipPhases;
}

function sayDryRun(reporter: Reporter): void {
  const message = 'nothing is changed: what follows is what a run would do';
  reporter.emit({ type: 'note', phase: 'dry-run', message });
  reporter.showChanges();
}

/** A dry run is another host; nothing else knows of it. A whole run marks the machine while it is at work on it. */
async function hostFor({ run, config, options, settings, machine, reporter }: UpgradeParts, { pid }: Io) {
  const real = machine.host({
    emit: reporter.emit,
    kubeconfig: settings.kubeconfig,
    server: undefined,
    apiCallTimeoutMs: config.timeouts.kubernetesAPICall,
    unreachableIsAbsent: options.dryRun,
  });
  const nothing = async (): Promise<void> => undefined;
  if (options.dryRun) return { host: announced(dryRun(real), reporter.emit), finish: nothing };
  const marked = { workflow: 'upgrade', command: run.command, pid, begun: settings.begun } as const;
  await refuseSecondRun(machine.view, marked);
  if (!run.fullRun) return { host: announced(real, reporter.emit), finish: nothing };
  const marking = markingHost(real, marked);
  return { host: announced(marking.host, reporter.emit), finish: marking.finish };
}

/** One context for each phase; node and cluster are read once for all of them. */
function upgradeContexts(parts: UpgradeParts, host: Host, io: Io) {
  const { config, options, settings, machine, reporter } = parts;
  const data: Record<string, unknown> = {};
  const node = nodeFinder(parts, host);
  const confirm = confirming(parts, io);
  const of = (phase: string): UpgradeContext => ({
    config,
    options,
    settings,
    host,
    keys: machine.keys,
    startedAt: machine.startedAt,
    node,
    confirm,
    note: (message) => reporter.emit({ type: 'note', phase, message }),
    warn: (message) => reporter.emit({ type: 'warning', phase, message }),
    result: (text, more) => {
      Object.assign(data, more);
      reporter.result(text);
    },
  });
  return { of, node, data };
}
