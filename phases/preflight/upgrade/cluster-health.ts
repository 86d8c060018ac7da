import { FEATURE_GATES } from '../../../pkg/config/feature-gates.ts';
import type { InitConfig } from '../../../pkg/config/types.ts';
import type { Host } from '../../../pkg/host/host.ts';
import { report, runChecks, type Reporting } from '../run-checks.ts';
import { API_SERVER_HEALTH, apiServerHealth } from './api-server-health.ts';
import { coreDnsMigration, coreDnsUnsupportedPlugins } from './coredns-checks.ts';
import { CREATE_JOB, createJob } from './create-job.ts';
import { controlPlaneNodesReady, staticPodManifests } from './health-checks.ts';

/** What the health of a cluster is judged from. */
export interface HealthParts extends Pick<Reporting, 'ignored' | 'note' | 'warn'> {
  readonly host: Host;
  readonly config: InitConfig;
}

const CLUSTER_CHECKS = [
  coreDnsUnsupportedPlugins,
  coreDnsMigration,
  controlPlaneNodesReady,
  staticPodManifests,
] as const;

/**
 * Whether a cluster is well enough to be upgraded: the API server, then everything else at the same time, told together.
 *
 * @throws KubeadmError `preflight-failed`
 */
export async function clusterHealth({ host, config, ...how }: HealthParts): Promise<void> {
  const reporting: Reporting = { workflow: 'upgrade', ...how };
  const health = await apiServerHealth(host, config.timeouts.kubernetesAPICall);
  report([{ name: API_SERVER_HEALTH, findings: health }], reporting);
  const [results, findings] = await Promise.all([
    runChecks(CLUSTER_CHECKS, host, config),
    createJob(host, config.cluster),
  ]);
  report([...results, { name: CREATE_JOB, findings }], reporting);
  featureGateNotes(config).forEach(how.note);
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
