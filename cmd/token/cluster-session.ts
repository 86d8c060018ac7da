import { announced } from '../../pkg/host/announced.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import type { Host } from '../../pkg/host/host.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import type { Machine } from '../machine/machine.ts';
import { realMachine } from '../machine/real-machine.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { kubeconfigPath } from './kubeconfig-path.ts';
import { patientHost } from './patient-host.ts';

/** A command at work on an existing cluster. */
export interface ClusterSession {
  /** Path of the kubeconfig that is used. */
  readonly kubeconfig: string;
  /** Reads for real; changes are made, or shown by a dry run. Waits for the API server, and says so. */
  readonly host: Host;
}

/** What a command does: it looks at what it was asked for, and then works on the cluster. */
export type ClusterCommand = (
  machine: Machine,
  reporter: Reporter,
) => Promise<(session: ClusterSession) => Promise<void>>;

/**
 * Run a command on the cluster of `--kubeconfig`, or of the usual kubeconfig.
 *
 * @throws KubeadmError `kubeconfig-missing`, and whatever stops the command
 */
export async function inCluster({ io, flags }: Invocation, command: ClusterCommand): Promise<void> {
  const reporter = textReporter(io, verbosityOf(flags));
  const rootfs = String(flags['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
  const planned = flags['dry-run'] === true;
  try {
    const work = await command(machine, reporter);
    const kubeconfig = await kubeconfigPath(machine.view, String(flags['kubeconfig'] ?? ''));
    const { emit } = reporter;
    const real = patientHost(
      machine.host({ emit, kubeconfig, server: undefined, apiCallTimeoutMs: 0, unreachableIsAbsent: false }),
    );
    if (planned) reporter.showChanges();
    await work({ kubeconfig, host: announced(planned ? dryRun(real) : real, emit) });
  } finally {
    reporter.end();
    machine.close();
  }
}
