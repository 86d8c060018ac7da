import type { Group } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { uploadKubeadmConfig } from './kubeadm.ts';
import { uploadKubeletConfig } from './kubelet.ts';

/** Stores the configuration in the cluster, where `join` and `upgrade` look for it. */
export const uploadConfigPhase: Group<InitContext> = {
  name: 'upload-config',
  aliases: ['uploadconfig'],
  summary: 'Store the configuration of kubeadm and of the kubelet in the cluster',
  flags: ['cri-socket', 'kubeconfig'],
  all: true,
  phases: [uploadKubeadmConfig, uploadKubeletConfig],
};
