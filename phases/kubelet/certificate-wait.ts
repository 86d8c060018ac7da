import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Readiness } from '../../pkg/host/host.ts';
import { WAIT_ABORTED } from '../../pkg/host/until.ts';
import { describeCsrState } from '../../pkg/kubelet/describe-csr-state.ts';
import { kubeletCredentials } from '../../pkg/kubelet/kubelet-credentials.ts';
import { bootstrapIdentity } from '../bootstrap-identity.ts';
import type { JoinContext, JoinedCluster } from '../join-context.ts';
import { watchRequest, type WatchedRequest } from './watched-request.ts';
import { withoutCertificate } from './without-certificate.ts';

/** Looking costs two reads of files; the reference looks every second. */
const INTERVAL_MS = 100;

/**
 * Wait until kubelet.conf leads to a certificate of the cluster.
 *
 * @throws KubeadmError `kubelet-certificate-refused` once the request is denied or has failed,
 * `kubelet-certificate-missing` when time is up; both say how the request stands and what the kubelet says
 */
export async function waitForCertificate(context: JoinContext, joined: JoinedCluster): Promise<void> {
  const { host, note } = context;
  const timeoutMs = joined.config.timeouts.tlsBootstrap;
  const known = { since: host.now(), criSocket: joined.config.nodeRegistration.criSocket };
  const request = kubeletRequest(context, joined);
  let looked = false;
  const look = async (): Promise<Readiness> => {
    looked = true;
    const credentials = await kubeletCredentials(host);
    if (!('notYet' in credentials)) return true;
    const state = await request.look();
    if (state === undefined) return { notYet: credentials.notYet };
    if (!request.isRefused()) return { notYet: describeCsrState(state).message };
    const cause = await withoutCertificate(host, { ...known, state });
    throw new KubeadmError(WAIT_ABORTED, 'waiting longer cannot help', { cause });
  };
  try {
    const waited = await host.until('the certificate of the kubelet', look, { timeoutMs, intervalMs: INTERVAL_MS });
    if (looked) note(`the kubelet has its certificate (after ${(waited / 1000).toFixed(1)}s)`);
  } catch (error) {
    if (!(error instanceof KubeadmError) || error.code !== 'wait-timeout') throw error;
    throw await withoutCertificate(host, { ...known, state: await request.ask(), seconds: timeoutMs / 1000 });
  }
}

function kubeletRequest({ config, host }: JoinContext, { discovered }: JoinedCluster): WatchedRequest {
  const { tokenId } = bootstrapIdentity(config);
  return watchRequest(host, discovered.kubeconfig, {
    nodeName: config.nodeRegistration.name,
    ...(tokenId === undefined ? {} : { tokenId }),
  });
}
