import { describeError, KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { kubeletCredentials } from '../../pkg/kubelet/kubelet-credentials.ts';
import { BOOTSTRAP_KUBECONFIG, KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { JoinContext } from '../join-context.ts';
import { waitForCertificate } from './certificate-wait.ts';
import { runKubeletService } from './kubelet-service.ts';
import { waitForBootstrapGround } from './bootstrap-ground.ts';

/** Waits until the kubelet has its certificate from the cluster, and says why when it does not get one. */
export const kubeletWaitBootstrap: Step<JoinContext> = {
  name: 'kubelet-wait-bootstrap',
  summary: 'Wait for the kubelet to get its certificate from the cluster',
  details:
    'Waits for the kubelet (timeouts.kubeletHealthCheck), then until ' +
    `${KUBELET_KUBECONFIG} leads to a certificate (timeouts.tlsBootstrap). ${BOOTSTRAP_KUBECONFIG} is deleted at the end, ` +
    'whether well or not. On failure it tells how the certificate signing request stands, and what the kubelet says.',
  flags: ['cri-socket'],
  async run(context) {
    const joined = await context.cluster();
    try {
      await waitForBootstrapGround(context, joined);
      await hurryKubelet(context);
      await waitForCertificate(context, joined);
    } finally {
      await forgetBootstrap(context);
    }
  },
};

/** A kubelet that could ask asks within this time. */
const ASKS_WITHIN_MS = 400;

/**
 * On a control plane the kubelet asks the API server of its own machine, which has only come up now: after a few
 * refusals the kubelet sleeps for ever longer, up to half a minute. Started again it asks at once.
 */
async function hurryKubelet(context: JoinContext): Promise<void> {
  const { host, config, note } = context;
  if (config.controlPlane === undefined) return;
  const look = async () => {
    const credentials = await kubeletCredentials(host);
    return 'notYet' in credentials ? credentials : (true as const);
  };
  try {
    await host.until('the certificate of the kubelet', look, { timeoutMs: ASKS_WITHIN_MS, intervalMs: 50 });
  } catch (error) {
    if (!(error instanceof KubeadmError) || error.code !== 'wait-timeout') throw error;
    note('the kubelet sleeps between two attempts to get its certificate: starting it anew');
    await runKubeletService(context, 'restart');
  }
}

/** The token in it has done its work; after a failure, the same command writes the file again. */
async function forgetBootstrap({ host, note, warn }: JoinContext): Promise<void> {
  try {
    if ((await host.stat(BOOTSTRAP_KUBECONFIG)) === undefined) return;
    await host.change({ kind: 'remove-file', path: BOOTSTRAP_KUBECONFIG });
    note(`removed ${BOOTSTRAP_KUBECONFIG}`);
  } catch (error) {
    // must not hide why the wait failed
    warn(`could not remove ${BOOTSTRAP_KUBECONFIG}, which holds a token: ${describeError(error)}: remove it yourself`);
  }
}
