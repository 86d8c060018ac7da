import { criSocket } from '../../pkg/config/defaults/cri-socket.ts';
import type { ComponentName } from '../../pkg/diagnosis/known-problem.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { namedCriSocket } from '../../pkg/kubelet/named-cri-socket.ts';
import type { Renewing } from '../../pkg/pki/renew-certificates.ts';
import { restartComponents } from '../../phases/certs/restart-components.ts';
import { restartKubelet } from './rescue-kubelet.ts';

/** As long as a control plane may take to come up: the default of timeouts.controlPlaneComponentHealthCheck. */
const PATIENCE_MS = 4 * 60_000;

interface RestartRun {
  readonly renewing: Renewing;
  readonly components: readonly ComponentName[];
  /** Whether the kubelet has a new certificate too. */
  readonly kubelet: boolean;
  note(message: string): void;
}

/**
 * Restart what uses the renewed files. The kubelet comes first: it forgets how long it meant to wait before it starts
 * again what has failed.
 *
 * @throws KubeadmError `several-runtimes`, `service-failed`, and what `restartComponents` throws
 */
export async function restartAfterRenewal({ renewing, components, kubelet, note }: RestartRun): Promise<void> {
  const { host, config } = renewing;
  const since = host.now();
  if (kubelet) await restartKubelet({ host, note });
  const { certificatesDir } = config.cluster;
  const socket = components.length === 0 ? '' : await socketOf(host);
  await restartComponents(
    { host, note, criSocket: socket, certificatesDir, timeoutMs: PATIENCE_MS },
    components,
    since,
  );
}

async function socketOf(view: HostView): Promise<string> {
  const named = await namedCriSocket(view);
  if (named !== undefined) return named;
  const found = await criSocket(view, '', true);
  if (found.wrong === undefined) return found.value;
  throw new KubeadmError('several-runtimes', found.wrong, {
    hint: 'the certificates are renewed; restart the static Pods by hand, for example by moving their manifests out of /etc/kubernetes/manifests and back',
  });
}
