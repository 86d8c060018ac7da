import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import { loadConnection } from '../../pkg/kubeconfig/load-kubeconfig.ts';
import type { RenewalConfig } from '../../pkg/pki/certificate-spec.ts';
import { controlPlaneEndpointUrl } from '../../pkg/net/endpoint.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import { certsCluster } from '../certs/certs-session.ts';
import type { FlagValues } from '../cli/flag.ts';
import type { FileMachine } from '../config/file-machine.ts';
import { loadFrom } from '../machine/load-from.ts';
import type { Reporter } from '../reporters/reporter.ts';

interface UserSource {
  readonly flags: FlagValues;
  readonly machine: FileMachine;
  readonly reporter: Reporter;
}

/** The cluster of a new user, and where it is. */
export interface ClusterForUser {
  readonly cluster: RenewalConfig['cluster'];
  /** `https://host:port` */
  readonly server: string;
}

/**
 * The cluster for whose user a kubeconfig is made: of `--config`; or else the one that admin.conf on this machine leads
 * to; or else one with defaults at this machine's address. Nobody is asked over the network.
 *
 * @throws KubeadmError `invalid-configuration`, `kubeconfig-unreadable`, `kubeconfig-incomplete`
 */
export async function clusterForUser({ flags, machine, reporter }: UserSource): Promise<ClusterForUser> {
  const file = String(flags['config'] ?? '') || undefined;
  const admin = file === undefined ? await loadConnection(machine.view, ADMIN_KUBECONFIG) : undefined;
  if (admin !== undefined && admin.server !== '') {
    const cluster = await certsCluster({
      flags,
      view: machine.view,
      files: async () => machine,
      emit: reporter.emit,
    });
    return { cluster: { ...cluster, clusterName: admin.clusterName }, server: admin.server };
  }
  const options = { detectCriSocket: false, checkBindAddress: false, lookUpVersion: false };
  const { config } = await loadFrom(machine, file, reporter, (view) =>
    loadInitConfig(view, file === undefined ? {} : { config: file }, options),
  );
  return { cluster: config.cluster, server: controlPlaneEndpointUrl(config) };
}
