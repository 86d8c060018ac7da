import type { ComponentConfigState } from '../../pkg/cluster/component-config-states.ts';
import { coreDnsImage, etcdImage } from '../../pkg/config/images.ts';
import type { ClusterConfiguration } from '../../pkg/config/types.ts';
import { imageTagOf } from '../../pkg/kube/image-tag.ts';
import type { AvailableUpgrade } from '../../pkg/upgrade/available-upgrades.ts';
import { distinct, type ClusterVersions, type VersionedNode } from '../../pkg/upgrade/cluster-versions.ts';
import { OUTPUT_VERSION } from '../printers/output-object.ts';

/** One line of the plan; fields and their order are those of the output API. */
export type PlannedChange = {
  readonly name: string;
  readonly currentVersion: string;
  readonly newVersion: string;
  readonly nodeName?: string;
};

export type PlannedUpgrade = {
  readonly description: string;
  readonly components: readonly PlannedChange[];
};

/** UpgradePlan of the output API. */
export type UpgradePlan = {
  readonly kind: 'UpgradePlan';
  readonly apiVersion: string;
  readonly availableUpgrades: readonly PlannedUpgrade[];
  readonly configVersions: readonly {
    readonly group: string;
    readonly currentVersion: string;
    readonly preferredVersion: string;
    readonly manualUpgradeRequired: boolean;
  }[];
};

const SERVERS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/** What a plan is made of. */
export interface PlanParts {
  readonly upgrades: readonly AvailableUpgrade[];
  readonly versions: ClusterVersions;
  /** `v1.35.1` */
  readonly clusterVersion: string;
  /** The release that this program follows. */
  readonly own: string;
  readonly cluster: ClusterConfiguration;
  readonly configs: readonly ComponentConfigState[];
  readonly etcdUpgrade: boolean;
}

/** The plan as data. */
export function upgradePlan(parts: PlanParts): UpgradePlan {
  return {
    kind: 'UpgradePlan',
    apiVersion: OUTPUT_VERSION,
    availableUpgrades: parts.upgrades.map((upgrade) => ({
      description: upgrade.description,
      components: plannedChanges(upgrade, parts),
    })),
    // a configuration that has to be rewritten by hand ends the plan before it is made
    configVersions: parts.configs.map((config) => ({ ...config, manualUpgradeRequired: false })),
  };
}

function plannedChanges({ target, program }: AvailableUpgrade, parts: PlanParts): readonly PlannedChange[] {
  const { versions, clusterVersion, own, etcdUpgrade } = parts;
  const cluster = { ...parts.cluster, kubernetesVersion: target };
  const dnsTarget = imageTagOf(coreDnsImage(cluster)) ?? '';
  return [
    ...(needNewKubelets(versions.kubelets, target) ? rows('kubelet', versions.kubelets, target) : []),
    ...SERVERS.flatMap((name) => rows(name, versions.components[name], target)),
    // its DaemonSet is the cluster's, and has one version
    { name: 'kube-proxy', currentVersion: clusterVersion.replace(/^v/, ''), newVersion: target },
    { name: 'CoreDNS', currentVersion: versions.dns, newVersion: dnsTarget },
    { name: 'kubeadm', currentVersion: own, newVersion: program },
    ...(etcdUpgrade ? rows('etcd', versions.components.etcd, imageTagOf(etcdImage(cluster)) ?? '') : []),
  ];
}

/** Not where all of them have the version already. */
function needNewKubelets(kubelets: readonly VersionedNode[], target: string): boolean {
  const known = distinct(kubelets);
  return known.length > 1 || (known.length === 1 && known[0] !== target);
}

function rows(name: string, nodes: readonly VersionedNode[], newVersion: string): readonly PlannedChange[] {
  return nodes.map(({ node, version }) => ({
    name,
    currentVersion: version,
    newVersion,
    ...(node === '' ? {} : { nodeName: node }),
  }));
}
