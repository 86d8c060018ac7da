import { featureEnabled } from '../../pkg/config/feature-gates.ts';
import { SOCKET_ANNOTATION } from '../../pkg/cluster/read-node-config.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import type { Group, Step } from '../../pkg/workflow/phase.ts';
import { asUpgradeInitContext } from '../as-upgrade-init-context.ts';
import type { UpgradeContext } from '../upgrade-context.ts';
import { uploadKubeadmConfig } from './kubeadm.ts';
import { uploadKubeletConfig } from './kubelet.ts';

const kubeadm: Step<UpgradeContext> = {
  name: 'kubeadm',
  summary: uploadKubeadmConfig.summary,
  details: 'Writes the ConfigMap kubeadm-config in kube-system, with the new version, and the rights to read it.',
  flags: ['kubeconfig'],
  run: async (context) => uploadKubeadmConfig.run(await asUpgradeInitContext(context)),
};

const kubelet: Step<UpgradeContext> = {
  name: 'kubelet',
  summary: uploadKubeletConfig.summary,
  details:
    'Writes the ConfigMap kubelet-config in kube-system and the rights to read it, and takes the annotation with the ' +
    'CRI socket, which lives in a file of the node now, off this Node.',
  flags: ['kubeconfig'],
  async run(context) {
    const init = await asUpgradeInitContext(context);
    // what this machine's resolver is was decided when the cluster was made
    await uploadKubeletConfig.run({ ...init, settings: { ...init.settings, fullRun: false } });
    if (featureEnabled(init.config.cluster.featureGates, 'NodeLocalCRISocket'))
      await withoutAnnotation(context, init.config.nodeRegistration.name);
  },
};

/** The configuration with the new version, where further machines look for it. */
export const upgradeUploadConfig: Group<UpgradeContext> = {
  name: 'upload-config',
  summary: 'Store the configuration, with the new version, in the cluster',
  flags: ['kubeconfig'],
  all: true,
  phases: [kubeadm, kubelet],
};

async function withoutAnnotation({ host, note }: UpgradeContext, name: string): Promise<void> {
  const node = await host.getObject({ apiVersion: 'v1', kind: 'Node', name });
  if (node?.metadata.annotations?.[SOCKET_ANNOTATION] === undefined) return;
  // null takes a field away in a patch
  const annotations = { [SOCKET_ANNOTATION]: null } as unknown as Record<string, string>;
  const patch: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name, annotations } };
  await host.change({ kind: 'apply-object', verb: 'patch', object: patch });
  note(`Node ${name} no longer has the annotation ${SOCKET_ANNOTATION}`);
}
