import { minorOf } from '../config/defaults/kubernetes-version.ts';
import { compareKubernetesVersions, parseKubernetesVersion } from '../version/kubernetes-version.ts';
import type { Releases } from './release-labels.ts';

/** An upgrade that is possible. */
export interface AvailableUpgrade {
  /** What it leads to, behind "the latest": `version in the v1.36 series`. The texts are the reference's: scripts look for them. */
  readonly description: string;
  /** `v1.36.2` */
  readonly target: string;
  /** The release of this program that is needed: its own where that is new enough. */
  readonly program: string;
}

/** What decides which upgrades there are. */
export interface UpgradeChoice {
  /** `v1.35.1` */
  readonly cluster: string;
  /** The release that this program follows. */
  readonly own: string;
  readonly releases: Releases;
  readonly allowExperimentalUpgrades: boolean;
  readonly allowRCUpgrades: boolean;
}

/** Which upgrades there are, the nearest first; none for a cluster that is as new as everything known. */
export function availableUpgrades(choice: UpgradeChoice): readonly AvailableUpgrade[] {
  const { own } = choice;
  const found = [...stableUpgrades(choice), ...unstableUpgrades(choice)];
  return found.map(([description, target]) => ({
    description,
    target,
    program: compareKubernetesVersions(own, target) >= 0 ? own : target,
  }));
}

type Described = readonly [description: string, target: string];

function stableUpgrades({ cluster, releases: { stable, series } }: UpgradeChoice): readonly Described[] {
  if (isUnstable(stable) || newer(cluster, stable)) return [];
  const found: Described[] = [];
  if (series !== undefined && newer(series, cluster))
    found.push([`version in the v${minorOf(cluster)} series`, series]);
  if (newer(stable, series ?? cluster) && newer(stable, cluster)) found.push(['stable version', stable]);
  return found;
}

function unstableUpgrades(choice: UpgradeChoice): readonly Described[] {
  const { cluster, releases, allowExperimentalUpgrades, allowRCUpgrades } = choice;
  const { latest, previous } = releases;
  if (latest === undefined || previous === undefined) return [];
  const found: Described[] = [];
  if (allowRCUpgrades && prereleaseOf(previous).startsWith('rc') && newer(previous, cluster))
    found.push(['release candidate version', previous]);
  if (allowExperimentalUpgrades && newer(latest, cluster))
    // the first alpha only marks that a branch was cut: the other branch is further
    found.push(['experimental version', prereleaseOf(latest) === 'alpha.0' ? previous : latest]);
  return found;
}

function newer(a: string, b: string): boolean {
  return compareKubernetesVersions(a, b) > 0;
}

function prereleaseOf(version: string): string {
  return parseKubernetesVersion(version)?.prerelease.join('.') ?? '';
}

function isUnstable(version: string): boolean {
  return prereleaseOf(version) !== '';
}
