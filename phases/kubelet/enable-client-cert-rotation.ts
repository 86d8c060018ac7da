import { join } from 'node:path/posix';
import type { InitConfig } from '../../pkg/config/types.ts';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { ensureFile } from '../../pkg/host/ensure-file.ts';
import { kubeconfigYaml, type Kubeconfig, type User } from '../../pkg/kubeconfig/kubeconfig.ts';
import { loadKubeconfig } from '../../pkg/kubeconfig/load-kubeconfig.ts';
import { currentContext } from '../../pkg/kubeconfig/kubeconfig-document.ts';
import { KUBELET_DIRECTORY, KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { runKubeletService } from './kubelet-service.ts';

type Context = Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>;

/** The name that the kubelet gives to the certificate and key that it uses now, and replaces when it rotates. */
const CURRENT_PAIR = 'kubelet-client-current.pem';

/** Lets the kubelet of the first control-plane node use the certificate that it renews by itself. */
export const enableClientCertRotation: Step<Context> = {
  name: 'enable-client-cert-rotation',
  summary: 'Let the kubelet use the client certificate that it rotates by itself',
  details:
    'Where the kubelet has got a certificate of its own (kubelet-client-current.pem in its cert-dir), points kubelet.conf at ' +
    'it instead of the embedded certificate, which would expire, and restarts the kubelet.',
  flags: ['cert-dir'],
  async run(context) {
    const { config, host, note } = context;
    const pair = join(certificateFolder(config), CURRENT_PAIR);
    if ((await host.stat(pair)) === undefined) {
      note(`kept kubelet.conf: the kubelet has no rotated certificate yet (${pair})`);
      return;
    }
    const kubeconfig = await loadKubeconfig(host, KUBELET_KUBECONFIG);
    if (kubeconfig === undefined) throw missingKubeconfig();
    const wanted = withClientPair(kubeconfig, pair);
    if (wanted === kubeconfig) {
      note(`kept kubelet.conf: it uses ${pair} already`);
      return;
    }
    const content = kubeconfigYaml(wanted);
    await ensureFile(host, { kind: 'write-file', path: KUBELET_KUBECONFIG, content, mode: 0o600, secret: true });
    // addons and the join command do not need it
    await runKubeletService(context, 'restart', { background: true });
  },
};

/** The kubelet's `cert-dir`; of several, the last one counts, as for any flag. */
function certificateFolder({ nodeRegistration }: InitConfig): string {
  const given = nodeRegistration.kubeletExtraArgs.findLast(({ name }) => name === 'cert-dir')?.value;
  return given === undefined || given === '' ? join(KUBELET_DIRECTORY, 'pki') : given;
}

/** The same kubeconfig object when its user has the pair already. */
function withClientPair(kubeconfig: Kubeconfig, pair: string): Kubeconfig {
  const { userName, user } = currentContext(kubeconfig, KUBELET_KUBECONFIG);
  if (user === undefined) throw missingUser(userName);
  const { 'client-certificate-data': certData, 'client-key-data': keyData, ...rest } = user;
  const embedded = (certData ?? '') !== '' || (keyData ?? '') !== '';
  if (!embedded && user['client-certificate'] === pair && user['client-key'] === pair) return kubeconfig;
  const rotated: User = { ...rest, 'client-certificate': pair, 'client-key': pair };
  return {
    ...kubeconfig,
    users: kubeconfig.users.map((each) => (each.name === userName ? { ...each, user: rotated } : each)),
  };
}

function missingKubeconfig(): KubeadmError {
  return new KubeadmError(
    'kubeconfig-missing',
    `${KUBELET_KUBECONFIG} does not exist, so the kubelet has no credentials`,
    {
      hint: '`kubeadm-ts init phase kubeconfig kubelet` writes it',
    },
  );
}

function missingUser(userName: string): KubeadmError {
  const message = `${KUBELET_KUBECONFIG} has no user "${userName}", which its current context names`;
  return new KubeadmError('kubeconfig-incomplete', message, {
    hint: `remove ${KUBELET_KUBECONFIG} and write it anew: \`kubeadm-ts init phase kubeconfig kubelet\``,
  });
}
