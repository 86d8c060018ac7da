import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { ResetContext } from '../reset-context.ts';
import { findCriSocket } from './cri-socket.ts';
import { emptyFolder, type Failure } from './empty-folder.ts';
import { foldersToEmpty, MANIFESTS } from './folders.ts';
import { checkCertificatesDir, isUsualCertificatesDir } from './owned-folder.ts';
import { DEFAULT_CERTIFICATES_DIR } from './paths.ts';
import { removeAccounts } from './remove-accounts.ts';
import { removeKubeconfigs, removeMarks } from './remove-files.ts';
import { removeSandboxes } from './remove-sandboxes.ts';
import { stopKubelet } from './stop-kubelet.ts';
import { unmountKubelet } from './unmount-kubelet.ts';

type Needs = Pick<ResetContext, 'config' | 'settings' | 'host' | 'node' | 'note' | 'warn'>;

/**
 * The order is that of a retreat: whatever could start something again goes before what it would start, so that a run
 * that is killed anywhere is brought to its end by the next one.
 */
export const cleanupNodePhase: Step<Needs> = {
  name: 'cleanup-node',
  aliases: ['cleanupnode'],
  summary: 'End all Pods, and remove what init or join made',
  details:
    'Stops the kubelet, removes the static Pods and the containers of all Pods, unmounts their volumes, and empties ' +
    '/etc/kubernetes/manifests, /var/lib/kubelet and the folder of the certificates; kubeconfig files in ' +
    '/etc/kubernetes and accounts of RootlessControlPlane are removed. Symbolic links are not followed, and what is ' +
    'mounted elsewhere is left alone.',
  flags: ['cert-dir', 'cleanup-tmp-dir', 'cri-socket'],
  async run(context) {
    const { config, warn } = context;
    await checkCertificatesDir(context);
    const criSocket = await findCriSocket(context);
    if (!isUsualCertificatesDir(config.certificatesDir))
      warn(`the certificates folder is ${config.certificatesDir}: ${DEFAULT_CERTIFICATES_DIR} is left as it is`);
    await stopKubelet(context);
    const failures = [...(await emptyFolder(context, MANIFESTS.path, MANIFESTS.holds))];
    await removeSandboxes(context, criSocket);
    await unmountKubelet(context);
    for (const { path, holds } of foldersToEmpty(config)) failures.push(...(await emptyFolder(context, path, holds)));
    failures.push(...(await removeKubeconfigs(context)));
    await removeAccounts(context);
    failures.push(...(await removeMarks(context)));
    refuseFailures(failures);
  },
};

/** Everything else is done: what is left may be a private key, so this is no success. */
function refuseFailures(failures: readonly Failure[]): void {
  const [first] = failures;
  if (first === undefined) return;
  const lines = [...new Set(failures.map(({ reason }) => `\t${reason}`))];
  throw new KubeadmError('reset-incomplete', `not everything could be removed:\n${lines.join('\n')}`, {
    hint: `${first.hint ?? 'look at what is there'}; then run the same command again`,
  });
}
