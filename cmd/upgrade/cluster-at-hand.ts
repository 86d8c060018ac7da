import { loadUpgradeConfig } from '../../pkg/config/load-upgrade-config.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import type { UpgradeConfig } from '../../pkg/config/upgrade-types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host } from '../../pkg/host/host.ts';
import { createKeyPool } from '../../pkg/pki/key-pool.ts';
import { readNodeConfig } from '../../pkg/cluster/read-node-config.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { loadFrom } from '../machine/load-from.ts';
import { realMachine } from '../machine/real-machine.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { patientHost } from '../token/patient-host.ts';
import { upgradeFlags } from './upgrade-flags.ts';

export const API_SERVER_MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/** What a command has that looks at the cluster of this machine without upgrading it. */
export interface ClusterAtHand {
  /** The UpgradeConfiguration. */
  readonly config: UpgradeConfig;
  /** Waits for the API server, and says so. */
  readonly host: Host;
  readonly reporter: Reporter;
  /** The configuration of this node and its cluster, read when it is asked for. @throws KubeadmError */
  node(): Promise<InitConfig>;
}

/**
 * Run a command that reads the cluster with admin.conf, or the kubeconfig that is named: no other place is looked into,
 * as in the reference.
 *
 * @throws KubeadmError `invalid-configuration`, `mixed-flags`, `kubeconfig-missing`, and whatever stops the command
 */
export async function withClusterAtHand(
  { io, flags: values, args }: Invocation,
  work: (at: ClusterAtHand) => Promise<void>,
): Promise<void> {
  const reporter = textReporter(io, verbosityOf(values));
  const rootfs = String(values['rootfs'] ?? '');
  const machine = io.machine?.(rootfs) ?? realMachine(io, rootfs, createKeyPool());
  const flags = upgradeFlags(values, args);
  try {
    const { config } = await loadFrom(machine, flags.config, reporter, (view) =>
      loadUpgradeConfig(view, flags, { setFlags: Object.keys(values) }),
    );
    const kubeconfig = flags.kubeconfig ?? ADMIN_KUBECONFIG;
    const request = { emit: reporter.emit, kubeconfig, server: undefined, apiCallTimeoutMs: 0 };
    const host = patientHost(machine.host({ ...request, unreachableIsAbsent: false }));
    await requireKubeconfig(host, kubeconfig);
    await work({ config, host, reporter, node: () => nodeOf(host, config) });
  } finally {
    reporter.end();
    machine.close();
  }
}

async function requireKubeconfig(host: Host, path: string): Promise<void> {
  if ((await host.stat(path)) !== undefined) return;
  throw new KubeadmError('kubeconfig-missing', `there is no ${path} to talk to the cluster with`, {
    hint: 'run this as root on a control-plane machine, or name the kubeconfig of a cluster administrator with --kubeconfig',
  });
}

async function nodeOf(host: Host, { plan, timeouts }: UpgradeConfig): Promise<InitConfig> {
  return readNodeConfig(host, {
    controlPlane: (await host.stat(API_SERVER_MANIFEST)) !== undefined,
    patchesDirectory: '',
    ignorePreflightErrors: plan.ignorePreflightErrors,
    imagePullPolicy: 'IfNotPresent',
    imagePullSerial: true,
    timeouts,
    dryRun: false,
  });
}
