import { withSkippedAddons } from '../../pkg/config/skipped-addons.ts';
import { describeError, hintOf } from '../../pkg/errors/kubeadm-error.ts';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import { keyAlgorithm } from '../../pkg/config/key-algorithm.ts';
import type { InitConfig, InitFlags } from '../../pkg/config/types.ts';
import { detectExternalCa } from '../../pkg/pki/external-ca.ts';
import { runWorkflow } from '../../pkg/workflow/run-workflow.ts';
import type { SelectedStep } from '../../pkg/workflow/select-steps.ts';
import { keysNeeded } from '../../phases/certs/keys-needed.ts';
import type { InitContext, InitSettings } from '../../phases/init-context.ts';
import type { Io } from '../cli/io.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { refuseSecondRun } from '../machine/interrupted-run.ts';
import { loadFrom } from '../machine/load-from.ts';
import type { Machine } from '../machine/machine.ts';
import { ADMIN_CONF, hostFor } from './run-host.ts';

/** One run of `init`, or of some of its phases. */
export interface InitRun {
  readonly flags: InitFlags;
  /** Names of all flags that were set, as written. */
  readonly setFlags: readonly string[];
  /** The steps, chosen with what `--skip-phases` or the configuration leaves out. */
  readonly select: (skip: readonly string[]) => readonly SelectedStep<InitContext>[];
  readonly fullRun: boolean;
  /** Whether the command has a `--cri-socket` flag: only then are sockets looked for. */
  readonly takesCriSocket: boolean;
  readonly command: readonly string[];
}

/**
 * Put the parts together and run: configuration, host (real, or a dry run over it), keys made ahead, phases, events.
 *
 * @throws KubeadmError whatever stops the run
 */
export async function runInit(run: InitRun, machine: Machine, reporter: Reporter, io: Io): Promise<void> {
  const { flags } = run;
  // unknown names are refused before anything is looked at
  run.select(flags.skipPhases ?? []);
  const loaded = await loadFrom(machine, flags.config, reporter, (view) =>
    loadInitConfig(view, flags, { detectCriSocket: run.takesCriSocket, setFlags: run.setFlags }),
  );
  const { config, skipPhases } = run.fullRun
    ? withSkippedAddons(loaded.config, skipOf(flags, loaded.config))
    : { config: loaded.config, skipPhases: [] };
  const steps = run.select(skipPhases);
  if (config.dryRun) {
    reporter.emit({
      type: 'note',
      phase: 'dry-run',
      message: 'nothing is changed: what follows is what a run would do',
    });
    reporter.showChanges();
  }
  const settings = settingsOf(flags, config, run.fullRun);
  const external = await detectExternalCa(machine.view, config, settings);
  external.warnings.forEach((message) => reporter.emit({ type: 'warning', message }));
  if (run.fullRun) sayWhat(config, reporter);

  const marked = { workflow: 'init', command: run.command, pid: io.pid } as const;
  if (run.fullRun && !config.dryRun) await refuseSecondRun(machine.view, marked);
  const { keys } = machine;
  const paths = steps.filter(({ skipped }) => !skipped).map(({ path }) => path);
  keys.expect(keyAlgorithm(config.cluster), await keysNeeded(machine.view, { config, settings, phases: paths }));
  const { host, finish } = hostFor(run, { config, settings, machine, pid: io.pid }, reporter);
  const data: Record<string, unknown> = {};
  const contextFor = (phase: string): InitContext => ({
    config,
    settings,
    host,
    keys,
    startedAt: machine.startedAt,
    note: (message) => reporter.emit({ type: 'note', phase, message }),
    warn: (message) => reporter.emit({ type: 'warning', phase, message }),
    result: (text, more) => {
      Object.assign(data, more);
      reporter.result(text);
    },
  });
  await runWorkflow(steps, { emit: reporter.emit, contextFor, clock: io.clock, signal: io.signal });
  for (const failure of await machine.settle()) reporter.emit({ type: 'warning', message: withHint(failure) });
  await finish();
  reporter.end({ command: run.command.join(' '), dryRun: config.dryRun, ...data });
}

/** The configuration's list counts only where the flag is empty. */
function skipOf(flags: InitFlags, config: InitConfig): readonly string[] {
  return flags.skipPhases !== undefined && flags.skipPhases.length > 0 ? flags.skipPhases : config.skipPhases;
}

function settingsOf(flags: InitFlags, config: InitConfig, fullRun: boolean): InitSettings {
  return {
    kubeconfig: flags.kubeconfig ?? ADMIN_CONF,
    kubeconfigDir: flags.kubeconfigDir ?? '/etc/kubernetes',
    uploadCerts: flags.uploadCerts ?? false,
    skipTokenPrint: flags.skipTokenPrint ?? false,
    skipCertificateKeyPrint: flags.skipCertificateKeyPrint ?? false,
    printManifest: flags.printManifest ?? false,
    ignorePreflightErrors: config.nodeRegistration.ignorePreflightErrors,
    fullRun,
  };
}

function sayWhat({ cluster, nodeRegistration, localAPIEndpoint }: InitConfig, { emit }: Reporter): void {
  const address = `${localAPIEndpoint.advertiseAddress}, port ${localAPIEndpoint.bindPort}`;
  emit({
    type: 'note',
    phase: 'init',
    message: `Kubernetes ${cluster.kubernetesVersion} on node ${nodeRegistration.name} (${address})`,
  });
}

function withHint(error: unknown): string {
  const hint = hintOf(error);
  return hint === undefined ? describeError(error) : `${describeError(error)} (${hint})`;
}
