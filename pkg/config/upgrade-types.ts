import type { ImagePullPolicy, Timeouts } from './types.ts';

/** What `upgrade apply` runs with. */
export interface UpgradeApplyConfig {
  /** As given, not checked yet; empty where nothing was. */
  readonly kubernetesVersion: string;
  readonly allowExperimentalUpgrades: boolean;
  readonly allowRCUpgrades: boolean;
  readonly certificateRenewal: boolean;
  readonly dryRun: boolean;
  readonly etcdUpgrade: boolean;
  readonly forceUpgrade: boolean;
  readonly ignorePreflightErrors: readonly string[];
  /** Folder with patches, an absolute path where a file gave it, or empty. */
  readonly patchesDirectory: string;
  readonly printConfig: boolean;
  readonly skipPhases: readonly string[];
  readonly imagePullPolicy: ImagePullPolicy;
  readonly imagePullSerial: boolean;
}

/** What `upgrade node` runs with. */
export type UpgradeNodeConfig = Pick<
  UpgradeApplyConfig,
  | 'certificateRenewal'
  | 'dryRun'
  | 'etcdUpgrade'
  | 'ignorePreflightErrors'
  | 'patchesDirectory'
  | 'skipPhases'
  | 'imagePullPolicy'
  | 'imagePullSerial'
>;

/** What `upgrade plan` runs with. */
export type UpgradePlanConfig = Pick<
  UpgradeApplyConfig,
  | 'kubernetesVersion'
  | 'allowExperimentalUpgrades'
  | 'allowRCUpgrades'
  | 'dryRun'
  | 'etcdUpgrade'
  | 'ignorePreflightErrors'
  | 'printConfig'
>;

/** What `upgrade diff` runs with. */
export interface UpgradeDiffConfig {
  readonly kubernetesVersion: string;
  /** Unchanged lines around each difference. */
  readonly contextLines: number;
}

/** What the subcommands of `upgrade` run with, each with its own part. Immutable. */
export interface UpgradeConfig {
  readonly apply: UpgradeApplyConfig;
  readonly node: UpgradeNodeConfig;
  readonly plan: UpgradePlanConfig;
  readonly diff: UpgradeDiffConfig;
  readonly timeouts: Timeouts;
}

/** What the command line gives to a subcommand of `upgrade`, each absent when its flag was not set. */
export interface UpgradeFlags {
  readonly config?: string;
  /** The positional argument. */
  readonly version?: string;
  readonly allowExperimentalUpgrades?: boolean;
  readonly allowReleaseCandidateUpgrades?: boolean;
  readonly certificateRenewal?: boolean;
  readonly contextLines?: number;
  readonly deleteBarePods?: boolean;
  readonly deleteEmptydirData?: boolean;
  readonly drain?: boolean;
  /** A Go duration. */
  readonly drainTimeout?: string;
  readonly dryRun?: boolean;
  readonly etcdUpgrade?: boolean;
  readonly force?: boolean;
  readonly ignorePreflightErrors?: readonly string[];
  readonly kubeconfig?: string;
  readonly patches?: string;
  readonly printConfig?: boolean;
  readonly skipPhases?: readonly string[];
  readonly yes?: boolean;
}
