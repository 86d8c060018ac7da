import type { InitConfig } from '../pkg/config/types.ts';
import type { UpgradeConfig, UpgradeNodeConfig } from '../pkg/config/upgrade-types.ts';
import type { InitContext } from './init-context.ts';

/** How the command line asked `upgrade` to behave, beyond the configuration. */
export interface UpgradeSettings {
  /** `apply` brings the cluster to another version, `node` brings one further machine to the cluster's version. */
  readonly command: 'apply' | 'node';
  /** The whole command, or one phase. */
  readonly fullRun: boolean;
  /** The kubeconfig that talks to the cluster: admin.conf, on a worker kubelet.conf, unless another is named. */
  readonly kubeconfig: string;
  /** Whether this machine runs an API server: told by its manifest. */
  readonly controlPlane: boolean;
  /** When this upgrade of the node began: where an interrupted run goes on, that one's beginning. It names the backups. */
  readonly begun: Date;
  /** How the node is emptied before it is upgraded; `undefined` where its Pods stay. */
  readonly drain: DrainSettings | undefined;
}

/** How a node is emptied. */
export interface DrainSettings {
  /** Milliseconds after which it gives up. */
  readonly timeoutMs: number;
  /** Also Pods with an emptyDir: what is in it is lost. */
  readonly deleteEmptyDirData: boolean;
  /** Also Pods that no controller makes anew: they are lost. */
  readonly deleteBarePods: boolean;
}

/** The node that is upgraded, and its cluster. */
export interface UpgradingNode {
  /**
   * The cluster's configuration with this node's registration and endpoint, and the patches, timeouts and pull policy of
   * this run: what the phases of `init` take. `config.cluster.kubernetesVersion` is the version that is upgraded to.
   */
  readonly config: InitConfig;
  /** The version that the cluster's configuration had before this run. */
  readonly storedVersion: string;
}

/** What the phases of `upgrade apply` and `upgrade node` may read and use. A phase declares the part it needs with `Pick`. */
export interface UpgradeContext extends Pick<InitContext, 'host' | 'keys' | 'startedAt' | 'note' | 'warn' | 'result'> {
  /** All of the UpgradeConfiguration; what both commands have in common is in `options`. */
  readonly config: UpgradeConfig;
  /** The part of `config` that belongs to this command. */
  readonly options: UpgradeNodeConfig;
  readonly settings: UpgradeSettings;
  /** Read node and cluster: done when first asked for, and once in a run. @throws KubeadmError */
  node(): Promise<UpgradingNode>;
  /** Ask a person; a forced run and a dry run go on without. @returns whether to go on */
  confirm(question: string): Promise<boolean>;
}
