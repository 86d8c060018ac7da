import { httpGet } from '../../../pkg/host/network.ts';
import type { DiscoveredCluster } from '../../../pkg/discovery/discovered-cluster.ts';
import { discover } from '../../../pkg/discovery/discover.ts';
import type { DiscoveryConfig, DiscoveryHost } from '../../../pkg/discovery/discovery-host.ts';
import { realCluster } from '../../../pkg/host/real-cluster.ts';
import type { MachineView } from '../../../pkg/host/real-view.ts';
import type { BootstrapTokenDiscovery } from '../../../pkg/config/types.ts';
import { JOIN_TOKEN } from '../../support/api-server/joinable-cluster.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

/** A simulated machine whose waits take no time, on the real network. */
export function discoveringMachine(
  options: MachineOptions & Partial<Pick<DiscoveryHost, 'httpGet' | 'clusterOf'>> = {},
): SimulatedMachine {
  const { httpGet: get = httpGet, clusterOf, ...rest } = options;
  const machine = new SimulatedMachine({ now: new Date(), ...rest });
  const cluster = realCluster({
    machine: machine as unknown as MachineView,
    kubeconfig: '/etc/kubernetes/admin.conf',
    superAdminKubeconfig: '/etc/kubernetes/super-admin.conf',
    apiCallTimeoutMs: 0,
    unreachableIsAbsent: false,
  });
  return Object.assign(machine, { httpGet: get, clusterOf: clusterOf ?? cluster.clusterOf });
}

export interface Told {
  readonly notes: string[];
  readonly warnings: string[];
}

/** Discovery, and what it told. */
export async function discovering(
  machine: SimulatedMachine,
  discovery: DiscoveryConfig['discovery'],
  timeoutMs = 300_000,
): Promise<DiscoveredCluster & Told> {
  const told: Told = { notes: [], warnings: [] };
  const timeouts = { ...exampleConfig().timeouts, discovery: timeoutMs };
  const found = await discover(
    machine,
    { discovery, timeouts },
    { note: (message) => told.notes.push(message), warn: (message) => told.warnings.push(message) },
  );
  return { ...found, ...told };
}

/** Discovery with {@link JOIN_TOKEN}. */
export function byToken(parts: Partial<BootstrapTokenDiscovery>): DiscoveryConfig['discovery'] {
  const token = parts.token ?? JOIN_TOKEN;
  return {
    bootstrapToken: { token, apiServerEndpoint: '', caCertHashes: [], unsafeSkipCAVerification: false, ...parts },
    tlsBootstrapToken: token,
  };
}

/** Discovery with a file, and a token where the file has no credentials. */
export function byFile(kubeConfigPath: string, tlsBootstrapToken = ''): DiscoveryConfig['discovery'] {
  return { file: { kubeConfigPath }, tlsBootstrapToken };
}
