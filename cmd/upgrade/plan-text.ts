import { parseKubernetesVersion } from '../../pkg/version/kubernetes-version.ts';
import { alignColumns } from '../printers/align-columns.ts';
import type { PlannedChange, PlannedUpgrade, UpgradePlan } from './plan-object.ts';

/** The tables are formats: their columns and widths are the reference's. */
const COLUMNS = { minWidth: 10, padding: 3 } as const;
const HEADER = ['COMPONENT', 'NODE', 'CURRENT', 'TARGET'] as const;
const CONFIG_HEADER = ['API GROUP', 'CURRENT VERSION', 'PREFERRED VERSION', 'MANUAL UPGRADE REQUIRED'] as const;
const SEPARATOR = '_'.repeat(69);

/** The plan for a person. */
export function planText({ availableUpgrades, configVersions }: UpgradePlan): string {
  const configs = configVersions.map((config) => [
    config.group,
    config.currentVersion || '-',
    config.preferredVersion || '-',
    config.manualUpgradeRequired ? 'yes' : 'no',
  ]);
  return lines([
    ...availableUpgrades.flatMap(upgradeLines),
    'Configurations of components, as the cluster has them and as an upgrade writes them:',
    '',
    table([CONFIG_HEADER, ...configs]),
    SEPARATOR,
    '',
  ]);
}

function upgradeLines({ description, components }: PlannedUpgrade): readonly string[] {
  const byHand = components.filter(({ name }) => name === 'kubelet');
  const byApply = components.filter(({ name }) => name !== 'kubelet' && name !== 'kubeadm');
  const target = components.find(({ name }) => name === 'kube-proxy')?.newVersion ?? '';
  return [
    ...(byHand.length === 0 ? [] : ['To upgrade by hand, node by node, once the control plane is upgraded:', '']),
    ...(byHand.length === 0 ? [] : [table([HEADER, ...byHand.map(cells)]), '']),
    `Upgrade to the latest ${description}:`,
    '',
    table([HEADER, ...byApply.map(cells)]),
    '',
    'The upgrade is done by:',
    '',
    `\tkubeadm-ts upgrade apply ${target}${flagFor(target)}`,
    '',
    ...programNote(components),
    SEPARATOR,
    '',
  ];
}

function cells({ name, nodeName = '', currentVersion, newVersion }: PlannedChange): readonly string[] {
  return [name, nodeName, currentVersion, newVersion];
}

function flagFor(target: string): string {
  const [stage] = parseKubernetesVersion(target)?.prerelease ?? [];
  if (stage === undefined) return '';
  return String(stage).startsWith('rc') ? ' --allow-release-candidate-upgrades' : ' --allow-experimental-upgrades';
}

function programNote(components: readonly PlannedChange[]): readonly string[] {
  const program = components.find(({ name }) => name === 'kubeadm');
  if (program === undefined || program.currentVersion === program.newVersion) return [];
  return [
    `First get a kubeadm-ts that follows ${program.newVersion}; this one follows ${program.currentVersion} (kubeadm-ts version).`,
    '',
  ];
}

function table(rows: readonly (readonly string[])[]): string {
  return alignColumns(rows, COLUMNS);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
