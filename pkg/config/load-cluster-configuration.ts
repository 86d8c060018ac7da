import type { HostView } from '../host/host.ts';
import { CLIENT_VERSION } from '../version/client-version.ts';
import { exactKubernetesVersion } from './defaults/kubernetes-version.ts';
import { deepFreeze } from './deep-freeze.ts';
import { clusterConfiguration, type ClusterDocument } from './kinds/cluster-configuration.ts';
import { initConfiguration } from './kinds/init-configuration.ts';
import { readInitDocuments } from './load/init-documents.ts';
import { Problems } from './load/problems.ts';
import { readConfigFile } from './load/read-config-file.ts';
import { resolvedCluster } from './load/resolved-cluster.ts';
import { complete } from './schema/complete.ts';
import type { ClusterConfiguration } from './types.ts';
import { validateInit } from './validate/validate-init.ts';

/**
 * The ClusterConfiguration of a file, for commands that need nothing else of it: neither machine nor network are asked,
 * so that a version label stays one.
 *
 * @throws KubeadmError `config-file-unreadable`, `invalid-configuration`
 */
export async function loadClusterConfiguration(
  view: HostView,
  file: string,
): Promise<{ readonly cluster: ClusterConfiguration; readonly warnings: readonly string[] }> {
  const given = readInitDocuments(await readConfigFile(view, file), false);
  const problems = new Problems(given);
  const cluster = complete(clusterConfiguration, given.cluster);
  const warnings = validateInit(
    { init: complete(initConfiguration, given.init), cluster },
    { now: view.now(), report: (kind, path, message, hint) => problems.add(kind, path, message, hint) },
  );
  problems.refuse();
  return { cluster: resolved(cluster), warnings: [...problems.warnings, ...warnings] };
}

/** The ClusterConfiguration of a cluster about which nothing is known. */
export function defaultClusterConfiguration(): ClusterConfiguration {
  return resolved(complete(clusterConfiguration, {}));
}

function resolved(cluster: ClusterDocument): ClusterConfiguration {
  const version = exactKubernetesVersion(cluster.kubernetesVersion) ?? { version: CLIENT_VERSION, ci: false };
  return deepFreeze(resolvedCluster(cluster, version));
}
