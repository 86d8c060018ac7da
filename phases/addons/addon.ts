import type { Group } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { corednsPhase } from './coredns.ts';
import { kubeProxyPhase } from './kube-proxy.ts';

/** What every cluster needs besides the control plane: names and Service addresses. */
export const addonPhase: Group<InitContext> = {
  name: 'addon',
  summary: 'Install the addons that every cluster needs',
  flags: [
    'apiserver-advertise-address',
    'apiserver-bind-port',
    'control-plane-endpoint',
    'feature-gates',
    'image-repository',
    'kubeconfig',
    'kubernetes-version',
    'pod-network-cidr',
    'service-cidr',
    'service-dns-domain',
  ],
  all: true,
  phases: [corednsPhase, kubeProxyPhase],
};
