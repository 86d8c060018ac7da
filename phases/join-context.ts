import type { InitConfig, JoinConfig } from '../pkg/config/types.ts';
import type { DiscoveredCluster } from '../pkg/discovery/discovered-cluster.ts';
import type { Host } from '../pkg/host/host.ts';
import type { KeySource } from '../pkg/pki/key-source.ts';
import type { InitContext } from './init-context.ts';

/** How the command line asked `join` to behave, beyond the configuration. */
export interface JoinSettings {
  /** The whole `join`, or one phase. */
  readonly fullRun: boolean;
}

/** The cluster that is joined: who it is, and how it is configured. */
export interface JoinedCluster {
  readonly discovered: DiscoveredCluster;
  /**
   * The cluster's configuration with this node's own registration, endpoint, patches and timeouts: what the phases of
   * `init` take. A worker's `localAPIEndpoint.advertiseAddress` is empty.
   */
  readonly config: InitConfig;
}

/** What the phases of `join` may read and use. A phase declares the part it needs with `Pick`. */
export interface JoinContext extends Pick<InitContext, 'note' | 'warn' | 'result'> {
  readonly config: JoinConfig;
  readonly settings: JoinSettings;
  /** Its cluster is that of /etc/kubernetes/admin.conf, once that file is there: what only control planes have. */
  readonly host: Host;
  readonly keys: KeySource;
  /** When this run began: certificates are valid from five minutes before. */
  readonly startedAt: Date;
  /** Find the cluster and read its configuration: done when first asked for, and once in a run. @throws KubeadmError */
  cluster(): Promise<JoinedCluster>;
}
