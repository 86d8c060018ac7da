import { componentConfigStates } from '../../pkg/cluster/component-config-states.ts';
import { exactKubernetesVersion } from '../../pkg/config/defaults/kubernetes-version.ts';
import { marshalClusterConfiguration } from '../../pkg/config/marshal.ts';
import type { UpgradePlanConfig } from '../../pkg/config/upgrade-types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { availableUpgrades, type AvailableUpgrade } from '../../pkg/upgrade/available-upgrades.ts';
import {
  clusterVersion,
  distinct,
  readClusterVersions,
  type ClusterVersions,
} from '../../pkg/upgrade/cluster-versions.ts';
import { findReleases, releasesOf, type FoundReleases } from '../../pkg/upgrade/release-labels.ts';
import { CLIENT_VERSION } from '../../pkg/version/client-version.ts';
import { parseKubernetesVersion } from '../../pkg/version/kubernetes-version.ts';
import { privilegedUser } from '../../phases/preflight/checks/privileged-user.ts';
import { report, runChecks } from '../../phases/preflight/run-checks.ts';
import { clusterHealth } from '../../phases/preflight/upgrade/cluster-health.ts';
import type { Invocation } from '../cli/command.ts';
import { objectPrinter } from '../printers/object-printer.ts';
import { withClusterAtHand, type ClusterAtHand } from './cluster-at-hand.ts';
import { upgradePlan, type UpgradePlan } from './plan-object.ts';
import { planText } from './plan-text.ts';

const TEXT = 'text';
const PHASE = 'upgrade/plan';

/**
 * `upgrade plan`: whether the cluster is well enough, and what it can be upgraded to.
 *
 * @throws KubeadmError `invalid-flag`, `invalid-version` before anything is asked; `preflight-failed`; `api-*`
 */
export async function planUpgrade(invocation: Invocation): Promise<void> {
  await withClusterAtHand(invocation, async (at) => {
    const given = givenVersion(at.config.plan);
    const format = String(invocation.flags['output'] ?? TEXT);
    const print = await printerFor(format, invocation, at.host);
    const plan = await planFor(at, given, invocation);
    if (plan.availableUpgrades.length > 0) invocation.io.stdout(print(plan));
  });
}

function givenVersion({ kubernetesVersion }: UpgradePlanConfig): string | undefined {
  if (kubernetesVersion === '') return undefined;
  const exact = exactKubernetesVersion(kubernetesVersion);
  if (exact !== undefined) return exact.version;
  throw new KubeadmError('invalid-version', `${JSON.stringify(kubernetesVersion)} is no version`, {
    hint: 'write it in full, for example v1.36.2; without a version the release server is asked which ones there are',
  });
}

async function printerFor(
  format: string,
  { flags }: Invocation,
  { readFile }: Pick<HostView, 'readFile'>,
): Promise<(plan: UpgradePlan) => string> {
  // not in capitals, as in the reference
  if (format === TEXT) return planText;
  const allowMissing = flags['allow-missing-template-keys'] !== false;
  const print = await objectPrinter(format, { allowMissing, more: [TEXT], field: 'availableUpgrades', readFile });
  return (plan) => print(plan, 0);
}

async function planFor(at: ClusterAtHand, given: string | undefined, { flags, io }: Invocation): Promise<UpgradePlan> {
  const { host, config, reporter } = at;
  const { plan } = config;
  const warn = (message: string): void => reporter.emit({ type: 'warning', message });
  const quiet = (flags['output'] ?? TEXT) !== TEXT;
  const note = (message: string): void => {
    if (!quiet) reporter.emit({ type: 'note', phase: PHASE, message });
  };
  const reporting = { workflow: 'upgrade', ignored: plan.ignorePreflightErrors, note, warn } as const;
  report(await runChecks([privilegedUser], host, undefined), reporting);
  const node = await at.node();
  await clusterHealth({ host, config: node, ignored: plan.ignorePreflightErrors, note, warn });
  if (plan.printConfig && !quiet) io.stdout(indented(marshalClusterConfiguration(node)));
  // not earlier: a cluster that was just made does not show all its Pods before it runs a Job
  const [versions, configs] = await Promise.all([readClusterVersions(host), componentConfigStates(host)]);
  const current = clusterVersion(versions);
  tellDifferences(versions, warn);
  const found = given === undefined ? await askReleases(host, current, plan) : fixed(given, current);
  found.notes.forEach(note);
  found.warnings.forEach(warn);
  const upgrades = upgradesTo(found, current, plan, given);
  note(`the cluster runs ${current}, this program follows ${CLIENT_VERSION}`);
  if (upgrades.length === 0) note(`there is nothing newer to upgrade to${given === undefined ? '' : `: ${given}`}`);
  const parts = { upgrades, versions, clusterVersion: current, own: CLIENT_VERSION, configs };
  return upgradePlan({ ...parts, cluster: node.cluster, etcdUpgrade: plan.etcdUpgrade });
}

function askReleases(host: HostView, cluster: string, plan: UpgradePlanConfig): Promise<FoundReleases> {
  const unstable = plan.allowExperimentalUpgrades || plan.allowRCUpgrades;
  return findReleases(host, { cluster, own: CLIENT_VERSION, unstable });
}

function fixed(given: string, cluster: string): FoundReleases {
  return { releases: releasesOf(given, cluster), notes: [], warnings: [] };
}

/** Whoever names a version that is not stable wants to see what it would mean. */
function upgradesTo(
  { releases }: FoundReleases,
  cluster: string,
  plan: UpgradePlanConfig,
  given: string | undefined,
): readonly AvailableUpgrade[] {
  const [stage] = parseKubernetesVersion(given ?? '')?.prerelease ?? [];
  const candidate = String(stage).startsWith('rc');
  return availableUpgrades({
    cluster,
    own: CLIENT_VERSION,
    releases,
    allowExperimentalUpgrades: stage === undefined ? plan.allowExperimentalUpgrades : !candidate,
    allowRCUpgrades: stage === undefined ? plan.allowRCUpgrades : candidate,
  });
}

function tellDifferences({ components }: ClusterVersions, warn: (message: string) => void): void {
  const servers = components['kube-apiserver'];
  if (distinct(servers).length < 2) return;
  const each = servers.map(({ node, version }) => `${version} on ${node}`).join(', ');
  warn(
    `the API servers have different versions: ${each}; bring the other control planes to the newest with upgrade node`,
  );
}

function indented(yaml: string): string {
  return `The configuration of the cluster:\n${yaml.replace(/^(?=.)/gm, '\t')}`;
}
