import { join } from 'node:path';
import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';

/**
 * The kubeconfig that a command for an existing cluster uses: the one named, or else the first that exists among those
 * of `$KUBECONFIG` (of `~/.kube/config` where that is not set) and admin.conf, as kubectl and the reference look for it.
 *
 * @param named - the value of `--kubeconfig`, or nothing
 * @throws KubeadmError `kubeconfig-missing`
 */
export async function kubeconfigPath(view: Pick<HostView, 'stat' | 'env'>, named: string): Promise<string> {
  const candidates = named === '' ? usualPlaces(view.env) : [named];
  for (const path of candidates) if ((await view.stat(path)) !== undefined) return path;
  throw new KubeadmError(
    'kubeconfig-missing',
    `no kubeconfig to talk to a cluster with: there is no ${list(candidates)}`,
    {
      hint: 'run this as root on a control-plane machine, or name the kubeconfig of a cluster administrator with --kubeconfig or $KUBECONFIG',
    },
  );
}

function usualPlaces({ KUBECONFIG = '', HOME = '' }: HostView['env']): readonly string[] {
  const own = HOME === '' ? [] : [join(HOME, '.kube/config')];
  const named = KUBECONFIG === '' ? own : KUBECONFIG.split(':').filter((path) => path !== '');
  return [...named, ADMIN_CONF];
}

function list(paths: readonly string[]): string {
  return paths.length === 1 ? paths.join('') : `${paths.slice(0, -1).join(', no ')}, and no ${paths.at(-1) ?? ''}`;
}
