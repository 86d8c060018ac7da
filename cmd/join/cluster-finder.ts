import { joinedConfig } from '../../pkg/cluster/joined-config.ts';
import { readClusterConfig } from '../../pkg/cluster/read-cluster-config.ts';
import { keyAlgorithm } from '../../pkg/config/key-algorithm.ts';
import type { InitConfig, JoinConfig } from '../../pkg/config/types.ts';
import { discover } from '../../pkg/discovery/discover.ts';
import { withClusterName } from '../../pkg/discovery/bootstrap-kubeconfig.ts';
import type { Emit } from '../../pkg/events/event.ts';
import type { Host } from '../../pkg/host/host.ts';
import type { KeyPool } from '../../pkg/pki/key-pool.ts';
import { keysToJoin } from '../../phases/certs/keys-needed.ts';
import type { JoinedCluster } from '../../phases/join-context.ts';

/** What finding a cluster needs besides the host. */
export interface FinderParts {
  readonly config: JoinConfig;
  readonly keys: KeyPool;
  readonly emit: Emit;
}

/**
 * Finds the cluster when it is first asked for, and once: discovery, then its configuration, read with the credentials
 * of the joining machine.
 *
 * @param host - the real one, also for a dry run: without the cluster nothing can be said about it
 */
export function clusterFinder(host: Host, { config, keys, emit }: FinderParts): () => Promise<JoinedCluster> {
  let found: Promise<JoinedCluster> | undefined;
  const find = async (): Promise<JoinedCluster> => {
    // the client is loaded while the first answer travels; whoever needs it tells of a failure
    void import('../../pkg/kube/connect-cluster.ts').catch(() => undefined);
    const discovered = await discover(host, config, {
      note: (message) => emit({ type: 'note', phase: 'discovery', message }),
      warn: (message) => emit({ type: 'warning', phase: 'discovery', message }),
    });
    const stored = await readClusterConfig(host.clusterOf(discovered.kubeconfig));
    const joined = joinedConfig(config, stored);
    await expectKeys(host, joined, config, keys);
    const kubeconfig = withClusterName(discovered.kubeconfig, stored.cluster.clusterName);
    return { discovered: { ...discovered, kubeconfig }, config: joined };
  };
  return () => (found ??= find());
}

/** Now it is known of which kind the keys are, and how many. */
async function expectKeys(host: Host, joined: InitConfig, { controlPlane }: JoinConfig, keys: KeyPool): Promise<void> {
  if (controlPlane === undefined) return;
  keys.expect(keyAlgorithm(joined.cluster), await keysToJoin(host, joined));
}
