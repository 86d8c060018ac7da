import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { KUBELET_KUBECONFIG } from '../../pkg/kubelet/kubelet-files.ts';
import { ADMIN_KUBECONFIG } from '../../phases/admin-kubeconfig.ts';
import type { UpgradeSettings } from '../../phases/upgrade-context.ts';
import { manifestFile } from '../../phases/write-static-pod.ts';
import { drainSettings } from './drain-settings.ts';
import type { UpgradeRun } from './run-upgrade.ts';

/** @param begun - when this upgrade, or the interrupted one that it goes on with, began */
export async function settingsFor(
  view: Pick<HostView, 'stat'>,
  { subcommand, flags, fullRun }: UpgradeRun,
  begun: Date,
): Promise<UpgradeSettings> {
  const drain = drainSettings(flags, fullRun);
  const controlPlane = (await view.stat(manifestFile('kube-apiserver', '').path)) !== undefined;
  const usual = controlPlane || subcommand === 'apply' ? ADMIN_KUBECONFIG : KUBELET_KUBECONFIG;
  const kubeconfig = flags.kubeconfig ?? usual;
  await requireKubeconfig(view, kubeconfig, subcommand);
  return { command: subcommand, fullRun, kubeconfig, controlPlane, begun, drain };
}

async function requireKubeconfig(
  view: Pick<HostView, 'stat'>,
  path: string,
  subcommand: UpgradeSettings['command'],
): Promise<void> {
  if ((await view.stat(path)) !== undefined) return;
  const where = subcommand === 'apply' ? 'on a control-plane machine' : 'on a machine of the cluster';
  throw new KubeadmError('kubeconfig-missing', `there is no ${path} to talk to the cluster with`, {
    hint: `run this as root ${where}, or name another file with --kubeconfig`,
  });
}

/** @throws KubeadmError `version-missing` */
export function refuseWithoutVersion(version: string): void {
  if (version !== '') return;
  throw new KubeadmError('version-missing', 'to which version the cluster is to be upgraded is not said', {
    hint: 'write it behind the command (kubeadm-ts upgrade apply v1.36.2), or as apply.kubernetesVersion into the UpgradeConfiguration; `kubeadm-ts upgrade plan` shows which there are',
  });
}
