import { FEATURE_GATES } from '../../../pkg/config/feature-gates.ts';
import type { InitConfig } from '../../../pkg/config/types.ts';
import type { Host } from '../../../pkg/host/host.ts';
import { privilegedUser } from '../checks/privileged-user.ts';
import { report, runChecks, type Reporting } from '../run-checks.ts';
import { coreDnsMigration, coreDnsUnsupportedPlugins } from './coredns-checks.ts';
import { CREATE_JOB, createJob } from './create-job.ts';
import { apiServerHealth, controlPlaneNodesReady, staticPodManifests } from './health-checks.ts';

/** What the health of a cluster is judged from. */
export interface HealthParts extends Pick<Reporting, 'ignored' | 'note' | 'warn'> {
  readonly host: Host;
  readonly node: () => Promise<InitConfig>;
}

const CLUSTER_CHECKS = [
  coreDnsUnsupportedPlugins,
  coreDnsMigration,
  controlPlaneNodesReady,
  staticPodManifests,
] as const;

/**
 * Whether a cluster is well enough to be upgraded: root first, then the API server, then everything else at the same
 * time, told together.
 *
 * @returns the configuration of the node and its cluster
 * @throws KubeadmError `preflight-failed`
 */
export async function clusterHealth({ host, node, ...how }: HealthParts): Promise<InitConfig> {
  const reporting: Reporting = { workflow: 'upgrade', ...how };
  report(await runChecks([privilegedUser], host, undefined), reporting);
  report(await runChecks([apiServerHealth], host, undefined), reporting);
  const config = await node();
  const [results, findings] = await Promise.all([
    runChecks(CLUSTER_CHECKS, host, config),
    createJob(host, config.cluster),
  ]);
  report([...results, { name: CREATE_JOB, findings }], reporting);
  featureGateNotes(config).forEach(how.note);
  return config;
}

/** Gates of the cluster that an earlier release took, and this one warns of or does not know. */
export function featureGateNotes({ cluster }: Pick<InitConfig, 'cluster'>): readonly string[] {
  const known: Readonly<Record<string, { readonly stage: string; readonly doc: string }>> = FEATURE_GATES;
  return Object.keys(cluster.featureGates).flatMap((name) => {
    const gate = known[name];
    if (gate === undefined) return [`the cluster's feature gate ${name} is not known to this release`];
    return gate.stage === 'deprecated' ? [`the cluster's feature gate ${name} is deprecated: ${gate.doc}`] : [];
  });
}
