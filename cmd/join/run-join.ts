import { loadJoinConfig } from '../../pkg/config/load-join-config.ts';
import type { JoinConfig, JoinFlags } from '../../pkg/config/types.ts';
import type { Host } from '../../pkg/host/host.ts';
import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import { runWorkflow } from '../../pkg/workflow/run-workflow.ts';
import type { SelectedStep } from '../../pkg/workflow/select-steps.ts';
import type { JoinContext, JoinedCluster } from '../../phases/join-context.ts';
import { joinResult } from '../../phases/join-result/join-result.ts';
import { JOINS_AS_WORKER } from '../../phases/worker-skips.ts';
import type { Io } from '../cli/io.ts';
import { loadFrom } from '../machine/load-from.ts';
import { markingHost, refuseSecondRun } from '../machine/interrupted-run.ts';
import type { Machine } from '../machine/machine.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { clusterFinder } from './cluster-finder.ts';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';

/** One run of `join`, or of some of its phases. */
export interface JoinRun {
  readonly flags: JoinFlags;
  /** Names of all flags that were set, as written. */
  readonly setFlags: readonly string[];
  /** The steps, chosen with what `--skip-phases` or the configuration leaves out. */
  readonly select: (skip: readonly string[]) => readonly SelectedStep<JoinContext>[];
  readonly fullRun: boolean;
  /** Whether the command has a flag. */
  readonly takes: (flag: string) => boolean;
  readonly command: readonly string[];
}

/**
 * Put the parts together and run: configuration, host (real, or a dry run over it), discovery when it is first asked
 * for, phases, events.
 *
 * @throws KubeadmError whatever stops the run
 */
export async function runJoin(run: JoinRun, machine: Machine, reporter: Reporter, io: Io): Promise<void> {
  const { flags, fullRun } = run;
  // unknown names are refused before anything is looked at
  run.select(flags.skipPhases ?? []);
  const config = await load(run, machine, reporter);
  const steps = run.select(fullRun ? skipOf(flags, config) : []);
  sayWhat(config, run, reporter);
  const marked = { workflow: 'join', command: run.command, pid: io.pid } as const;
  if (fullRun && !config.dryRun) await refuseSecondRun(machine.view, marked);
  const real = machine.host({
    emit: reporter.emit,
    kubeconfig: ADMIN_CONF,
    server: undefined,
    apiCallTimeoutMs: config.timeouts.kubernetesAPICall,
    unreachableIsAbsent: config.dryRun,
  });
  const marking = fullRun && !config.dryRun ? markingHost(real, marked) : undefined;
  const host = announced(config.dryRun ? dryRun(real) : (marking?.host ?? real), reporter.emit);
  const context = joinContexts({ run, config, machine, reporter }, real, host);
  if (!fullRun) warnOfNothing(steps, context.of(''), reporter);
  await runWorkflow(steps, { emit: reporter.emit, contextFor: context.of, clock: io.clock, signal: io.signal });
  await marking?.finish();
  if (fullRun) tell(config, await context.cluster(), context.data, reporter);
  reporter.end({ command: run.command.join(' '), dryRun: config.dryRun, ...context.data });
}

async function load(run: JoinRun, machine: Machine, reporter: Reporter): Promise<JoinConfig> {
  const { flags, setFlags, takes } = run;
  const loaded = await loadFrom(machine, flags.config, reporter, (view) =>
    loadJoinConfig(view, flags, {
      detectCriSocket: takes('cri-socket'),
      takesDiscoveryFile: takes('discovery-file'),
      setFlags,
    }),
  );
  return loaded.config;
}

/** The configuration's list counts only where the flag is empty. */
function skipOf(flags: JoinFlags, config: JoinConfig): readonly string[] {
  return flags.skipPhases !== undefined && flags.skipPhases.length > 0 ? flags.skipPhases : config.skipPhases;
}

function sayWhat(
  { dryRun: dry, controlPlane, nodeRegistration }: JoinConfig,
  { fullRun }: JoinRun,
  reporter: Reporter,
) {
  if (dry) {
    const message = 'nothing is changed: what follows is what a run would do';
    reporter.emit({ type: 'note', phase: 'dry-run', message });
    reporter.showChanges();
  }
  if (!fullRun) return;
  const role =
    controlPlane === undefined ? 'a worker' : `a control plane (${controlPlane.localAPIEndpoint.advertiseAddress})`;
  reporter.emit({ type: 'note', phase: 'join', message: `node ${nodeRegistration.name} joins as ${role}` });
}

interface Parts {
  readonly run: JoinRun;
  readonly config: JoinConfig;
  readonly machine: Machine;
  readonly reporter: Reporter;
}

/** One context for each phase; the cluster is found once for all of them, for real also in a dry run. */
function joinContexts({ run, config, machine, reporter }: Parts, real: Host, host: Host) {
  const data: Record<string, unknown> = {};
  const cluster = clusterFinder(real, { config, keys: machine.keys, emit: reporter.emit });
  const of = (phase: string): JoinContext => ({
    config,
    settings: { fullRun: run.fullRun },
    host,
    keys: machine.keys,
    startedAt: machine.startedAt,
    cluster,
    note: (message) => reporter.emit({ type: 'note', phase, message }),
    warn: (message) => reporter.emit({ type: 'warning', phase, message }),
    result: (text, more) => {
      Object.assign(data, more);
      reporter.result(text);
    },
  });
  return { of, cluster, data };
}

/** Whoever asks for a phase of control planes and forgets the flag would wonder why nothing happens. */
function warnOfNothing(steps: readonly SelectedStep<JoinContext>[], context: JoinContext, { emit }: Reporter): void {
  if (!steps.every(({ step }) => step.skipReason?.(context) === JOINS_AS_WORKER)) return;
  const message = `nothing is done: ${JOINS_AS_WORKER}, and this phase is for control planes only: --control-plane, or controlPlane in the configuration, makes it one`;
  emit({ type: 'warning', message });
}

function tell(config: JoinConfig, joined: JoinedCluster, data: Record<string, unknown>, reporter: Reporter): void {
  const { text, data: more } = joinResult(config, joined);
  Object.assign(data, more);
  if (!config.dryRun) return reporter.result(text);
  const message = `nothing was changed; without --dry-run, this machine becomes the node ${config.nodeRegistration.name} of the cluster at ${joined.discovered.server}`;
  reporter.emit({ type: 'note', phase: 'dry-run', message });
}
