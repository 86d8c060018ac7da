import type { UpgradingNode } from '../../phases/upgrade-context.ts';
import type { UpgradeParts } from './run-upgrade.ts';

interface Ended {
  readonly data: Record<string, unknown>;
  node(): Promise<UpgradingNode>;
}

/** Says what was reached, and what is left to do. */
export async function upgradeEnd({ options, settings, reporter }: UpgradeParts, { data, node }: Ended): Promise<void> {
  const { config, storedVersion } = await node();
  const { name } = config.nodeRegistration;
  const version = config.cluster.kubernetesVersion;
  Object.assign(data, { node: name, controlPlane: settings.controlPlane, from: storedVersion, version });
  if (options.dryRun) return;
  reporter.result(settings.command === 'apply' ? applied(version) : nodeUpgraded(name, version, settings.controlPlane));
}

function applied(version: string): string {
  return `The control plane of this node, the cluster's configuration and its addons are at ${version} now.

What is left, one machine after the other:
  - the other control planes: kubeadm-ts upgrade node
  - then every worker: kubeadm-ts upgrade node
  - on each, this one included, the kubelet: install its new version and restart it
`;
}

function nodeUpgraded(name: string, version: string, controlPlane: boolean): string {
  const what = controlPlane ? `The control plane and the kubelet's configuration` : `The configuration of the kubelet`;
  return `${what} of ${name} ${controlPlane ? 'are' : 'is'} at ${version} now.

What is left on this machine is the kubelet: install its new version and restart it.
`;
}
