import { loadResetConfig } from '../../pkg/config/load-reset-config.ts';
import type { ResetConfig, ResetFlags } from '../../pkg/config/types.ts';
import { announced } from '../../pkg/host/announced.ts';
import type { Change } from '../../pkg/host/change.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { Host } from '../../pkg/host/host.ts';
import { runWorkflow } from '../../pkg/workflow/run-workflow.ts';
import type { SelectedStep } from '../../pkg/workflow/select-steps.ts';
import { interruptedRunFile } from '../../phases/interrupted-run.ts';
import { lookAtNode } from '../../phases/reset/look-at-node.ts';
import { resetResult } from '../../phases/reset/reset-result.ts';
import type { ResetContext, ResetNode } from '../../phases/reset-context.ts';
import type { Io } from '../cli/io.ts';
import { refuseSecondRun } from '../machine/interrupted-run.ts';
import { loadFrom } from '../machine/load-from.ts';
import type { Machine } from '../machine/machine.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { confirmation } from './confirmation.ts';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';
/** Milliseconds that the API server is tried for: it may be dead for good, and only helps. */
const API_PATIENCE_MS = 500;

/** One run of `reset`, or of some of its phases. */
export interface ResetRun {
  readonly flags: ResetFlags;
  /** Names of all flags that were set, as written. */
  readonly setFlags: readonly string[];
  /** The steps, chosen with what `--skip-phases` or the configuration leaves out. */
  readonly select: (skip: readonly string[]) => readonly SelectedStep<ResetContext>[];
  readonly fullRun: boolean;
  readonly command: readonly string[];
}

/**
 * Put the parts together and run: configuration, host (real, or a dry run over it), a look at the node when it is first
 * asked for, phases, events.
 *
 * @throws KubeadmError whatever stops the run
 */
export async function runReset(run: ResetRun, machine: Machine, reporter: Reporter, io: Io): Promise<void> {
  const { flags, fullRun } = run;
  // unknown names are refused before anything is looked at
  run.select(flags.skipPhases ?? []);
  const { config } = await loadFrom(machine, flags.config, reporter, (view) =>
    loadResetConfig(view, flags, { setFlags: run.setFlags }),
  );
  const steps = run.select(fullRun ? skipOf(flags, config) : []);
  if (config.dryRun) {
    const message = 'nothing is changed: what follows is what a run would do';
    reporter.emit({ type: 'note', phase: 'dry-run', message });
    reporter.showChanges();
  } else await refuseSecondRun(machine.view, { pid: io.pid });
  const { host, changes } = hostFor({ run, config, machine, reporter });
  const contexts = resetContexts({ run, config, machine, reporter }, host, io);
  // before anything is removed: the end tells of it, whatever phases are left out
  if (fullRun && machine.view.uid === 0) await contexts.node();
  await runWorkflow(steps, { emit: reporter.emit, contextFor: contexts.of, clock: io.clock, signal: io.signal });
  const { data, text } = fullRun
    ? await resetResult(host, await contexts.node(), changes)
    : { data: {}, text: undefined };
  if (text !== undefined && !config.dryRun) reporter.result(text);
  if (config.dryRun && changes.length === 0) reporter.result('[dry-run] nothing would be changed');
  reporter.end({ command: run.command.join(' '), dryRun: config.dryRun, ...contexts.data, ...data });
}

/** The configuration's list counts only where the flag is empty. */
function skipOf(flags: ResetFlags, config: ResetConfig): readonly string[] {
  return flags.skipPhases !== undefined && flags.skipPhases.length > 0 ? flags.skipPhases : config.skipPhases;
}

interface Parts {
  readonly run: ResetRun;
  readonly config: ResetConfig;
  readonly machine: Machine;
  readonly reporter: Reporter;
}

/** A dry run is another host; nothing else knows of it. Changes that were made are collected. */
function hostFor({ run, config, machine, reporter }: Parts): {
  readonly host: Host;
  readonly changes: readonly Change[];
} {
  const real = machine.host({
    emit: reporter.emit,
    kubeconfig: run.flags.kubeconfig ?? ADMIN_CONF,
    server: undefined,
    apiCallTimeoutMs: Math.min(config.timeouts.kubernetesAPICall, API_PATIENCE_MS),
    unreachableIsAbsent: false,
  });
  const told = announced(config.dryRun ? dryRun(real) : real, reporter.emit);
  const changes: Change[] = [];
  const change = async (each: Change): Promise<void> => {
    await told.change(each);
    changes.push(each);
  };
  return { host: Object.assign(Object.create(told) as Host, { change }), changes };
}

/** One context for each phase; the node is looked at once for all of them, and anew after a person thought for long. */
function resetContexts({ run, config, reporter }: Parts, host: Host, io: Io) {
  const data: Record<string, unknown> = {};
  const kubeconfig = run.flags.kubeconfig ?? ADMIN_CONF;
  const warnOf = (phase: string) => (message: string) => reporter.emit({ type: 'warning', phase, message });
  let looked: Promise<ResetNode> | undefined;
  const node = (phase = 'reset'): Promise<ResetNode> =>
    (looked ??= lookAtNode({ config, kubeconfig, host, warn: warnOf(phase) }));
  const confirm = confirmation({ config, reporter, io, forget: () => (looked = undefined) });
  const of = (phase: string): ResetContext => ({
    config,
    settings: {
      fullRun: run.fullRun,
      kubeconfig,
      marks: (['init', 'join', 'upgrade'] as const).map(interruptedRunFile),
    },
    host,
    node: () => node(phase),
    confirm,
    note: (message) => reporter.emit({ type: 'note', phase, message }),
    warn: warnOf(phase),
    result: (text, more) => {
      Object.assign(data, more);
      reporter.result(text);
    },
  });
  return { of, node: () => node(), data };
}
