import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import { kubeletCredentials } from '../../pkg/kubelet/kubelet-credentials.ts';
import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { matchAuthorities } from '../../pkg/pki/same-authority.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { asInitContext } from '../as-init-context.ts';
import { bootstrapIdentity } from '../bootstrap-identity.ts';
import { DISCOVERY_FLAGS } from '../discovery-flags.ts';
import type { JoinContext, JoinedCluster } from '../join-context.ts';
import { requireFreeNodeName } from '../node-name-free.ts';
import { authorityFile, bootstrapKubeconfigFile } from './bootstrap-files.ts';
import { ensureKubelet } from './ensure-kubelet.ts';
import { kubeletFilesOf } from './kubelet-files-of.ts';

/** Gives the kubelet of a joining machine what it starts from, and starts it: it then asks for its certificate. */
export const joinKubeletStart: Step<JoinContext> = {
  name: 'kubelet-start',
  summary: 'Write the kubelet settings and its bootstrap credentials, and (re)start the kubelet',
  details:
    'Writes /etc/kubernetes/bootstrap-kubelet.conf, the authority of the cluster, and kubeadm-flags.env, ' +
    'instance-config.yaml and config.yaml in /var/lib/kubelet, and restarts the kubelet. Nothing is written while a ' +
    'working Node of the same name is in the cluster. A kubelet that has its certificate and the same settings is left alone.',
  flags: [...DISCOVERY_FLAGS, 'cri-socket', 'node-name', 'patches'],
  async run(context) {
    const { config, host, note, warn } = context;
    const joined = await context.cluster();
    const bootstrapped = await hasJoined(context, joined);
    const nameIsFree = (): Promise<void> => {
      const reader = host.clusterOf(joined.discovered.kubeconfig);
      return requireFreeNodeName(reader, config.nodeRegistration.name, { identity: bootstrapIdentity(config), note });
    };
    const init = await asInitContext(context);
    const [authority, settings] = await Promise.all([
      authorityFile(host, config.caCertPath, { discovered: joined.discovered, warn }),
      kubeletFilesOf(init, { registerTaints: config.controlPlane === undefined }),
      ...(bootstrapped ? [] : [nameIsFree()]),
    ]);
    const files = [...(bootstrapped ? [] : [bootstrapKubeconfigFile(config, joined)]), ...authority, ...settings];
    await ensureKubelet(context, { files, readAtStart: [config.caCertPath] });
  },
};

/**
 * Whether this very node has joined this very cluster before. A kubelet with good credentials uses them and never
 * looks at the bootstrap kubeconfig: with those of another cluster or node it would not join this one.
 */
async function hasJoined({ config, host }: JoinContext, { discovered }: JoinedCluster): Promise<boolean> {
  const credentials = await kubeletCredentials(host);
  if ('notYet' in credentials) return false;
  const { name, kubeletExtraArgs } = config.nodeRegistration;
  const override = kubeletExtraArgs.findLast((arg) => arg.name === 'hostname-override')?.value;
  const { nodeName, caPem } = credentials;
  if (caPem !== '' && matchAuthorities(caPem, KUBELET_KUBECONFIG, discovered.caCertificates) === 'none')
    throw leftover(`trusts the authority of another cluster than that at ${discovered.server}`);
  if (nodeName === name || nodeName === override) return true;
  throw leftover(nodeName === '' ? 'is not that of a node' : `is that of the node ${nodeName}, not of ${name}`);
}

function leftover(what: string): KubeadmError {
  return new KubeadmError(
    'kubelet-conf-leftover',
    `this machine has credentials of a kubelet already, and they are not for this join: ${KUBELET_KUBECONFIG} ${what}`,
    { hint: 'give the machine back first: `kubeadm-ts reset`, then run the same command again' },
  );
}
