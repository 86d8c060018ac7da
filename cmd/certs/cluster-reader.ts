import type { Emit } from '../../pkg/events/event.ts';
import type { HostView } from '../../pkg/host/host.ts';
import type { Invocation } from '../cli/command.ts';

interface Asked {
  readonly kubeconfig: string;
  readonly emit: Emit;
  /** To talk to instead of the kubeconfig's server. */
  readonly server?: string | undefined;
}

/** Reads the cluster, asked once: who looks at certificates does not wait for an API server. */
export function clusterReader(
  { io, flags }: Invocation,
  machine: Pick<HostView, 'readFile' | 'env' | 'now'>,
  { kubeconfig, emit, server }: Asked,
): Pick<HostView, 'getObject'> {
  const request = { kubeconfig, server, apiCallTimeoutMs: 0, unreachableIsAbsent: false };
  const given = io.machine?.(String(flags['rootfs'] ?? ''));
  if (given !== undefined) return given.host({ ...request, emit });
  return {
    getObject: async (ref) => {
      const { realCluster } = await import('../../pkg/host/real-cluster.ts');
      return realCluster({ ...request, machine, superAdminKubeconfig: '' }).getObject(ref);
    },
  };
}
