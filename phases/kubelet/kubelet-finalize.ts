import type { Group } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { enableClientCertRotation } from './enable-client-cert-rotation.ts';

/** What the kubelet needs once the cluster runs. */
export const kubeletFinalize: Group<Pick<InitContext, 'config' | 'host' | 'note' | 'warn'>> = {
  name: 'kubelet-finalize',
  summary: 'Settle the kubelet now that the cluster runs',
  flags: ['cert-dir'],
  all: true,
  phases: [enableClientCertRotation],
};
