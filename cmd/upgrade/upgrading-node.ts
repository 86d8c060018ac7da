import { readNodeConfig } from '../../pkg/cluster/read-node-config.ts';
import { kubernetesVersion } from '../../pkg/config/defaults/kubernetes-version.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Host } from '../../pkg/host/host.ts';
import { CLIENT_VERSION } from '../../pkg/version/client-version.ts';
import type { UpgradingNode } from '../../phases/upgrade-context.ts';
import type { UpgradeParts } from './run-upgrade.ts';

/** Reads the node and its cluster when they are first asked for, and once. */
export function nodeFinder(parts: UpgradeParts, host: Host): () => Promise<UpgradingNode> {
  let found: Promise<UpgradingNode> | undefined;
  return () => (found ??= find(parts, host));
}

async function find(parts: UpgradeParts, host: Host): Promise<UpgradingNode> {
  const { config, options, settings, run } = parts;
  const now = await readNodeConfig(host, {
    controlPlane: settings.controlPlane,
    patchesDirectory: options.patchesDirectory,
    ignorePreflightErrors: options.ignorePreflightErrors,
    imagePullPolicy: options.imagePullPolicy,
    imagePullSerial: options.imagePullSerial,
    timeouts: config.timeouts,
    dryRun: options.dryRun,
  });
  const storedVersion = now.cluster.kubernetesVersion;
  if (run.subcommand === 'node') return { config: now, storedVersion };
  return { config: await atVersion(parts, host, now), storedVersion };
}

async function atVersion({ config, reporter }: UpgradeParts, host: Host, now: InitConfig): Promise<InitConfig> {
  const found = await kubernetesVersion(host, config.apply.kubernetesVersion, CLIENT_VERSION);
  if (found.wrong !== undefined)
    throw new KubeadmError('invalid-version', found.wrong, found.hint === undefined ? {} : { hint: found.hint });
  for (const message of found.warnings ?? []) reporter.emit({ type: 'warning', message });
  const { version, ci: ciVersion } = found.value;
  return { ...now, cluster: { ...now.cluster, kubernetesVersion: version, ciVersion } };
}
