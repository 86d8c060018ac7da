import { kubeletConfigMap } from '../../manifests/cluster/config-maps.ts';
import { kubeletConfigRbac } from '../../manifests/rbac/cluster-rbac.ts';
import { allKept, ensureObjects } from '../../pkg/kube/ensure-objects.ts';
import { systemdResolvedActive, withResolvConf } from '../../pkg/kubelet/resolv-conf.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import type { InitContext } from '../init-context.ts';

/** The kubelet configuration that all nodes share. */
export const uploadKubeletConfig: Step<InitContext> = {
  name: 'kubelet',
  summary: 'Store the kubelet configuration in the cluster',
  details:
    'Writes the ConfigMap kubelet-config in kube-system, and the Role and RoleBinding kubeadm:kubelet-config that let nodes read it.',
  flags: ['cri-socket', 'kubeconfig'],
  async run({ config, settings, host, note }) {
    const { document, userSupplied } = config.kubelet;
    // As the reference does: what kubelet-start found out about this machine's resolvers is shared by a whole init.
    const resolvedActive = settings.fullRun && (await systemdResolvedActive(host));
    const shared = withResolvConf(document, resolvedActive);
    const outcomes = await ensureObjects(host, [
      kubeletConfigMap(writeYaml(shared), userSupplied),
      ...kubeletConfigRbac(),
    ]);
    if (allKept(outcomes)) note('kept ConfigMap kubelet-config: it is already up to date');
  },
};
